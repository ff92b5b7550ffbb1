"""``flask --app rawboard users ...``: users, for those who run the server."""

import click
from flask.cli import AppGroup

from rawboard.cli import admins
from rawboard.cli.output import clearly
from rawboard.http.flask_app import app
from rawboard.settings import Settings

group = AppGroup("users", help="Users, for those who run the server.")


@group.command("create-first-admin")
@clearly
def create_first_admin() -> None:
    """Create an admin where there is none; a generated password is printed once."""
    created = admins.create_first(app.settings)
    click.echo(describe_first_admin(created, app.settings))


def describe_first_admin(created: tuple[str, str] | None, settings: Settings) -> str:
    """Say what :func:`rawboard.cli.admins.create_first` did; shows a password only if generated."""
    if created is None:
        return "There is an admin already."
    if settings.rawboard_admin_password.get_secret_value():
        return f"Created the admin {created[0]} with RAWBOARD_ADMIN_PASSWORD."
    return f"Created the admin {created[0]}, password {created[1]} (it is not shown again)."
