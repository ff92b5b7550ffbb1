"""Every statement says where it comes from, where a DBA looks: in a comment of its own text."""

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import MySQLdb
import pytest
from MySQLdb.cursors import RE_INSERT_VALUES, DictCursor

from rawboard.db import sqlcommenter
from rawboard.db.queries import SQL_DIRECTORY, load
from tests.conftest import TEST_QUERIES
from tests.support.api import Caller

PROBES = load(Path(__file__).parents[1] / "sql" / "optional_parts.sql")
TAGS = re.compile(r"/\*(application='rawboard',.*?)\*/")


def tags(statement: str) -> dict[str, str]:
    """The pairs of a statement's comment, read as sqlcommenter says."""
    found = TAGS.search(statement)
    assert found, statement
    pairs = (pair.split("=", 1) for pair in found[1].split(","))
    return {key: unquote(value.strip("'")) for key, value in pairs}


@pytest.fixture
def held_board(administrator: MySQLdb.Connection, alice: Caller) -> Iterator[int]:
    """A board that another session holds, so that a change of it waits where a DBA can see it."""
    board: int = alice.post_board()["id"]
    administrator.begin()
    administrator.cursor().execute(TEST_QUERIES["hold_board"].statement.text, {"board_id": board})
    yield board
    administrator.rollback()


def test_the_process_list_names_query_file_route_and_request(
    held_board: int,
    alice: Caller,
    administrator: MySQLdb.Connection,
    watch: Callable[[], str],
) -> None:
    with ThreadPoolExecutor(1) as pool:
        headers = {"X-Request-Id": "find/me:1"}
        pool.submit(alice.patch, f"/boards/{held_board}", {"title": "x"}, headers=headers)
        seen = watch()
        administrator.rollback()

    assert tags(seen) == {
        "application": "rawboard",
        "file": "boards.sql",
        "query": "update_board_by_id",
        "request_id": "find/me:1",
        "route": "/api/v1/boards/<id:board_id>",
    }
    assert seen.startswith("UPDATE /*")


@pytest.fixture
def watch(administrator: MySQLdb.Connection, variables: dict[str, str]) -> Callable[[], str]:
    """Waits for a statement of the API in the process list."""

    def look() -> str:
        cursor = administrator.cursor(DictCursor)
        for _ in range(200):
            cursor.execute(TEST_QUERIES["list_connections"].statement.text, {})
            for row in cursor:
                if row["User"] == variables["MYSQL_USER"] and "UPDATE" in str(row["Info"]):
                    return str(row["Info"])
            time.sleep(0.01)
        raise AssertionError("the statement never showed")

    return look


def test_nothing_in_a_value_can_end_the_comment_or_reach_the_driver() -> None:
    head, tail = sqlcommenter.split("SELECT x", query="*/ DROP '%s' --", route="/<x>%")

    assert head + tail == (
        "SELECT /*query='%%2A%%2F%%20DROP%%20%%27%%25s%%27%%20--',route='%%2F%%3Cx%%3E%%25'*/ x"
    )


def test_an_optimizer_hint_stays_next_to_its_word() -> None:
    head, tail = sqlcommenter.split("SELECT /*+ MAX_EXECUTION_TIME(9) */ x", query="q")

    assert head + tail == "SELECT /*+ MAX_EXECUTION_TIME(9) */ /*query='q'*/ x"


def test_the_comment_names_the_optional_parts_that_are_in() -> None:
    query = PROBES["list_chosen_boards"]
    given = {"before": "9999-12-31", "limit": 20}

    def parts(**more: object) -> str | None:
        return tags(query.sql({**given, **more})).get("parts")

    assert parts(username="alice", author_id=1001) == "author_id.username"
    assert parts(ids=[1001]) == "ids"
    assert parts() == "-"


def test_the_comment_of_a_query_without_optional_parts_says_nothing_of_parts() -> None:
    assert "parts" not in tags(PROBES["find_escaped_text"].sql({"text": "x"}))


def test_the_driver_still_sends_many_rows_in_one_statement() -> None:
    query = load(SQL_DIRECTORY / "queries" / "boards.sql")["create_board_of_many"]

    match: Any = RE_INSERT_VALUES.match(query.sql(query.statement.samples, ",request_id='1'"))

    assert match, "executemany would fall back to a statement a row"
    assert "query='create_board_of_many'" in match[1]
