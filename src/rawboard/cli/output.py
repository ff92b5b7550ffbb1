"""What all commands share: faults as one line, output for people or for scripts."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
import MySQLdb
import orjson

from rawboard.db.errors import DatabaseFault

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


def show(found: object) -> None:
    """Print an object as indented JSON."""
    click.echo(orjson.dumps(found, option=JSON_OPTIONS, default=str))
