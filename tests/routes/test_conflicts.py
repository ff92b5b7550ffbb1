"""What others have or do at the same moment: duplicates, and authors who vanish."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import MySQLdb
import pytest

from tests.conftest import PASSWORD
from tests.support.answers import (
    RunSql,
    places,
    problem,
    run_as,
    status_for,
    stored,
    wait_for_a_lock_wait,
)
from tests.support.api import Api, Caller, Json

DORA: Json = {"username": "dora", "email": "dora@example.com", "password": PASSWORD}


@pytest.mark.parametrize(
    ("taken", "pointer"),
    [
        ({"username": "bob"}, "#/username"),
        ({"username": "BOB"}, "#/username"),
        ({"email": "bob@example.com"}, "#/email"),
        ({"email": "Bob@Example.COM"}, "#/email"),
    ],
)
def test_a_taken_name_or_email_is_409_and_nothing_changes(
    alice: Caller, bob: Caller, admin: Caller, run_sql: RunSql, taken: Json, pointer: str
) -> None:
    before = stored(admin, run_sql)
    user = {name: value for name, value in {**DORA, **taken}.items() if name != "password"}

    assert places(alice.post("/users", {**DORA, **taken}), 409) == [pointer]
    assert places(alice.patch("/me", taken), 409) == [pointer]
    assert places(alice.put("/me", user), 409) == [pointer]
    assert places(admin.patch("/users/alice", taken), 409) == [pointer]
    assert places(admin.put("/users/alice", user), 409) == [pointer]

    assert stored(admin, run_sql) == before


def test_ones_own_name_and_email_are_no_conflict(alice: Caller) -> None:
    same = {"username": "Alice", "email": "ALICE@example.com"}

    assert alice.put("/me", same).status_code == 200
    assert alice.patch("/me", same).status_code == 200


@pytest.mark.parametrize("field", ["username", "email"])
def test_of_two_at_the_same_instant_one_is_registered(api: Api, alice: Caller, field: str) -> None:
    start = Barrier(4)

    def register(number: int) -> int:
        mine = {"username": f"dora{number}", "email": f"dora{number}@example.com"}
        body = {**DORA, **{name: value for name, value in mine.items() if name != field}}
        with closing(api.caller()) as caller:
            start.wait()
            answer = caller.post("/users", body)
        if answer.status_code != 201:
            assert places(answer, 409) == [f"#/{field}"]
        return answer.status_code

    for _ in range(3):
        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(register, range(4))) == [201, 409, 409, 409]
        added = [user for user in alice.get("/users").json()["data"] if user["username"] != "alice"]
        assert len(added) == 1
        with closing(api.caller(added[0]["username"], PASSWORD)) as dora:
            assert dora.delete("/me").status_code == 204


def test_of_changes_at_the_same_instant_none_is_lost(api: Api, alice: Caller) -> None:
    board = alice.post_board()

    def change(number: int) -> int:
        field = "title" if number % 2 else "content"
        with closing(api.caller("alice", PASSWORD)) as caller:
            return caller.patch(f"/boards/{board['id']}", {field: str(number)}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(change, range(16))) == [200] * 16
    after = alice.get(f"/boards/{board['id']}").json()
    assert after["version"] == 17
    assert int(after["title"]) % 2 == 1
    assert int(after["content"]) % 2 == 0


def test_a_board_is_not_posted_by_an_author_who_is_being_deleted(
    alice: Caller, bob: Caller, administrator: MySQLdb.Connection, run_sql: RunSql
) -> None:
    administrator.begin()
    run_as(administrator, "delete_user", user_id=alice.user["id"])

    with ThreadPoolExecutor(1) as pool:
        posting = pool.submit(alice.post, "/boards", {"title": "x", "content": "y"})
        wait_for_a_lock_wait(administrator)
        administrator.commit()

    problem(posting.result(), 409)
    problem(alice.post("/boards", {"title": "x", "content": "y"}), 401)
    assert bob.get("/boards").json()["data"] == []


def test_boards_posted_while_their_author_is_deleted_do_not_outlive_them(
    api: Api, alice: Caller, run_sql: RunSql, enrol: Callable[..., Json]
) -> None:
    def post(number: int) -> int:
        with closing(api.caller("alice", PASSWORD)) as caller:
            if number == 10:
                return caller.delete("/me").status_code
            return caller.post("/boards", {"title": "x", "content": "y"}).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(post, range(30)))

    assert answers[10] == 204
    assert set(answers) <= {201, 204, 401, 409}
    assert run_sql("count_boards") == [{"boards": 0}]
    assert status_for(api, "alice", PASSWORD) == 401
