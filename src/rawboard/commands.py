"""The commands: ``flask --app rawboard db ...`` and ``flask --app rawboard users ...``."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
import MySQLdb
from flask import Flask, current_app
from flask.cli import AppGroup

from rawboard import admins, database, migrations
from rawboard.faults import DatabaseFault
from rawboard.queries import SQL_DIRECTORY
from rawboard.settings import Settings, SettingsError
from rawboard.sqltext import SqlError, split

db = AppGroup("db", help="The schema and its demo data.")
accounts = AppGroup("users", help="Users, for those who run the server.")


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(db)
    app.cli.add_command(accounts)


def clearly(command: Callable[..., None]) -> Callable[..., None]:
    """Turn a fault into one line on standard error and exit status 1."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except (DatabaseFault, MySQLdb.Error) as error:
            raise click.ClickException(f"the database says: {error}") from error
        except (migrations.MigrationError, SettingsError, SqlError) as error:
            raise click.ClickException(str(error)) from error

    return run


@db.command("migrate")
@clearly
def migrate() -> None:
    """Apply the migrations that the database lacks, as the owner of the schema."""
    database.become_owner(current_app, _settings())
    migrations.migrate(lambda name: click.echo(f"applied {name}"))


@db.command("seed")
@clearly
def seed() -> None:
    """Load the demo data of sql/seeds; its passwords are public."""
    database.become_owner(current_app, _settings())
    path = SQL_DIRECTORY / "seeds" / "demo.sql"
    for statement in split(path.read_text(encoding="utf-8"), path.name):
        database.mysql.connection.cursor().execute(statement.text, {})
    click.echo(
        f"loaded {path.name}: alice, bob, and carol, an admin; the passwords are in the file"
    )


@accounts.command("create-first-admin")
@clearly
def create_first_admin() -> None:
    """Create an admin where there is none; a generated password is printed once."""
    created = admins.create_first(_settings())
    click.echo(describe_first_admin(created, _settings()))


def describe_first_admin(created: tuple[str, str] | None, settings: Settings) -> str:
    """Say what :func:`rawboard.admins.create_first` did; shows a password only if generated."""
    if created is None:
        return "There is an admin already."
    if settings.rawboard_admin_password.get_secret_value():
        return f"Created the admin {created[0]} with RAWBOARD_ADMIN_PASSWORD."
    return f"Created the admin {created[0]}, password {created[1]} (it is not shown again)."


def _settings() -> Settings:
    settings: Settings = current_app.extensions["rawboard_settings"]
    return settings
