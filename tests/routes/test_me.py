"""``/me``: the caller over HTTP."""

from contextlib import closing

import pytest

from tests.conftest import PASSWORD
from tests.support.answers import places, problem, status_for
from tests.support.api import Api, Caller


def test_me_is_the_caller(alice: Caller, bob: Caller) -> None:
    answer = alice.get("/me")

    assert answer.status_code == 200
    user = answer.json()
    assert (user["id"], user["username"]) == (alice.user["id"], "alice")
    assert (user["email"], user["role"], user["version"]) == ("alice@example.com", "member", 1)
    assert alice.get("/users/alice").json() == user
    assert bob.get("/me").json()["username"] == "bob"


def test_put_replaces_name_and_email(api: Api, alice: Caller) -> None:
    answer = alice.put("/me", {"username": "alicia", "email": "alicia@example.com"})

    assert answer.status_code == 200
    user = answer.json()
    assert (user["username"], user["email"]) == ("alicia", "alicia@example.com")
    assert (user["id"], user["version"]) == (alice.user["id"], 2)


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_changed_username_is_to_be_used_from_then_on(
    api: Api, alice: Caller, method: str
) -> None:
    alice.get("/me")

    changed = alice.request(
        method, "/me", json={"username": "alicia", "email": "alice@example.com"}
    )

    assert changed.status_code == 200
    problem(alice.get("/me"), 401)
    assert status_for(api, "alicia", PASSWORD) == 200
    with closing(api.caller("alicia", PASSWORD)) as alicia:
        assert alicia.get("/users/alicia").status_code == 200
        problem(alicia.get("/users/alice"), 404)


def test_a_username_left_behind_is_free_for_another(
    api: Api, alice: Caller, stranger: Caller
) -> None:
    alice.patch("/me", {"username": "alicia", "email": "alicia@example.com"})
    body = {"username": "alice", "email": "alice@example.com", "password": "some other words"}

    assert stranger.post("/users", body).status_code == 201

    assert status_for(api, "alice", PASSWORD) == 401
    assert status_for(api, "alice", "some other words") == 200


def test_put_needs_every_field(alice: Caller) -> None:
    before = alice.get("/me").json()

    assert places(alice.put("/me", {})) == ["#/email", "#/username"]

    assert alice.get("/me").json() == before


def test_a_patch_keeps_what_it_does_not_name(alice: Caller) -> None:
    answer = alice.patch("/me", {"email": "other@example.com"})

    assert answer.status_code == 200
    assert (answer.json()["username"], answer.json()["email"]) == ("alice", "other@example.com")
    assert alice.patch("/me", {}).status_code == 200
    assert places(alice.patch("/me", {"email": None})) == ["#/email"]


def test_the_password_is_not_changed_with_the_rest(api: Api, alice: Caller) -> None:
    body = {"username": "alice", "email": "alice@example.com", "password": "some other words"}

    assert places(alice.patch("/me", body)) == ["#/password"]
    assert places(alice.put("/me", body)) == ["#/password"]
    assert places(alice.put("/users/alice", body)) == ["#/password"]

    assert status_for(api, "alice", PASSWORD) == 200


def test_deleting_oneself_takes_ones_boards_along(alice: Caller, bob: Caller) -> None:
    kept = bob.post_board()
    mine = [alice.post_board() for _ in range(2)]

    answer = alice.delete("/me")

    assert (answer.status_code, answer.content) == (204, b"")
    problem(alice.get("/me"), 401)
    problem(alice.get("/boards"), 401)
    for board in mine:
        problem(bob.get(f"/boards/{board['id']}"), 404)
    assert bob.get("/boards").json()["data"] == [kept]


def test_deleting_oneself_asks_for_credentials(alice: Caller, stranger: Caller) -> None:
    problem(stranger.delete("/me"), 401)

    assert alice.get("/me").status_code == 200
