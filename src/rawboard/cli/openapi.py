"""``flask --app rawboard openapi``: the API's description, without a server."""

import click
from flask.cli import with_appcontext

from rawboard.cli.output import show
from rawboard.http.flask_app import app


@click.command("openapi")
@with_appcontext
def command() -> None:
    """Print the API's description in OpenAPI 3.1, as these settings have it."""
    from rawboard.api.openapi.document import describe  # no other command needs it

    show(describe(app))
