"""What commands share: the account, faults as one line, output for people or for scripts."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
import MySQLdb
import orjson
from flask.cli import with_appcontext

from rawboard.db.connection import become_owner
from rawboard.db.errors import DatabaseFault
from rawboard.http.flask_app import app

PENDING = 3  # exit status: there are migrations to apply
DIFFERENT = 4  # exit status: the schema or a file is not what it should be

JSON_OPTIONS = orjson.OPT_INDENT_2 | orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")


def clearly(command: Callable[..., None]) -> Callable[..., None]:
    """Turn a fault into one line on standard error and exit status 1."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except (DatabaseFault, MySQLdb.Error) as error:
            raise click.ClickException(f"the database says: {error}") from error

    return run


def as_owner(command: Callable[..., None]) -> Callable[..., None]:
    """Run a command in the application's context, connected as the owner of the schema."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        become_owner(app, app.settings)
        command(*args, **kwargs)

    return with_appcontext(clearly(run))


def show(found: object) -> None:
    """Print an object as indented JSON."""
    click.echo(orjson.dumps(found, option=JSON_OPTIONS, default=str))
