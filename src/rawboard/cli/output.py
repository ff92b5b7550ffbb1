"""What commands share: the account, faults as one line, output for people or for scripts."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
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


@contextmanager
def clearly(says: str = "the database says") -> Iterator[None]:
    """Turn a fault of the database into one line on standard error and exit status 1."""
    try:
        yield
    except (DatabaseFault, MySQLdb.Error) as error:
        raise click.ClickException(f"{says}: {error}") from error


def as_owner(command: Callable[..., None]) -> Callable[..., None]:
    """Run a command in the application's context, connected as the owner of the schema."""

    @with_appcontext
    @wraps(command)
    @clearly()
    def run(*args: Any, **kwargs: Any) -> None:
        become_owner(app, app.settings)
        command(*args, **kwargs)

    return run


def show(found: object, lines: Iterable[str] | None = None) -> None:
    """Print lines for people; without any, an object as indented JSON for scripts."""
    as_json = orjson.dumps(found, option=JSON_OPTIONS, default=str).decode()
    click.echo(as_json if lines is None else "\n".join(lines))
