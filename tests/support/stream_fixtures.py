"""The fixture of the tests of streams: ``pytest_plugins`` names this file."""

from collections.abc import Callable
from pathlib import Path

import MySQLdb
import pytest

from rawboard.db.queries import load
from tests.support.api import Caller

QUERIES = load(Path(__file__).parents[1] / "sql" / "streams.sql")


@pytest.fixture
def fill(administrator: MySQLdb.Connection) -> Callable[..., None]:
    """Adds many boards of one user."""

    def add(caller: Caller, count: int, length: int = 10) -> None:
        parameters = {"user_id": caller.user["id"], "count": count, "length": length}
        administrator.cursor().execute(QUERIES["create_boards"].statement.text, parameters)

    return add
