"""The application of ``rawboard db`` and ``rawboard users``, on a database provided for it."""

import click
from flask.cli import ScriptInfo

from rawboard import create_app, settings
from rawboard.cli.local.database import provided
from rawboard.http.flask_app import Rawboard


class LocalApp(ScriptInfo):
    """Makes the application for a command that asks for it, and first its database.

    The database lasts as long as the command. ``flask --app rawboard`` has a plain ScriptInfo, and
    so the database that the settings name.
    """

    def __init__(self) -> None:
        super().__init__(create_app=self._create, set_debug_flag=False)

    def _create(self) -> Rawboard:
        self.found = click.get_current_context().find_root().with_resource(provided())
        if self.found.is_local:
            click.echo(f"Database: {self.found.description}.", err=True)
        return create_app(settings.load(self.found.variables))
