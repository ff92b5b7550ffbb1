"""``rawboard``: run a checkout, or a command on its database."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click
import MySQLdb

from rawboard import settings
from rawboard.cli.local.database import Found, database
from rawboard.cli.server import ALLOCATION, command, prepare, serve
from rawboard.cli.users import describe_first_admin
from rawboard.schema import accounts


class Stopped(BaseException):
    """Somebody asked the launcher to end."""


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # once is enough; let the stopping finish
    raise Stopped


@contextmanager
def _provided() -> Iterator[tuple[dict[str, str], Found]]:
    """Yield the environment for a child and its database; ends quietly when told to."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        variables = settings.environment()
        with database(Path.cwd(), variables) as found:
            yield variables | found.settings, found
    except Stopped:
        click.echo("Stopped.")


@click.group()
def main() -> None:
    """Run Rawboard from a checkout, with a database found or started for it."""


@main.command()
def run() -> None:
    """Serve the API: migrate, create the first admin, and answer until Ctrl-C."""
    with _provided() as (variables, found):
        serve(variables, found.grant)


@main.command()
def migrate() -> None:
    """Apply the migrations that the database lacks, and grant the API its rights."""
    with _provided() as (variables, found):
        command = [sys.executable, "-m", "flask", "--app", "rawboard", "db", "migrate"]
        if subprocess.run(command, env=variables, check=False).returncode:
            sys.exit(1)
        found.grant()


@main.command()
def setup() -> None:
    """Prepare the server that MYSQL_HOST names, as root: accounts, schema and first admin."""
    try:
        variables = settings.environment()
        chosen = settings.load(variables)
        root = {"user": "root", "password": variables.get("MYSQL_ROOT_PASSWORD", "")}
        address = {"host": chosen.mysql_host, "port": chosen.mysql_port}
        passwords = {"app": chosen.mysql_password, "owner": chosen.mysql_owner_password}
        plain = {role: secret.get_secret_value() for role, secret in passwords.items()}
        administrator = {**address, **root}
        chosen = settings.load({**variables, **accounts.prepare(administrator, plain)})
        created = prepare(chosen, lambda: accounts.grant(administrator, plain))
        click.echo(describe_first_admin(created, chosen))
    except MySQLdb.Error as error:
        raise click.ClickException(f"the database says: {error}") from error


@main.command("serve")
def serve_alone() -> None:
    """Serve the API on the database that the settings name, and do nothing else."""
    start = command(settings.load(settings.environment()))
    environment = {**ALLOCATION, **os.environ}
    os.execve(start[0], start, environment)  # noqa: S606 (no shell: this process becomes the server)


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def on(command: tuple[str, ...]) -> None:
    """Run COMMAND with the settings that lead to the database."""
    with _provided() as (variables, _):
        sys.exit(subprocess.run(command, env=variables, check=False).returncode)


@main.command()
def client() -> None:
    """Open a client shell on the database, as the schema's owner where there is one."""
    program = shutil.which("mariadb") or shutil.which("mysql")
    if not program:
        raise click.ClickException("neither the mariadb nor the mysql client is installed")
    with _provided() as (variables, _):
        chosen = settings.load(variables)
        where = [f"--host={chosen.mysql_host}", f"--port={chosen.mysql_port}"]
        if chosen.mysql_unix_socket:
            where = [f"--socket={chosen.mysql_unix_socket}"]
        user = chosen.mysql_owner_user or chosen.mysql_user
        owner, app = chosen.mysql_owner_password, chosen.mysql_password
        password = (owner if chosen.mysql_owner_user else app).get_secret_value()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends a statement, not the shell
        command = [program, "--default-character-set=utf8mb4", *where, f"--user={user}"]
        environment = {**variables, "MYSQL_PWD": password}
        sys.exit(
            subprocess.run([*command, chosen.mysql_db], env=environment, check=False).returncode
        )


if __name__ == "__main__":
    main()
