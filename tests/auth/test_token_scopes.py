"""What a token may do: read, or write too, but never what takes the password."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
import requests
from flask import Flask

from tests.conftest import PASSWORD
from tests.support.answers import problem
from tests.support.api import Api, Caller
from tests.support.tokens import token_of

SAFE = {"GET", "HEAD", "OPTIONS"}
WITH_PASSWORD = {
    ("POST", "/api/v1/me/tokens"), ("PUT", "/api/v1/me/password"), ("DELETE", "/api/v1/me"),
}  # fmt: skip
NEEDS_PASSWORD = "This needs the password; a token is not enough."
OPEN = {("POST", "/api/v1/users")}
BOARD = {"title": "T", "content": "C"}


@pytest.fixture
def reader(api: Api, alice: Caller) -> Iterator[Caller]:
    with closing(api.caller("alice", token_of(alice, "read")["token"])) as caller:
        yield caller


@pytest.fixture
def writer(api: Api, alice: Caller) -> Iterator[Caller]:
    with closing(api.caller("alice", token_of(alice, "write")["token"])) as caller:
        yield caller


def operations(app: Flask) -> set[tuple[str, str]]:
    """Every method and path of the API that asks for credentials, with 1 for what varies."""
    found = {
        (method, re.sub(r"<\w+:\w+>|<\w+>", "1", str(rule)))
        for rule in app.url_map.iter_rules()
        if str(rule).startswith("/api/v1/")
        for method in rule.methods or set()
    } - OPEN
    assert len(found) > 30
    return found


def test_a_token_to_read_gets_403_for_every_method_that_may_change_something(
    app: Flask, reader: Caller
) -> None:
    for method, path in operations(app):
        answer = reader.request(method, f"{reader.base}{path}", json=BOARD)
        if method in SAFE:
            assert answer.status_code in (200, 204, 404, 415, 422), (method, path)
        else:
            detail = problem(answer, 403)["detail"]
            assert detail == "This token may only read.", (method, path)

    assert reader.get("/me").status_code == 200
    assert reader.get("/boards").json()["data"] == []


def test_a_token_to_write_gets_403_for_nothing_but_what_takes_the_password(
    app: Flask, writer: Caller
) -> None:
    refused = set()
    for method, path in operations(app):
        answer = writer.request(method, f"{writer.base}{path}", json={"unknown": 1})
        assert answer.status_code != 401, (method, path)
        if answer.status_code == 403:
            refused.add((method, path))
            assert problem(answer, 403)["detail"] == NEEDS_PASSWORD

    assert refused == WITH_PASSWORD


def test_a_token_to_write_writes(writer: Caller) -> None:
    board = writer.post_board()

    assert writer.put(f"/boards/{board['id']}", BOARD).status_code == 200
    assert writer.patch(f"/boards/{board['id']}", {"title": "U"}).status_code == 200
    assert writer.delete(f"/boards/{board['id']}").status_code == 204


def test_a_token_makes_no_tokens_and_changes_no_password(alice: Caller, writer: Caller) -> None:
    change = {"current_password": PASSWORD, "new_password": "a new and better passphrase"}

    problem(writer.post("/me/tokens", {"name": "another", "scope": "read"}), 403)
    problem(writer.put("/me/password", change), 403)

    assert len(alice.get("/me/tokens").json()["data"]) == 1
    assert alice.get("/me").status_code == 200


def owners_changes(caller: Caller, email: str) -> Iterator[requests.Response]:
    """What only the password may do to Alice's account, by each of its addresses."""
    for path in ("/me", "/users/alice"):
        yield caller.patch(path, {"email": email})
        yield caller.put(path, {"username": "alice", "email": email})
        yield caller.delete(path)


@pytest.mark.parametrize("email", ["mallory@example.com", "ALICE@example.com"])
def test_a_token_changes_no_email_and_does_not_delete_its_own_account(
    alice: Caller, writer: Caller, email: str
) -> None:
    for answer in owners_changes(writer, email):
        assert problem(answer, 403)["detail"] == NEEDS_PASSWORD

    assert alice.get("/me").json()["version"] == 1
    assert alice.patch("/me", {"email": email}).json()["email"] == email
    assert alice.delete("/me").status_code == 204


def test_a_token_may_send_the_email_that_is_stored_and_another_username(
    alice: Caller, writer: Caller
) -> None:
    stored = alice.get("/me").json()["email"]

    assert writer.patch("/users/alice", {"email": stored}).status_code == 200
    renamed = writer.put("/me", {"username": "Alice", "email": stored})

    assert (renamed.status_code, renamed.json()["username"]) == (200, "Alice")


def test_an_admins_token_changes_no_email_of_another_user(
    api: Api, admin: Caller, alice: Caller
) -> None:
    with closing(api.caller("root", token_of(admin, "write")["token"])) as script:
        problem(script.patch("/users/alice", {"email": "mallory@example.com"}), 403)
        assert script.patch("/users/alice", {"username": "Alice"}).status_code == 200

    assert admin.patch("/users/alice", {"email": "a@example.com"}).status_code == 200


def test_a_token_may_revoke_itself_where_it_may_write(
    alice: Caller, reader: Caller, writer: Caller
) -> None:
    to_write, to_read = alice.get("/me/tokens").json()["data"]

    problem(reader.delete(f"/me/tokens/{to_read['id']}"), 403)
    assert writer.delete(f"/me/tokens/{to_write['id']}").status_code == 204

    problem(writer.get("/me"), 401)


def test_an_admins_token_is_an_admins_within_its_scope(api: Api, admin: Caller) -> None:
    for scope, status in (("read", 403), ("write", 204)):
        member = {"username": "dora", "email": "dora@example.com", "password": PASSWORD}
        admin.post("/users", member)
        with closing(api.caller("root", token_of(admin, scope)["token"])) as script:
            assert "email" in script.get("/users/dora").json()
            assert script.delete("/users/dora").status_code == status


def test_registration_that_only_admins_may_do_takes_a_token_to_write(
    another_api: Callable[..., Api], enrol: Callable[..., Any]
) -> None:
    api = another_api(RAWBOARD_REGISTRATION="admin")
    enrol("root", "admin")
    member = {"username": "dora", "email": "dora@example.com", "password": PASSWORD}
    with closing(api.caller("root", PASSWORD)) as admin:
        secrets = [token_of(admin, scope)["token"] for scope in ("read", "write")]

    answers = []
    for secret in secrets:
        with closing(api.caller("root", secret)) as script:
            answers.append(script.post("/users", member).status_code)

    assert answers == [403, 201]
