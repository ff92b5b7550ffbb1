"""The connection breaks at a chosen statement: before it arrives, after it, or in its answer."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import MySQLdb
import pytest
import requests

from rawboard.db.queries import Query
from rawboard.repositories import board_lists, boards, users
from tests.support.api import Api, Caller
from tests.support.faults import (
    COMMIT,
    in_transaction,
    outcome_unknown,
    start_of,
    timed,
    unavailable,
    until,
)
from tests.support.outage import LONGEST
from tests.support.proxy import Moment, Proxy

pytest_plugins = ["tests.support.fault_fixtures"]

MOMENTS: list[Moment] = ["before", "after", "halfway"]
NEWCOMER = {"username": "nora", "email": "nora@example.com", "password": "long enough to pass"}
BOARD = {"title": "Cut", "content": ""}

RunSql = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def alice(proxied_api: Api, member: Callable[..., Caller]) -> Caller:
    """Alice, whose API reaches the database through the proxy."""
    return member(proxied_api)


def everything(run_sql: RunSql) -> tuple[int, int]:
    """How many users and boards there are."""
    return run_sql("count_users")[0]["users"], run_sql("count_boards")[0]["boards"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_board_whose_insert_is_cut_off_is_unknown_and_never_two(
    moment: Moment, alice: Caller, proxy: Proxy, run_sql: RunSql
) -> None:
    proxy.cut_at(start_of(boards.QUERIES["create_board"]), moment, times=9)

    outcome_unknown(alice.post("/boards", BOARD))
    assert proxy.sprung == 1
    until(lambda: everything(run_sql) == (1, 0 if moment == "before" else 1))


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_registration_whose_insert_is_cut_off_is_unknown_and_never_two(
    moment: Moment, alice: Caller, proxy: Proxy, run_sql: RunSql
) -> None:
    proxy.cut_at(start_of(users.QUERIES["create_user"]), moment, times=9)

    outcome_unknown(alice.post("/users", NEWCOMER))
    assert proxy.sprung == 1
    until(lambda: everything(run_sql) == (1 if moment == "before" else 2, 0))


def test_a_board_whose_insert_is_never_answered_is_unknown_within_the_read_time_out(
    alice: Caller, proxy: Proxy, run_sql: RunSql
) -> None:
    proxy.cut_at(start_of(boards.QUERIES["create_board"]), "never", times=9)

    answer, seconds = timed(lambda: alice.post("/boards", BOARD))

    outcome_unknown(answer)
    assert seconds < LONGEST
    assert proxy.sprung == 1
    assert everything(run_sql) == (1, 1)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("method", ["PATCH", "PUT", "DELETE"])
def test_a_change_that_is_cut_off_is_unknown_and_happens_once_at_most(
    method: str, moment: Moment, alice: Caller, proxy: Proxy
) -> None:
    board = alice.post_board("Uncut")
    name = "delete_board_by_id" if method == "DELETE" else "update_board_by_id"
    proxy.cut_at(start_of(boards.QUERIES[name]), moment, times=9)

    outcome_unknown(alice.request(method, f"/boards/{board['id']}", json=BOARD))

    assert proxy.sprung == 1
    proxy.serve()
    now = alice.get(f"/boards/{board['id']}")
    if moment == "before":
        assert now.json() == board
    elif method == "DELETE":
        assert now.status_code == 404
    else:
        assert (now.json()["title"], now.json()["version"]) == ("Cut", 2)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize(
    ("query", "path"),
    [
        (board_lists.QUERIES["list_boards"], "/boards"),
        (board_lists.QUERIES["list_boards_oldest_first"], "/boards?sort=created_at"),
    ],
    ids=["newest first", "oldest first"],
)
def test_a_read_that_is_cut_off_is_asked_again_once(
    query: Query, path: str, moment: Moment, alice: Caller, proxy: Proxy
) -> None:
    board = alice.post_board()
    proxy.cut_at(start_of(query), moment, times=1)
    assert alice.get(path).json()["data"] == [board]
    assert proxy.sprung == 1

    proxy.cut_at(start_of(query), moment, times=9)
    unavailable(alice.get(path))
    assert proxy.sprung == 3


def offers_tls(proxy: Proxy, variables: dict[str, str]) -> bool:
    account = {"user": variables["MYSQL_USER"], "password": variables["MYSQL_PASSWORD"]}
    try:
        MySQLdb.connect(host="127.0.0.1", port=proxy.port, ssl_mode="REQUIRED", **account).close()
    except MySQLdb.OperationalError:
        return False
    return True


def test_a_change_that_is_cut_off_while_it_waits_is_unknown_over_tls_too(
    proxy: Proxy, variables: dict[str, str], another_api: Callable[..., Api],
    member: Callable[..., Caller], administrator: MySQLdb.Connection, administer: RunSql,
) -> None:  # fmt: skip
    mode = "REQUIRED" if offers_tls(proxy, variables) else "DISABLED"
    alice = member(another_api(**{**proxy.settings, "MYSQL_SSL_MODE": mode}, RAWBOARD_THREADS="1"))
    board = alice.post_board()
    with ThreadPoolExecutor(1) as pool, in_transaction(administrator):
        administer("hold_board", board_id=board["id"])
        change = pool.submit(alice.patch, f"/boards/{board['id']}", {"title": "New"})
        time.sleep(0.5)
        proxy.cut()
        outcome_unknown(change.result())

    proxy.cut()
    assert alice.get("/boards").status_code == 200  # asked again on a new connection


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_deleted_user_whose_commit_is_cut_off_is_unknown_and_never_half_deleted(
    moment: Moment, alice: Caller, proxy: Proxy, run_sql: RunSql
) -> None:
    for _ in range(3):
        alice.post_board()
    proxy.cut_at(COMMIT, moment, times=9)

    outcome_unknown(alice.delete("/users/alice"))
    assert proxy.sprung == 1
    assert everything(run_sql) == ((1, 3) if moment == "before" else (0, 0))


STEPS = {
    "begin": b"BEGIN",  # as the driver sends it
    "lock": start_of(users.QUERIES["lock_user_by_id"]),
    "boards": start_of(boards.QUERIES["delete_boards_by_author"]),
    "user": start_of(users.QUERIES["delete_user_by_id"]),
}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("step", STEPS)
def test_a_deletion_that_is_cut_off_before_its_commit_starts_again_or_leaves_all_as_it_was(
    step: str, moment: Moment, alice: Caller, proxy: Proxy, run_sql: RunSql
) -> None:
    for _ in range(3):
        alice.post_board()
    delete: Callable[[], requests.Response] = partial(alice.delete, "/users/alice")

    proxy.cut_at(STEPS[step], moment, times=9)
    unavailable(delete())
    assert everything(run_sql) == (1, 3)

    proxy.cut_at(STEPS[step], moment, times=1)
    assert delete().status_code == 204
    assert everything(run_sql) == (0, 0)
