"""Many boards in one transaction: ids with gaps, others at the same time, a broken connection."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from rawboard.db.clock import now
from rawboard.db.connection import mysql
from rawboard.db.queries import load
from rawboard.errors import NotFound
from rawboard.repositories import boards
from rawboard.repositories.boards import Author
from rawboard.repositories.callers import Principal
from tests.support.answers import RunSql, send, walk
from tests.support.api import Api, Caller
from tests.support.faults import COMMIT, at_once, outcome_unknown, unavailable
from tests.support.proxy import Moment, Proxy
from tests.support.rows import NDJSON, body, posted, rows, texts

pytest_plugins = ["tests.support.fault_fixtures"]

QUERIES = load(Path(__file__).parents[1] / "sql" / "bulk.sql")


def test_two_at_once_of_one_user_each_get_their_own_boards(alice: Caller, bob: Caller) -> None:
    parts = [rows(500, word) for word in ("left", "right", "up", "down")]
    callers = [alice, alice, bob, bob]
    answers = at_once(
        [
            partial(send, caller, "POST", "/boards", body(part, NDJSON), NDJSON)
            for caller, part in zip(callers, parts, strict=True)
        ]
    )

    shown = [posted(answer) for answer in answers]
    assert [texts(data) for data in shown] == parts
    stored = {board["id"]: board for board in walk(alice, "/boards?limit=100")}
    assert stored == {board["id"]: board for data in shown for board in data}


@pytest.fixture
def caller(app: Flask, alice: Caller, principal: Callable[[str], Principal]) -> Iterator[Principal]:
    """Alice, to the application inside this process."""
    with app.app_context():
        yield principal("alice")
        mysql.discard()  # with what a test set for its session


def run(name: str, **parameters: object) -> list[Any]:
    cursor = mysql.connection.cursor()
    cursor.execute(QUERIES[name].statement.text, parameters)
    return list(cursor)


def test_ids_with_gaps_are_given_to_the_right_boards(caller: Principal) -> None:
    run("set_id_step", step=7)
    wanted = [(f"Board {n}", str(n)) for n in range(1500)]

    made = boards.create_many(caller, author_of(caller), wanted, now)

    ids = [board["id"] for board in made]
    assert ids == list(range(ids[0], ids[0] + 7 * 1500, 7))
    stored = [(row["id"], row["title"], row["content"]) for row in run("list_boards_in_order")]
    assert stored == [(board["id"], board["title"], board["content"]) for board in made]


def test_another_board_of_the_same_instant_makes_it_run_again_a_moment_later(
    caller: Principal, run_sql: RunSql
) -> None:
    taken = now()
    free = taken + timedelta(microseconds=1)
    run_sql("create_board_at", user_id=caller.id, title="First", created_at=taken)
    clock = iter([taken, taken, free])

    made = boards.create_many(
        caller, author_of(caller), [("A", ""), ("B", "")], lambda: next(clock)
    )

    assert [(board["title"], board["created_at"]) for board in made] == [("A", free), ("B", free)]
    stored = [(row["id"], row["title"]) for row in run("list_boards_in_order")]
    assert stored[1:] == [(board["id"], board["title"]) for board in made]


@pytest.fixture
def proxied(proxied_api: Api, member: Callable[..., Caller]) -> Caller:
    """Alice, whose API reaches the database through the proxy."""
    return member(proxied_api)


@pytest.mark.parametrize("moment", ["before", "after", "halfway"])
def test_a_connection_that_breaks_in_the_middle_leaves_all_or_none(
    moment: Moment, proxied: Caller, proxy: Proxy, run_sql: RunSql
) -> None:
    marked = rows(2000)
    for row in marked[1500:]:  # in the second of two INSERTs
        row["content"] = "the marked half"
    ndjson = body(marked, NDJSON)

    proxy.cut_at(b"the marked half", moment, times=99)
    unavailable(send(proxied, "POST", "/boards", ndjson, NDJSON))
    assert run_sql("count_boards") == [{"boards": 0}]

    proxy.serve()
    proxy.cut_at(b"the marked half", moment, times=1)
    assert len(posted(send(proxied, "POST", "/boards", ndjson, NDJSON))) == 2000
    assert run_sql("count_boards") == [{"boards": 2000}]


@pytest.mark.parametrize(("moment", "kept"), [("before", 0), ("after", 30)])
def test_a_connection_that_breaks_at_the_end_is_unknown_and_leaves_all_or_none(
    moment: Moment, kept: int, proxied: Caller, proxy: Proxy, run_sql: RunSql
) -> None:
    proxy.cut_at(COMMIT, moment, times=9)

    outcome_unknown(send(proxied, "POST", "/boards", body(rows(30), NDJSON), NDJSON))

    assert run_sql("count_boards") == [{"boards": kept}]


@pytest.mark.parametrize("change", ["remove_user", "change_user"])
def test_an_author_who_was_removed_or_changed_gets_no_board(
    change: str, caller: Principal, run_sql: RunSql
) -> None:
    values = {"new_username": "alice", "password_hash": "!"} if change == "change_user" else {}
    run_sql(change, username="alice", **values)

    with pytest.raises(NotFound):
        boards.create_many(caller, author_of(caller), [("A", ""), ("B", "")], now)

    assert run_sql("count_boards") == [{"boards": 0}]


def author_of(caller: Principal) -> Author:
    return Author(id=caller.id, username="alice")
