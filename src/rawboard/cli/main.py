"""``rawboard``: the one command line.

``flask --app rawboard`` has ``db``, ``users`` and ``openapi`` too, as plugins. The group is no
FlaskGroup, which makes the application to list its commands and has an ``--app`` for another one.
"""

from pkgutil import resolve_name

import click

COMMANDS = {
    "db": "rawboard.cli.db:group",
    "openapi": "rawboard.cli.openapi:command",
    "run": "rawboard.cli.run:run",
    "serve": "rawboard.cli.server:serve",
    "setup": "rawboard.cli.setup:setup",
    "users": "rawboard.cli.users:group",
}
ON_THE_DATABASE = ("db", "users")  # what needs no more than the database; 'run' needs a port, too


class Commands(click.Group):
    """Commands that are imported when they are called, so that 'serve' starts at once."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names in order."""
        return sorted(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of this name, if there is one."""
        place = COMMANDS.get(cmd_name)
        found: click.Command | None = resolve_name(place) if place else None
        return found


@click.group(cls=Commands)
@click.pass_context
def main(context: click.Context) -> None:
    """Serve Rawboard, a message-board JSON API, and look after its database.

    In a checkout, a database is found or started for the commands that need one, unless MYSQL_HOST
    or MYSQL_UNIX_SOCKET names a server.
    """
    if context.invoked_subcommand in ON_THE_DATABASE:
        from rawboard.cli.local.app import LocalApp

        context.obj = LocalApp()


if __name__ == "__main__":
    main()
