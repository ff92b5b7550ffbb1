"""Prefer (RFC 7240): less in the answer, a dry run, and how strictly to read a request."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import PASSWORD
from tests.support.answers import places, problem, stored
from tests.support.api import Api, Caller, Json

BOARD: Json = {"title": "T", "content": "C"}
NORA: Json = {"username": "nora", "email": "nora@example.com", "password": "long enough to pass"}
RunSql = Callable[..., list[dict[str, Any]]]


def prefer(caller: Caller, what: str, method: str, path: str, body: object = None) -> Any:
    return caller.request(method, path, json=body, headers={"Prefer": what})


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/boards", BOARD, 201),
        ("POST", "/boards", [BOARD, BOARD], 201),
        ("POST", "/users", NORA, 201),
        ("PUT", "/boards/{id}", BOARD, 204),
        ("PATCH", "/boards/{id}", {"title": "N"}, 204),
        ("PATCH", "/me", {}, 204),
        ("PUT", "/users/alice", {"username": "alice", "email": "a@example.com"}, 204),
    ],
)
def test_return_minimal_leaves_the_body_out_and_says_so(
    alice: Caller, method: str, path: str, body: object, status: int
) -> None:
    path = path.format(id=alice.post_board()["id"])

    answer = prefer(alice, "return=minimal", method, path, body)

    assert answer.status_code == status
    assert answer.content == b""
    assert "Content-Type" not in answer.headers
    assert answer.headers.get("Content-Length") == (None if status == 204 else "0")
    assert answer.headers["Preference-Applied"] == "return=minimal"
    if isinstance(body, dict) and body is not NORA:  # of whom others see less
        where = answer.headers.get("Location", path)
        assert answer.headers["ETag"] == alice.get(where).headers["ETag"]


def test_return_representation_is_what_is_done_anyway(alice: Caller) -> None:
    answer = prefer(alice, "return=representation", "POST", "/boards", BOARD)

    assert answer.json()["title"] == "T"
    assert answer.headers["Preference-Applied"] == "return=representation"


def test_a_preference_that_has_no_effect_is_not_said_to_be_applied(alice: Caller) -> None:
    path = f"/boards/{alice.post_board()['id']}"

    assert "Preference-Applied" not in prefer(alice, "return=minimal", "GET", path).headers
    assert prefer(alice, "return=minimal", "GET", path).json() == alice.get(path).json()
    assert "Preference-Applied" not in prefer(alice, "return=minimal", "DELETE", path).headers
    assert "Preference-Applied" not in alice.get("/me").headers


WRITES = [
    ("POST", "/boards", BOARD, 201),
    ("POST", "/boards", [BOARD, BOARD], 201),
    ("POST", "/users", NORA, 201),
    ("PUT", "/boards/{id}", BOARD, 200),
    ("PATCH", "/boards/{id}", {"title": "N"}, 200),
    ("DELETE", "/boards/{id}", None, 204),
    ("PUT", "/me", {"username": "other", "email": "other@example.com"}, 200),
    ("PATCH", "/users/alice", {"username": "other"}, 200),
    ("DELETE", "/me", None, 204),
    ("DELETE", "/users/alice", None, 204),
    (
        "PUT",
        "/me/password",
        {"current_password": PASSWORD, "new_password": "another fine passphrase"},
        204,
    ),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), WRITES)
def test_a_dry_run_is_answered_as_if_it_were_done_and_keeps_nothing(
    alice: Caller,
    admin: Caller,
    run_sql: RunSql,
    method: str,
    path: str,
    body: object,
    status: int,
) -> None:
    path = path.format(id=alice.post_board("Before")["id"])
    before = stored(admin, run_sql)

    answer = prefer(alice, "tx=rollback", method, path, body)

    assert answer.status_code == status, answer.text
    assert answer.headers["Preference-Applied"] == "tx=rollback"
    assert stored(admin, run_sql) == before
    assert alice.get("/me").status_code == 200


def test_a_dry_run_shows_the_resource_with_its_id(alice: Caller) -> None:
    answer = prefer(alice, "tx=rollback", "POST", "/boards", BOARD)

    assert answer.json()["id"] > 0
    assert answer.json()["version"] == 1
    problem(alice.get(answer.headers["Location"]), 404)
    path = f"/boards/{alice.post_board()['id']}"
    tried = prefer(alice, "tx=rollback", "PATCH", path, {"title": "Tried"}).json()
    assert (tried["title"], tried["version"]) == ("Tried", 2)


def test_a_dry_run_is_refused_as_the_write_would_be(alice: Caller, bob: Caller) -> None:
    path = f"/boards/{alice.post_board()['id']}"

    problem(prefer(bob, "tx=rollback", "DELETE", path), 403)
    problem(prefer(bob, "tx=rollback", "DELETE", "/boards/999999"), 404)
    problem(prefer(alice, "tx=rollback", "POST", "/users", {**NORA, "username": "bob"}), 409)
    assert places(prefer(alice, "tx=rollback", "POST", "/boards", {})) == ["#/content", "#/title"]


def test_a_dry_run_costs_its_statement_and_two_more(api: Api, alice: Caller) -> None:
    alice.get("/me")

    # BEGIN, the board, ROLLBACK.
    assert api.statements(prefer(alice, "tx=rollback", "POST", "/boards", BOARD)) == 3


def test_a_dry_run_takes_no_idempotency_key(alice: Caller) -> None:
    headers = {"Idempotency-Key": "a-key", "Prefer": "tx=rollback"}
    for _ in range(2):
        assert "Idempotent-Replayed" not in alice.post("/boards", BOARD, headers=headers).headers

    done = alice.post("/boards", BOARD, headers={"Idempotency-Key": "a-key"})
    assert alice.get(done.headers["Location"]).json() == done.json()


def test_several_preferences_are_honoured_together(alice: Caller) -> None:
    for form in ["return=minimal, tx=rollback", 'TX="rollback" ; x=y,, Return = minimal']:
        answer = prefer(alice, form, "POST", "/boards", BOARD)

        assert answer.content == b""
        assert set(answer.headers["Preference-Applied"].split(", ")) == {
            "return=minimal",
            "tx=rollback",
        }
    assert alice.get("/boards").json()["data"] == []


@pytest.mark.parametrize(
    "what", ["return=nothing", "wait=10", "respond-async", "", ";", "=x", "tx"]
)
def test_what_is_not_known_is_ignored(alice: Caller, what: str) -> None:
    answer = prefer(alice, what, "POST", "/boards", BOARD)

    assert answer.status_code == 201
    assert "Preference-Applied" not in answer.headers


@pytest.mark.parametrize(
    "what", ["return=nothing", "wait=10", "respond-async", "return=minimal, return=representation"]
)
def test_handling_strict_refuses_what_is_unknown_or_contradictory(alice: Caller, what: str) -> None:
    problem(prefer(alice, f"handling=strict, {what}", "POST", "/boards", BOARD), 400)
    assert alice.get("/boards").json()["data"] == []


def test_of_two_that_contradict_each_other_the_first_counts(alice: Caller) -> None:
    what = "return=minimal, return=representation"

    assert prefer(alice, what, "POST", "/boards", BOARD).content == b""


def test_handling_strict_is_said_to_be_applied(alice: Caller) -> None:
    answer = prefer(alice, "handling=strict, return=minimal", "POST", "/boards", BOARD)

    assert answer.headers["Preference-Applied"] == "handling=strict, return=minimal"


def test_handling_lenient_leaves_unknown_members_and_parameters_out(alice: Caller) -> None:
    body = {**BOARD, "colour": "red", "version": 7}
    assert places(alice.post("/boards", body)) == ["#/colour", "#/version"]

    answer = prefer(alice, "handling=lenient", "POST", "/boards?colour=red", body)

    assert answer.status_code == 201
    assert answer.json()["version"] == 1
    assert answer.headers["Preference-Applied"] == "handling=lenient"
    assert prefer(alice, "handling=lenient", "GET", "/boards?colour=red&limit=1").status_code == 200


def test_handling_lenient_forgives_nothing_else(alice: Caller) -> None:
    body = {"title": "", "colour": "red"}

    answer = prefer(alice, "handling=lenient", "POST", "/boards", body)

    assert places(answer) == ["#/content", "#/title"]
