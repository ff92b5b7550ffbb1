"""``/me/tokens``: made with the password, shown once, listed, revoked."""

import re
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from typing import Any

import pytest
import requests

from rawboard.auth.token_secrets import SECRET
from tests.conftest import PASSWORD
from tests.support.answers import places, problem, status_for, walk
from tests.support.api import Api, Caller, Json
from tests.support.tokens import LOOK_ALIKE, token_of

RunSql = Callable[..., list[dict[str, Any]]]
NO_FUTURE: list[object] = [
    "", "tomorrow", "2099-01-01", "2099-01-01T00:00:00", "2099-13-01T00:00:00Z", 4102444800,
    "2099-01-01 00:00:00Z", "2020-01-01T00:00:00Z", "0000-01-01T00:00:00Z", True, {},
    "9999-12-31T23:59:59-23:59", "\uff12099-01-01T00:00:00Z", "2099-01-01T00:00:60Z",
    "2099-01-01T00:00:00+25:00",
]  # fmt: skip


def test_a_new_token_is_shown_whole_with_its_secret_this_once(api: Api, alice: Caller) -> None:
    body = {"name": "Büro-Skript ☕", "scope": "write", "expires_at": "2099-01-01T01:00:00+01:00"}

    answer = alice.post("/me/tokens", body)

    token = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{api.base}/api/v1/me/tokens/{token['id']}"
    assert SECRET.fullmatch(token.pop("token"))
    assert set(token) == {"id", "name", "scope", "created_at", "expires_at", "last_used_at"}
    assert (token["name"], token["scope"]) == (body["name"], "write")
    assert token["expires_at"] == "2099-01-01T00:00:00Z"
    assert token["last_used_at"] is None
    assert alice.get(answer.headers["Location"]).json() == token
    assert alice.get("/me/tokens").json()["data"] == [token]


def test_a_body_may_never_be_left_out_of_the_answer_that_alone_shows_the_secret(
    alice: Caller,
) -> None:
    body = {"name": "x", "scope": "read"}
    answer = alice.post("/me/tokens", body, headers={"Prefer": "return=minimal"})

    assert SECRET.fullmatch(answer.json()["token"])


def test_the_secret_is_stored_as_its_sha_256_alone_and_never_logged(
    api: Api, alice: Caller, run_sql: RunSql
) -> None:
    secret = token_of(alice)["token"]
    assert status_for(api, "alice", secret) == 200

    (row,) = run_sql("list_token_rows")
    assert row["secret_hash"] == sha256(secret.encode()).hexdigest()
    assert secret[4:] not in str(row)
    assert secret not in api.log_text()


def test_two_tokens_have_different_secrets(alice: Caller) -> None:
    assert len({token_of(alice)["token"] for _ in range(3)}) == 3


def test_somebody_elses_token_is_not_there(alice: Caller, bob: Caller, admin: Caller) -> None:
    token = token_of(alice)

    for other in (bob, admin):
        problem(other.get(f"/me/tokens/{token['id']}"), 404)
        problem(other.delete(f"/me/tokens/{token['id']}"), 404)
        assert other.get("/me/tokens").json()["data"] == []
    assert alice.get(f"/me/tokens/{token['id']}").status_code == 200
    problem(alice.get("/me/tokens/9999999"), 404)


def test_tokens_are_listed_newest_first_in_pages(alice: Caller, bob: Caller) -> None:
    made = [token_of(alice)["id"] for _ in range(5)]
    token_of(bob)

    assert [token["id"] for token in walk(alice, "/me/tokens?limit=2")] == made[::-1]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"name": ""}, "#/name"), ({"name": "x" * 101}, "#/name"), ({"name": "a\0b"}, "#/name"),
        ({"name": None}, "#/name"), ({"name": 1}, "#/name"),
        ({"scope": "admin"}, "#/scope"), ({"scope": ""}, "#/scope"), ({"scope": None}, "#/scope"),
        ({"scope": "READ"}, "#/scope"), ({"scope": ["read"]}, "#/scope"),
        *[({"expires_at": moment}, "#/expires_at") for moment in NO_FUTURE],
        ({"token": LOOK_ALIKE}, "#/token"), ({"id": 1}, "#/id"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_new_token_is_pointed_at(
    alice: Caller, wrong: Json, pointer: str
) -> None:
    answer = alice.post("/me/tokens", {"name": "x", "scope": "read", **wrong})

    assert places(answer) == [pointer]
    assert alice.get("/me/tokens").json()["data"] == []


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (None, None),
        ("2099-01-01T00:00:00Z", "2099-01-01T00:00:00Z"),
        ("2099-01-01t00:00:00.5z", "2099-01-01T00:00:00.500000Z"),
        ("2098-12-31T15:30:00-08:30", "2099-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
    ],
)
def test_an_expiry_is_kept_to_the_microsecond_in_utc(
    alice: Caller, given: str | None, shown: str | None
) -> None:
    token = token_of(alice, expires_at=given)

    assert token["expires_at"] == shown
    assert alice.get(f"/me/tokens/{token['id']}").json()["expires_at"] == shown


def test_a_name_has_up_to_a_hundred_characters_of_any_script(alice: Caller) -> None:
    assert token_of(alice, name="한" * 100)["name"] == "한" * 100
    assert token_of(alice, name="🎉" * 100)["name"] == "🎉" * 100


def test_no_password_has_the_form_of_a_token(api: Api, alice: Caller, stranger: Caller) -> None:
    body = {"username": "dora", "email": "dora@example.com", "password": LOOK_ALIKE}
    assert places(stranger.post("/users", body)) == ["#/password"]
    change = {"current_password": PASSWORD, "new_password": LOOK_ALIKE}
    assert places(alice.put("/me/password", change)) == ["#/new_password"]
    body["password"] = LOOK_ALIKE[:-1]
    assert stranger.post("/users", body).status_code == 201
    assert status_for(api, "dora", LOOK_ALIKE[:-1]) == 200


def keyed(caller: Caller) -> requests.Response:
    body = {"name": "x", "scope": "read"}
    return caller.post("/me/tokens", body, headers={"Idempotency-Key": "once"})


@pytest.mark.parametrize("password", [PASSWORD, "contrasen\u0303a segura", "한국어 비밀번호 하나"])
def test_a_repeated_request_shows_the_same_secret_which_nothing_stored_tells(
    api: Api, stranger: Caller, run_sql: RunSql, password: str
) -> None:
    body = {"username": "dora", "email": "dora@example.com", "password": password}
    assert stranger.post("/users", body).status_code == 201
    with closing(api.caller("dora", password)) as dora:
        answers = [keyed(dora) for _ in range(3)]

    secret = answers[0].json()["token"]
    assert {answer.status_code for answer in answers} == {201}
    assert {answer.content for answer in answers} == {answers[0].content}
    assert "Idempotent-Replayed" in answers[2].headers
    assert status_for(api, "dora", secret) == 200
    (token,), (kept,) = run_sql("list_token_rows"), run_sql("list_kept_answers")
    assert re.search(r'"token":"[0-9a-f]{32}"', kept["body"])  # a nonce
    assert secret[4:] not in f"{token}{kept}"


def test_a_repeated_request_after_another_password_is_another_request(
    api: Api, alice: Caller
) -> None:
    keyed(alice)
    new = "a new and better passphrase"
    alice.put("/me/password", {"current_password": PASSWORD, "new_password": new})

    with closing(api.caller("alice", new)) as renewed:
        problem(keyed(renewed), 422)


def test_a_dry_run_makes_no_token(api: Api, alice: Caller, run_sql: RunSql) -> None:
    body = {"name": "x", "scope": "read"}
    answer = alice.post("/me/tokens", body, headers={"Prefer": "tx=rollback"})

    assert answer.status_code == 201
    assert run_sql("list_token_rows") == []
    assert status_for(api, "alice", answer.json()["token"]) == 401
