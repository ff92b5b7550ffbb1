"""``rawboard users``: the first admin, who cannot be created over HTTP."""

import secrets

import click
from flask.cli import AppGroup
from pydantic import ValidationError

from rawboard.api.models.users import Registration
from rawboard.auth import passwords
from rawboard.cli.output import clearly
from rawboard.db.clock import now
from rawboard.db.errors import ConstraintViolated
from rawboard.http.flask_app import app
from rawboard.repositories import users
from rawboard.settings import Settings, SettingsError

group = AppGroup("users", help="Users, for those who run the server.")


@group.command("create-first-admin")
@clearly()
def create_first_admin() -> None:
    """Create an admin where there is none; a generated password is printed once."""
    created = create_first(app.settings)
    click.echo(describe(created, app.settings))


def create_first(settings: Settings) -> tuple[str, str] | None:
    """Create the admin of the settings, and return name and password; None where there is an admin.

    Raises:
        SettingsError: a RAWBOARD_ADMIN_... setting is not valid, or taken by a member.
    """
    if users.find_any_admin():
        return None
    username, email = settings.rawboard_admin_username, settings.rawboard_admin_email
    password = settings.rawboard_admin_password.get_secret_value() or secrets.token_urlsafe(15)
    try:
        body = Registration(username=username, email=email, password=password)
        password_hash = passwords.hash_password(password)
        users.create(body.username, body.email, password_hash, "admin", now())
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        named = (f"RAWBOARD_ADMIN_{item['loc'][0]}".upper() + f": {item['msg']}" for item in found)
        raise SettingsError("; ".join(named)) from None
    except ConstraintViolated as error:
        field = error.constraint.rpartition("_")[2].upper()
        raise SettingsError(f"RAWBOARD_ADMIN_{field}: is taken by a member") from error
    return body.username, password


def describe(created: tuple[str, str] | None, settings: Settings) -> str:
    """Return what :func:`create_first` did, with the password only if it was generated."""
    if created is None:
        return "There is an admin already."
    if settings.rawboard_admin_password.get_secret_value():
        return f"Created the admin {created[0]} with RAWBOARD_ADMIN_PASSWORD."
    return f"Created the admin {created[0]}, password {created[1]} (it is not shown again)."
