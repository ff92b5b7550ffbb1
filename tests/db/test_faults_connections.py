"""The lanes' connections: kept, few, and replaced where the server closed them."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask import Flask

from rawboard.db import execution
from rawboard.db.connection import mysql
from rawboard.db.errors import Unavailable
from rawboard.repositories import boards
from tests.conftest import TEST_QUERIES
from tests.support.api import Api, Caller
from tests.support.faults import at_once, start_of, timed, until
from tests.support.proxy import Proxy

pytest_plugins = ["tests.support.fault_fixtures"]

LANES, READ_ONLY = 4, 1290
NEWCOMER = {"username": "nora", "email": "nora@example.com", "password": "long enough to pass"}

StartApi = Callable[..., Api]
MakeMember = Callable[..., Caller]
RunSql = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def connections(variables: dict[str, str], run_as_api: RunSql) -> Callable[[], set[int]]:
    """The ids of the connections that the API's account has now, without those there before."""

    def ids() -> set[int]:
        account = variables["MYSQL_USER"]
        return {row["Id"] for row in run_as_api("list_connections") if row["User"] == account}

    already = ids()
    return lambda: ids() - already


def test_two_hundred_requests_open_one_connection_a_lane_and_no_more(
    another_api: StartApi, member: MakeMember, connections: Callable[[], set[int]]
) -> None:
    api = another_api(RAWBOARD_THREADS=str(LANES))
    callers = [member(api) for _ in range(8)]

    def ask(caller: Caller) -> set[int]:
        return {caller.get("/boards").status_code for _ in range(25)}

    assert at_once([partial(ask, caller) for caller in callers]) == [{200}] * 8
    opened = connections()
    assert 1 <= len(opened) <= LANES
    assert at_once([partial(ask, caller) for caller in callers]) == [{200}] * 8
    assert opened <= connections()
    assert len(connections()) <= LANES


def test_a_write_that_is_refused_as_read_only_has_every_connection_replaced(
    another_api: StartApi, member: MakeMember, proxy: Proxy, connections: Callable[[], set[int]]
) -> None:
    """After a fail-over, reads would else go on at the old primary."""
    api = another_api(**proxy.settings, RAWBOARD_THREADS="2")
    callers = [member(api) for _ in range(4)]

    def used() -> set[int]:
        for answer in at_once([partial(caller.get, "/boards") for caller in callers]):
            assert answer.status_code == 200
        return connections()

    until(lambda: len(used()) == 2)
    before = connections()
    proxy.answer([start_of(boards.QUERIES["create_board"])], READ_ONLY, times=1)

    callers[0].post_board()

    until(lambda: not before & used())


def test_a_connection_that_the_server_closed_costs_neither_a_read_nor_a_write(
    another_api: StartApi, member: MakeMember, run_sql: RunSql, run_as_api: RunSql,
    connections: Callable[[], set[int]],
) -> None:  # fmt: skip
    alice = member(another_api(RAWBOARD_THREADS="1"))

    def close_idle_connection() -> None:
        (idle,) = connections()
        run_as_api("close_connection", connection_id=idle)
        until(lambda: not connections())

    board = alice.post_board("First")
    close_idle_connection()
    assert alice.get(f"/boards/{board['id']}").json() == board
    close_idle_connection()
    alice.post_board("Second")
    close_idle_connection()
    assert alice.patch(f"/boards/{board['id']}", {"title": "Changed"}).json()["version"] == 2
    titles = [row["title"] for row in run_sql("list_board_titles")]
    assert sorted(titles) == ["Changed", "Second"]
    close_idle_connection()
    assert alice.delete("/me").status_code == 204


def test_a_connection_that_broke_on_the_way_costs_neither_a_read_nor_a_write(
    proxy: Proxy, proxied_api: Api, member: MakeMember, run_sql: RunSql
) -> None:
    alice = member(proxied_api)
    assert alice.get("/boards").status_code == 200

    proxy.cut()
    assert alice.get("/boards").status_code == 200
    proxy.cut()
    alice.post_board()
    assert run_sql("count_boards") == [{"boards": 1}]


def test_registering_over_a_connection_that_the_server_closed_is_no_unknown_outcome(
    another_api: StartApi, run_sql: RunSql, run_as_api: RunSql,
    connections: Callable[[], set[int]],
) -> None:  # fmt: skip
    stranger = another_api(RAWBOARD_THREADS="1").caller()
    earlier = {**NEWCOMER, "username": "nola", "email": "nola@example.com"}
    assert stranger.post("/users", earlier).status_code == 201
    (idle,) = connections()
    run_as_api("close_connection", connection_id=idle)
    until(lambda: not connections())

    answer = stranger.post("/users", NEWCOMER)

    assert answer.status_code == 201, answer.text
    assert run_sql("count_users") == [{"users": 2}]
    stranger.close()


def test_a_connection_that_idled_longer_than_the_server_keeps_one_is_replaced(
    app: Flask, empty: None
) -> None:
    with app.app_context():
        execution.write(TEST_QUERIES["set_wait_timeout"], seconds=1)
        time.sleep(1.5)

        assert execution.fetch_one(TEST_QUERIES["count_users"]) == {"users": 0}
        assert execution.fetch_one(TEST_QUERIES["count_users"]) == {"users": 0}


def test_a_statement_that_takes_too_long_is_cut_and_tried_only_once(
    app: Flask, empty: None, enrol: Callable[..., Any]
) -> None:
    enrol("alice")

    def sleep() -> None:
        with app.app_context(), pytest.raises(Unavailable):
            execution.fetch_all(TEST_QUERIES["sleep_for"], seconds=30)

    _, seconds = timed(sleep)
    assert 3 < seconds < 5.5  # sql/queries/session.sql says 4
    with app.app_context():
        kept = mysql.connection
        assert execution.fetch_one(TEST_QUERIES["count_users"]) == {"users": 1}
        assert mysql.connection is kept
