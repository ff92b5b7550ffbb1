"""A remembered caller costs no statement, and is refused at once when they have changed."""

from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.support.answers import problem
from tests.support.api import Api, Caller

BOARD = {"title": "T", "content": ""}
REQUESTS: list[tuple[str, str, Any, int]] = [
    ("GET", "/boards/{id}", None, 200),
    ("GET", "/boards", None, 200),
    ("GET", "/boards?sort=updated_at", None, 200),
    ("POST", "/boards", BOARD, 201),
    ("POST", "/boards", [BOARD], 201),
    ("POST", "/boards", {}, 422),
    ("GET", "/boards?limit=0", None, 422),
    ("GET", "/boards/999999", None, 404),
]
RunSql = Callable[..., list[dict[str, Any]]]


def ask(caller: Caller, method: str, path: str, body: Any, board: int) -> requests.Response:
    return caller.request(method, path.format(id=board), json=body)


@pytest.fixture
def board(bob: Caller, alice: Caller) -> int:
    """A board of Bob's; Alice was here a moment ago."""
    assert alice.get("/me").status_code == 200
    return int(bob.post_board()["id"])


@pytest.mark.parametrize(("method", "path", "body", "status"), REQUESTS)
def test_somebody_who_was_removed_is_refused_and_nothing_is_done(
    alice: Caller, board: int, run_sql: RunSql, method: str, path: str, body: Any, status: int
) -> None:
    run_sql("remove_user", username="alice")

    problem(ask(alice, method, path, body, board), 401)
    assert run_sql("count_boards") == [{"boards": 1}]


@pytest.mark.parametrize(("method", "path", "body", "status"), REQUESTS)
def test_a_password_that_was_changed_is_refused_and_nothing_is_done(
    alice: Caller, board: int, run_sql: RunSql, method: str, path: str, body: Any, status: int
) -> None:
    run_sql("change_user", username="alice", new_username="alice", password_hash="!")

    problem(ask(alice, method, path, body, board), 401)
    assert run_sql("count_boards") == [{"boards": 1}]


@pytest.mark.parametrize(("method", "path", "body", "status"), REQUESTS)
@pytest.mark.parametrize("name", ["alice", "Alice"])  # of the same fingerprint, and of another
def test_somebody_whose_row_has_changed_otherwise_is_served_all_the_same(
    alice: Caller,
    board: int,
    run_sql: RunSql,
    password_hash: str,
    name: str,
    method: str,
    path: str,
    body: Any,
    status: int,
) -> None:
    run_sql("change_user", username="alice", new_username=name, password_hash=password_hash)

    assert ask(alice, method, path, body, board).status_code == status
    boards = 2 if status == 201 else 1
    assert run_sql("count_boards") == [{"boards": boards}]


def test_after_a_change_the_caller_is_remembered_anew(
    api: Api, alice: Caller, board: int, run_sql: RunSql, password_hash: str
) -> None:
    run_sql("change_user", username="alice", new_username="ALICE", password_hash=password_hash)

    assert [api.statements(alice.get(f"/boards/{board}")) for _ in range(3)] == [3, 1, 1]


def test_a_board_is_posted_under_the_name_that_is_there_now(
    alice: Caller, board: int, run_sql: RunSql, password_hash: str
) -> None:
    run_sql("change_user", username="alice", new_username="ALICE", password_hash=password_hash)

    assert alice.post_board()["author"]["username"] == "ALICE"


def test_an_empty_list_is_empty_and_the_caller_is_looked_up(api: Api, alice: Caller) -> None:
    alice.get("/me")

    answer = alice.get("/boards")

    assert answer.json()["data"] == []
    assert api.statements(answer) == 2
