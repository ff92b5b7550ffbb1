"""The commands: ``flask --app rawboard db ...`` and ``flask --app rawboard users ...``."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from pydantic import ValidationError

from rawboard import migrations, passwords
from rawboard.database import mysql
from rawboard.faults import ConstraintViolated, DatabaseFault
from rawboard.queries import SQL_DIRECTORY
from rawboard.repositories import users
from rawboard.routes.resource import now
from rawboard.routes.users import Registration
from rawboard.settings import Settings
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
        except (DatabaseFault, migrations.MigrationError, SqlError) as error:
            raise click.ClickException(str(error)) from error

    return run


@db.command("migrate")
@clearly
def migrate() -> None:
    """Apply the migrations that the database lacks."""
    migrations.migrate(lambda name: click.echo(f"applied {name}"))


@db.command("seed")
@clearly
def seed() -> None:
    """Load the demo data of sql/seeds; its passwords are public."""
    path = SQL_DIRECTORY / "seeds" / "demo.sql"
    for statement in split(path.read_text(encoding="utf-8"), path.name):
        mysql.connection.cursor().execute(statement.text, {})
    click.echo(f"loaded {path.name}")


@accounts.command("create-first-admin")
@clearly
def create_first_admin() -> None:
    """Create an admin where there is none, and print a generated password once."""
    existing = users.find_any_admin()
    if existing:
        return
    chosen: Settings = current_app.extensions["rawboard_settings"]
    given = chosen.rawboard_admin_password.get_secret_value()
    password = given or secrets.token_urlsafe(15)
    body = _registration(chosen.rawboard_admin_username, chosen.rawboard_admin_email, password)
    stored = passwords.hash_password(body.password)
    try:
        users.create(body.username, body.email, stored, "admin", now())
    except ConstraintViolated as error:
        raise click.ClickException(f"the admin's name or e-mail is taken: {error}") from error
    shown = "as RAWBOARD_ADMIN_PASSWORD says" if given else f"password {password} (shown once)"
    click.echo(f"created the admin {body.username}: {shown}")


def _registration(username: str, email: str, password: str) -> Registration:
    try:
        body = Registration(username=username, email=email, password=password)
    except ValidationError as error:
        fields = ", ".join(f"RAWBOARD_ADMIN_{item['loc'][0]}".upper() for item in error.errors())
        raise click.ClickException(f"not valid: {fields}") from None
    complaint = passwords.complaint(password, username, email)
    if complaint:
        raise click.ClickException(f"RAWBOARD_ADMIN_PASSWORD {complaint}")
    return body
