"""A remembered caller costs no statement, and is refused at once when they have changed."""

from collections.abc import Callable
from typing import Any

import pytest
import requests
from flask import Flask

from rawboard import settings
from rawboard.auth.authenticator import Authenticator
from rawboard.http.bulk import NDJSON
from rawboard.repositories import users
from tests.conftest import PASSWORD
from tests.support.answers import problem
from tests.support.api import Api, Caller
from tests.support.streaming import LARGE, Fill

pytest_plugins = ["tests.support.stream_fixtures"]

BOARD = {"title": "T", "content": ""}
REQUESTS: list[tuple[str, str, Any, int]] = [
    ("GET", "/me", None, 200),
    ("GET", "/users", None, 200),
    ("GET", "/users/bob", None, 200),
    ("GET", "/users/bob/boards", None, 200),
    ("GET", "/users/alice/boards", None, 200),  # which is empty
    ("GET", "/me/tokens", None, 200),  # likewise
    ("GET", "/boards?author=bob&count=true&q=title", None, 200),
    ("GET", "/boards?until=2020-01-01", None, 200),  # likewise
    ("PATCH", "/boards/{id}", {"title": "T"}, 403),
    ("PATCH", "/boards/999999", {"title": "T"}, 404),
    ("DELETE", "/boards/{id}", None, 403),
    ("DELETE", "/users/bob", None, 403),
    ("DELETE", "/me/tokens/999999", None, 404),
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


def test_a_password_that_was_changed_counts_as_one_failure(
    alice: Caller, board: int, run_sql: RunSql
) -> None:
    run_sql("change_user", username="alice", new_username="alice", password_hash="!")

    for path in (f"/boards/{board}", "/boards?limit=0"):
        run_sql("delete_login_failures")
        problem(alice.get(path), 401)
        assert {row["failures"] for row in run_sql("list_login_failure_rows")} == {1}


@pytest.mark.parametrize(("method", "path", "body", "status"), REQUESTS)
def test_a_name_that_was_changed_is_refused_and_nothing_is_done(
    alice: Caller,
    board: int,
    run_sql: RunSql,
    password_hash: str,
    method: str,
    path: str,
    body: Any,
    status: int,
) -> None:
    run_sql("change_user", username="alice", new_username="malice", password_hash=password_hash)

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


@pytest.mark.parametrize("change", ["remove_user", "change_user"])
def test_a_kept_response_is_not_replayed_to_somebody_who_was_removed_or_changed(
    alice: Caller, run_sql: RunSql, change: str
) -> None:
    key = {"Idempotency-Key": "once"}
    assert alice.post("/boards", BOARD, headers=key).status_code == 201
    if change == "remove_user":
        run_sql("delete_boards")
        run_sql("remove_user", username="alice")
    else:
        run_sql("change_user", username="alice", new_username="alice", password_hash="!")

    problem(alice.post("/boards", BOARD, headers=key), 401)


def test_a_kept_response_is_replayed_to_a_caller_who_changed_otherwise(
    alice: Caller, run_sql: RunSql, password_hash: str
) -> None:
    key = {"Idempotency-Key": "once"}
    first = alice.post("/boards", BOARD, headers=key)
    run_sql("change_user", username="alice", new_username="ALICE", password_hash=password_hash)

    again = alice.post("/boards", BOARD, headers=key)

    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json() == first.json()


@pytest.mark.parametrize(
    ("change", "status"), [("remove_user", 401), ("change_user", 401), ("rename", 200)]
)
@pytest.mark.parametrize("path", ["/boards", "/boards/{id}", "/me", "/boards?until=2020-01-01"])
def test_a_caller_who_changes_between_look_up_and_statement_is_not_answered_as_before(
    app: Flask,
    alice: Caller,
    board: int,
    run_sql: RunSql,
    password_hash: str,
    monkeypatch: pytest.MonkeyPatch,
    change: str,
    status: int,
    path: str,
) -> None:
    look_up, names = users.find_credentials, {"new_username": "ALICE"}

    def look_up_and_change(username: str) -> Any:
        found = look_up(username)
        monkeypatch.setattr(users, "find_credentials", look_up)
        if change == "remove_user":
            run_sql("remove_user", username="alice")
        else:
            new = password_hash if change == "rename" else "!"
            run_sql("change_user", username="alice", **names, password_hash=new)
        return found

    monkeypatch.setattr(users, "find_credentials", look_up_and_change)
    app.authenticator = Authenticator(settings.load({"MYSQL_PASSWORD": "unused"}))  # type: ignore[attr-defined]

    answer = app.test_client().get(f"/api/v1{path.format(id=board)}", auth=("alice", PASSWORD))

    assert answer.status_code == status
    if status == 200 and path == "/me":
        assert answer.get_json()["username"] == "ALICE"


def test_a_stream_is_cut_off_where_its_caller_is_removed_meanwhile(
    api: Api, alice: Caller, bob: Caller, run_sql: RunSql, fill: Fill
) -> None:
    fill(bob, **LARGE)
    headers = {"Accept": NDJSON, "Accept-Encoding": "identity"}
    answer = alice.get("/boards", headers=headers, stream=True)
    chunks = answer.iter_content(1000)
    next(chunks)

    run_sql("remove_user", username="alice")

    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        for _ in chunks:
            pass
