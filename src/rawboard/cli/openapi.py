"""``rawboard openapi``: the API's description, without a server or a database."""

import click

from rawboard import create_app, settings
from rawboard.cli.output import show


@click.command("openapi")
def command() -> None:
    """Print the API's description in OpenAPI 3.1, as these settings have it."""
    from rawboard.api.openapi.document import describe  # no other command needs it

    # A password is required of all but this command, which connects to nothing.
    chosen = settings.load({"MYSQL_PASSWORD": "unused", **settings.environment()})
    app = create_app(chosen)
    with app.app_context():
        show(describe(app))
