"""Users over HTTP: registering, reading, and what others may see."""

from collections.abc import Callable

import pytest

from tests.conftest import PASSWORD
from tests.support.answers import places, problem, status_for
from tests.support.api import Api, Caller, Json

DORA = {"username": "Dora", "email": "dora@example.com", "password": PASSWORD}
PRIVATE = {"email", "role"}
PUBLIC = {"id", "username", "created_at", "updated_at", "version"}


def test_a_stranger_registers_and_is_in(api: Api, stranger: Caller) -> None:
    answer = stranger.post("/users", DORA)

    assert answer.status_code == 201
    user = answer.json()
    assert answer.headers["Location"] == f"{api.base}/api/v1/users/{user['id']}"
    assert set(user) == PUBLIC | PRIVATE
    assert (user["username"], user["email"], user["role"]) == ("Dora", DORA["email"], "member")
    assert user["version"] == 1
    assert status_for(api, "Dora", PASSWORD) == 200


def test_what_registration_answers_is_what_the_user_reads(
    stranger: Caller, admin: Caller, alice: Caller
) -> None:
    answer = stranger.post("/users", DORA)

    address = answer.headers["Location"]
    assert admin.get(address).json() == answer.json()
    seen = {name: value for name, value in answer.json().items() if name not in PRIVATE}
    assert alice.get(address).json() == seen


def test_a_user_is_found_by_id_and_by_name_in_any_case(alice: Caller, bob: Caller) -> None:
    by_id = bob.get(f"/users/{alice.user['id']}")

    assert by_id.status_code == 200
    assert by_id.json()["username"] == "alice"
    for name in ("alice", "Alice", "ALICE"):
        assert bob.get(f"/users/{name}").json() == by_id.json()


def test_credentials_take_the_username_in_any_case(api: Api, alice: Caller) -> None:
    assert status_for(api, "ALICE", PASSWORD) == 200
    assert status_for(api, "alice", PASSWORD.upper()) == 401


def test_email_and_role_are_for_oneself_and_admins(
    alice: Caller, bob: Caller, admin: Caller
) -> None:
    assert set(alice.get("/users/alice").json()) == PUBLIC | PRIVATE
    assert set(admin.get("/users/alice").json()) == PUBLIC | PRIVATE
    assert set(bob.get("/users/alice").json()) == PUBLIC


def test_the_list_shows_email_and_role_to_oneself_and_admins_alone(
    alice: Caller, bob: Caller, admin: Caller
) -> None:
    def fields(caller: Caller) -> dict[str, set[str]]:
        return {user["username"]: set(user) for user in caller.get("/users").json()["data"]}

    assert fields(bob) == {"root": PUBLIC, "bob": PUBLIC | PRIVATE, "alice": PUBLIC}
    assert set(map(frozenset, fields(admin).values())) == {frozenset(PUBLIC | PRIVATE)}


def test_put_replaces_name_and_email_of_oneself(alice: Caller, bob: Caller) -> None:
    body = {"username": "alice", "email": "new@example.com"}

    answer = alice.put("/users/alice", body)

    assert answer.status_code == 200
    user = answer.json()
    assert (user["email"], user["version"], user["id"]) == (body["email"], 2, alice.user["id"])
    assert user["updated_at"] > user["created_at"]
    assert alice.get("/me").json() == user
    assert places(alice.put("/users/alice", {"username": "x"})) == ["#/email"]


@pytest.mark.parametrize("change", [{}, {"email": "new@example.com"}, {"username": "ALICE"}])
def test_patch_keeps_what_it_does_not_name(alice: Caller, change: Json) -> None:
    before = alice.get("/me").json()

    answer = alice.patch(f"/users/{alice.user['id']}", change)

    assert answer.status_code == 200
    changing = ("updated_at", "version")
    after = answer.json()
    expected = {**before, **change, **{name: after[name] for name in changing}}
    assert after == expected


@pytest.mark.parametrize("name", ["/users/alice", "/users/{id}"])
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_bob_cannot_change_alice(alice: Caller, bob: Caller, name: str, method: str) -> None:
    board, before = alice.post_board(), alice.get("/me").json()
    body = {"username": "mine", "email": "mine@example.com"} if method != "DELETE" else None

    problem(bob.request(method, name.format(id=alice.user["id"]), json=body), 403)

    assert alice.get("/me").json() == before
    assert alice.get("/boards").json()["data"] == [board]


def test_an_admin_may_change_and_delete_any_user(api: Api, alice: Caller, admin: Caller) -> None:
    alice.post_board()

    patched = admin.patch("/users/alice", {"email": "set@example.com"})
    replaced = admin.put("/users/alice", {"username": "alix", "email": "put@example.com"})

    assert patched.json()["email"] == "set@example.com"
    assert replaced.json()["username"] == "alix"
    assert status_for(api, "alix", PASSWORD) == 200
    assert admin.delete("/users/alix").status_code == 204
    problem(admin.get("/users/alix"), 404)
    assert admin.get("/boards").json()["data"] == []


def test_deleting_a_user_deletes_their_boards_and_nobody_elses(
    api: Api, alice: Caller, bob: Caller, run_sql: Callable[..., list[Json]]
) -> None:
    kept = bob.post_board()
    for _ in range(3):
        alice.post_board()

    answer = alice.delete("/users/alice")

    assert (answer.status_code, answer.content) == (204, b"")
    assert bob.get("/boards").json()["data"] == [kept]
    assert [user["username"] for user in bob.get("/users").json()["data"]] == ["bob"]
    assert run_sql("count_boards") == [{"boards": 1}]
    problem(bob.get("/users/alice"), 404)
    problem(bob.get("/users/alice/boards"), 404)
    problem(bob.delete("/users/alice"), 404)
    assert status_for(api, "alice", PASSWORD) == 401


def test_a_deleted_users_name_may_be_taken_again_but_not_the_id(api: Api, stranger: Caller) -> None:
    first = stranger.post("/users", DORA).json()
    with_dora = api.caller("Dora", PASSWORD)
    assert with_dora.delete("/me").status_code == 204
    with_dora.close()

    again = stranger.post("/users", {**DORA, "password": "another fine passphrase"})

    assert again.status_code == 201
    assert again.json()["id"] != first["id"]
    assert status_for(api, "Dora", PASSWORD) == 401


@pytest.mark.parametrize("who", ["alice", "admin"])
def test_nobody_sets_a_role_over_http(request: pytest.FixtureRequest, who: str) -> None:
    caller: Caller = request.getfixturevalue(who)
    before = caller.get("/me").json()
    whole = {"username": "eve", "email": "eve@example.com"}

    assert places(caller.post("/users", {**DORA, "role": "admin"})) == ["#/role"]
    for path in ("/me", f"/users/{caller.user['id']}"):
        assert places(caller.put(path, {**whole, "role": "admin"})) == ["#/role"]
        assert places(caller.patch(path, {"role": "admin"})) == ["#/role"]

    assert caller.get("/me").json() == before
    assert len(caller.get("/users").json()["data"]) == 1


def test_no_password_and_no_hash_is_in_any_answer(
    stranger: Caller, alice: Caller, admin: Caller
) -> None:
    change = {"current_password": "not " + PASSWORD, "new_password": "still " + PASSWORD}
    answers = [
        stranger.post("/users", DORA),
        stranger.post("/users", DORA),
        stranger.post("/users", {**DORA, "password": PASSWORD + "\0"}),
        stranger.post("/users", {**DORA, "password": PASSWORD * 20}),
        alice.put("/me/password", change),
        *(caller.get(path) for caller in (alice, admin) for path in ("/me", "/users")),
        alice.patch("/me", {"email": "x@example.com"}),
        admin.get("/users/alice"),
    ]

    for answer in answers:
        assert PASSWORD not in answer.text
        assert "argon2" not in answer.text
        assert "hash" not in answer.text
