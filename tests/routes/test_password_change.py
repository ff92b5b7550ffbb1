"""``PUT /me/password``."""

from concurrent.futures import ThreadPoolExecutor

import MySQLdb
import pytest

from tests.conftest import PASSWORD
from tests.support.answers import RunSql, places, problem, run_as, status_for, wait_for_a_lock_wait
from tests.support.api import Api, Caller, Json
from tests.support.tokens import token_of

NEW = "a new and better passphrase"


def change(current: object = PASSWORD, new: object = NEW) -> Json:
    return {"current_password": current, "new_password": new}


def test_a_changed_password_counts_at_once_and_the_old_one_no_more(api: Api, alice: Caller) -> None:
    assert [alice.get("/me").status_code for _ in range(3)] == [200] * 3  # it is remembered now

    answer = alice.put("/me/password", change())

    assert (answer.status_code, answer.content) == (204, b"")
    problem(alice.get("/me"), 401)
    problem(alice.put("/me/password", change()), 401)
    assert status_for(api, "alice", NEW) == 200
    assert status_for(api, "alice", PASSWORD) == 401


@pytest.mark.parametrize(
    ("asked", "outcome", "left"),
    [({}, 204, 200), ({"revoke_tokens": False}, 204, 200), ({"revoke_tokens": True}, 204, 401),
     ({"revoke_tokens": True, "current_password": "wrong"}, 422, 200),
     ({"revoke_tokens": 1}, 422, 200)],
)  # fmt: skip
def test_tokens_are_revoked_with_the_password_only_where_that_is_asked_for(
    api: Api, alice: Caller, bob: Caller, asked: Json, outcome: int, left: int
) -> None:
    secret, bobs = (token_of(caller)["token"] for caller in (alice, bob))

    answer = alice.put("/me/password", {**change(), **asked})

    assert answer.status_code == outcome
    assert status_for(api, "alice", secret) == left
    assert status_for(api, "bob", bobs) == 200


def test_a_dry_run_revokes_nothing(api: Api, alice: Caller) -> None:
    secret, dry = token_of(alice)["token"], {"Prefer": "tx=rollback"}

    answer = alice.put("/me/password", {**change(), "revoke_tokens": True}, headers=dry)

    assert answer.status_code == 204
    assert [status_for(api, "alice", proof) for proof in (PASSWORD, secret)] == [200, 200]


def test_no_token_is_made_by_the_old_password_while_it_is_changed(
    alice: Caller, administrator: MySQLdb.Connection, run_sql: RunSql, password_hash: str
) -> None:
    assert alice.get("/me").status_code == 200
    administrator.begin()
    names = {"username": "alice", "new_username": "alice"}
    run_as(administrator, "change_user", **names, password_hash="!")

    with ThreadPoolExecutor(1) as pool:
        making = pool.submit(alice.post, "/me/tokens", {"name": "late", "scope": "write"})
        wait_for_a_lock_wait(administrator)
        administrator.commit()

    problem(making.result(), 401)
    assert run_sql("list_token_rows") == []


def test_only_ones_own_password_is_changed(api: Api, alice: Caller, bob: Caller) -> None:
    alice.put("/me/password", change())

    assert bob.get("/me").status_code == 200
    assert status_for(api, "bob", NEW) == 401


def test_a_password_may_be_changed_back(api: Api, alice: Caller) -> None:
    alice.put("/me/password", change())
    renewed = api.caller("alice", NEW)

    assert renewed.put("/me/password", change(NEW, PASSWORD)).status_code == 204
    renewed.close()

    assert alice.get("/me").status_code == 200
    assert status_for(api, "alice", NEW) == 401


def test_the_version_grows_with_a_changed_password(api: Api, alice: Caller, admin: Caller) -> None:
    alice.put("/me/password", change())

    user = admin.get("/users/alice").json()
    assert user["version"] == 2
    assert user["updated_at"] > user["created_at"]


def test_a_wrong_current_password_is_pointed_at(api: Api, alice: Caller) -> None:
    for wrong in ("", "wrong", PASSWORD + " ", NEW):
        assert places(alice.put("/me/password", change(current=wrong))) == ["#/current_password"]

    assert alice.get("/me").status_code == 200
    assert status_for(api, "alice", NEW) == 401


@pytest.mark.parametrize(
    "weak",
    ["short", "x" * 257, "password1", "PASSWORD1", "with\0nul here", "with\x1bescape",
     "with\x85control", "alice@example.com", None, 12345678, ["a list of it"]],
)  # fmt: skip
def test_a_weak_new_password_is_pointed_at(alice: Caller, weak: object) -> None:
    assert places(alice.put("/me/password", change(new=weak))) == ["#/new_password"]

    assert alice.get("/me").status_code == 200


def test_the_username_is_no_password(api: Api, stranger: Caller) -> None:
    body = {"username": "zebedee-the-2nd", "email": "z@example.com", "password": PASSWORD}
    stranger.post("/users", body)
    zebedee = api.caller("zebedee-the-2nd", PASSWORD)

    answer = zebedee.put("/me/password", change(new="Zebedee-THE-2nd"))
    zebedee.close()

    assert places(answer) == ["#/new_password"]


def test_all_that_is_wrong_is_told_at_once(alice: Caller) -> None:
    assert places(alice.put("/me/password", {})) == ["#/current_password", "#/new_password"]
    assert places(alice.put("/me/password", {**change(new="short"), "why": 1})) == [
        "#/new_password", "#/why",
    ]  # fmt: skip


def test_a_wrong_current_and_a_weak_new_password_are_told_at_once(alice: Caller) -> None:
    answer = alice.put("/me/password", change(current="wrong", new="password1"))

    assert places(answer) == ["#/current_password", "#/new_password"]


def test_either_normal_form_of_the_current_password_is_right(api: Api, alice: Caller) -> None:
    composed, decomposed = "contrase\u00f1a segura", "contrasen\u0303a segura"
    alice.put("/me/password", change(new=decomposed))
    renewed = api.caller("alice", composed)

    answer = renewed.put("/me/password", change(composed, NEW))
    renewed.close()

    assert answer.status_code == 204


def test_a_stranger_changes_no_password(stranger: Caller, alice: Caller) -> None:
    problem(stranger.put("/me/password", change()), 401)
    for method in ("GET", "POST", "PATCH", "DELETE"):
        problem(alice.request(method, "/me/password"), 405)

    assert alice.get("/me").status_code == 200
