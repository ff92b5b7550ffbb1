"""What others have or do at the same moment: duplicates, and authors who vanish."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from statistics import median

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


def test_a_registration_names_all_that_is_taken_and_hashes_nothing(
    api: Api, bob: Caller, stranger: Caller
) -> None:
    taken = {**DORA, "username": "bob", "email": "bob@example.com"}

    answers = [stranger.post("/users", taken) for _ in range(10)]

    assert places(answers[0], 409) == ["#/email", "#/username"]
    assert answers[0].json()["detail"] == "This username and this email are taken already."
    hashed = api.line_of(stranger.post("/users", DORA))["ms"]
    assert median(api.line_of(answer)["ms"] for answer in answers) < hashed / 3


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
