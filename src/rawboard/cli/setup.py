"""``rawboard setup``, and what it has in common with ``run``: migrate, grant, create an admin."""

from collections.abc import Callable

import click

from rawboard import create_app, settings
from rawboard.cli.output import clearly
from rawboard.cli.users import create_first, describe
from rawboard.db.connection import become_owner
from rawboard.schema import accounts, migrations
from rawboard.settings import Settings


@click.command()
@clearly()
def setup() -> None:
    """Prepare the server that MYSQL_HOST names, as root: accounts, schema and first admin."""
    variables = settings.environment()
    chosen = settings.load(variables)
    root = {"user": "root", "password": variables.get("MYSQL_ROOT_PASSWORD", "")}
    administrator = {"host": chosen.mysql_host, "port": chosen.mysql_port, **root}
    secrets = {"app": chosen.mysql_password, "owner": chosen.mysql_owner_password}
    passwords = {role: secret.get_secret_value() for role, secret in secrets.items()}
    chosen = settings.load({**variables, **accounts.prepare(administrator, passwords)})
    created = prepare(chosen, lambda: accounts.grant(administrator, passwords))
    click.echo(describe(created, chosen))


def prepare(chosen: Settings, grant: Callable[[], None]) -> tuple[str, str] | None:
    """Migrate, grant, which needs the tables, and return the first admin, as :func:`create_first`.

    Raises:
        ClickException: the database refuses, a migration failed, or the admin is not valid.
    """
    app = create_app(chosen)
    with clearly("the database cannot be prepared"), app.app_context():
        become_owner(app, chosen)
        migrations.migrate(lambda name: click.echo(f"applied {name}"))
        grant()
        return create_first(chosen)
