"""``rawboard db``: what changes the schema, by the account that owns it."""

import os
import shutil
import signal
import subprocess
import sys

import click

from rawboard.cli.db_inspect import dump, explain_query, plan, status, verify
from rawboard.cli.local.app import LocalApp
from rawboard.cli.output import as_owner
from rawboard.db.connection import mysql
from rawboard.db.queries import SQL_DIRECTORY
from rawboard.db.two_way_sql import read, split
from rawboard.http.flask_app import app
from rawboard.schema import migrations, repair

group = click.Group("db", help="The schema: migrate, verify, explain.")
version = click.IntRange(min=0)

for look in (status, plan, verify, dump, explain_query):
    group.add_command(look)


@group.command("migrate")
@click.option("--to", type=version, help="The last version to apply.")
@as_owner
def migrate(to: int | None) -> None:
    """Apply the migrations that the database lacks.

    On a database of this checkout, the rights of the API's account are renewed too; elsewhere that
    is sql/grants/app.sql, by an administrator.
    """
    migrations.migrate(lambda name: click.echo(f"applied {name}"), to)
    if local := click.get_current_context().find_object(LocalApp):
        local.found.grant()


@group.command("undo")
@click.option("--to", type=version, required=True, help="The version to go back to.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_owner
def undo(to: int, yes: bool) -> None:
    """Undo migrations by the files of sql/migrations/undo. Data is lost."""
    if not yes:
        click.confirm(f"Undo everything after version {to}? Data is lost", abort=True)
    migrations.undo(lambda name: click.echo(f"undid {name}"), to)


@group.command("baseline")
@click.option("--to", type=version, required=True, help="The last version that is there.")
@as_owner
def baseline(to: int) -> None:
    """Record migrations as applied without running them, for a schema that was made otherwise."""
    repair.baseline(lambda name: click.echo(f"recorded {name}"), to)


@group.command("repair")
@click.option("--accept-edits", is_flag=True, help="Take edited files for what was applied.")
@click.option("--applied", type=version, help="Record this version: it ran, but not to its end.")
@click.option("--undone", type=version, help="Forget this version: its undo ran, likewise.")
@as_owner
def repair_ledger(accept_edits: bool, applied: int | None, undone: int | None) -> None:
    """Remove the claim of a program that died while migrating, and what the options say."""
    repair.repair(click.echo, accept_edits=accept_edits, ran=applied, undone=undone)


@group.command("seed")
@as_owner
def seed() -> None:
    """Load the demo data of sql/seeds; its passwords are public."""
    for statement in split(read(SQL_DIRECTORY / "seeds" / "demo.sql"), "demo.sql"):
        mysql.connection.cursor().execute(statement.text, {})
    click.echo("loaded demo.sql: alice, bob, and carol, an admin; the passwords are in the file")


@group.command("shell", context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@as_owner
def shell(options: tuple[str, ...]) -> None:
    """Open the mysql client on the database, as the schema's owner; OPTIONS are the client's."""
    program = shutil.which("mariadb") or shutil.which("mysql")
    if not program:
        raise click.ClickException("neither the mariadb nor the mysql client is installed")
    config = app.config  # of the owner, by as_owner
    where = [f"--host={config['MYSQL_HOST']}", f"--port={config['MYSQL_PORT']}"]
    if config["MYSQL_UNIX_SOCKET"]:
        where = [f"--socket={config['MYSQL_UNIX_SOCKET']}"]
    command = [program, "--default-character-set=utf8mb4", *where, f"--user={config['MYSQL_USER']}"]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends a statement, not the shell
    environment = {**os.environ, "MYSQL_PWD": config["MYSQL_PASSWORD"]}
    done = subprocess.run([*command, *options, config["MYSQL_DB"]], env=environment, check=False)
    sys.exit(done.returncode)
