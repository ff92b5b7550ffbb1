"""Boards over HTTP: changing and deleting them, and who may."""

from datetime import datetime

import pytest

from tests.support.answers import places, problem, send
from tests.support.api import Caller, Json

CHANGES: list[tuple[str, object]] = [
    ("PUT", {"title": "Taken", "content": "over"}),
    ("PATCH", {"title": "Taken"}),
    ("PATCH", {}),
    ("DELETE", None),
]


def address(board: Json) -> str:
    return f"/boards/{board['id']}"


def moved_on(after: Json, before: Json) -> bool:
    """Whether the board is the same one, changed once, later."""
    fixed = ("id", "author", "created_at")
    assert [after[name] for name in fixed] == [before[name] for name in fixed]
    times = [datetime.fromisoformat(board["updated_at"]) for board in (before, after)]
    return after["version"] == before["version"] + 1 and times[0] < times[1]


def test_put_replaces_title_and_content(alice: Caller) -> None:
    board = alice.post_board()

    answer = alice.put(address(board), {"title": "New", "content": "Other"})

    assert answer.status_code == 200
    assert (answer.json()["title"], answer.json()["content"]) == ("New", "Other")
    assert moved_on(answer.json(), board)
    assert alice.get(address(board)).json() == answer.json()


def test_put_needs_every_field(alice: Caller) -> None:
    board = alice.post_board()

    assert places(alice.put(address(board), {})) == ["#/content", "#/title"]
    assert places(alice.put(address(board), {"title": "New"})) == ["#/content"]
    assert alice.get(address(board)).json() == board


@pytest.mark.parametrize("change", [{"title": "New"}, {"content": "Other"}, {"content": ""}])
def test_patch_keeps_what_it_does_not_name(alice: Caller, change: Json) -> None:
    board = alice.post_board()

    answer = alice.patch(address(board), change)

    assert answer.status_code == 200
    kept = ("title", "content")
    assert {name: answer.json()[name] for name in kept} == {
        name: {**board, **change}[name] for name in kept
    }
    assert moved_on(answer.json(), board)
    assert alice.get(address(board)).json() == answer.json()


def test_a_patch_of_nothing_is_fine(alice: Caller) -> None:
    board = alice.post_board()

    answer = alice.patch(address(board), {})

    assert answer.status_code == 200
    assert (answer.json()["title"], answer.json()["content"]) == ("A title", "Some content")


def test_a_patch_that_changes_no_value_is_fine(alice: Caller) -> None:
    board = alice.post_board()

    answer = alice.patch(address(board), {"title": board["title"]})

    assert answer.status_code == 200


def test_a_patch_may_call_itself_a_merge_patch(alice: Caller) -> None:
    board = alice.post_board()
    body, kind = b'{"title":"Merged"}', "application/merge-patch+json"

    assert send(alice, "PATCH", address(board), body, kind).json()["title"] == "Merged"
    problem(send(alice, "PUT", address(board), body, kind), 415)


def test_a_patch_cannot_remove_a_field(alice: Caller) -> None:
    board = alice.post_board()

    answer = alice.patch(address(board), {"title": None, "content": None})

    assert places(answer) == ["#/content", "#/title"]
    assert alice.get(address(board)).json() == board


def test_the_version_grows_by_one_with_each_change(alice: Caller) -> None:
    board = alice.post_board()

    versions = [alice.patch(address(board), {"title": str(n)}).json()["version"] for n in range(3)]

    assert versions == [2, 3, 4]


def test_a_deleted_board_is_gone(alice: Caller) -> None:
    board = alice.post_board()
    other = alice.post_board()

    answer = alice.delete(address(board))

    assert (answer.status_code, answer.content) == (204, b"")
    assert "Content-Type" not in answer.headers
    problem(alice.get(address(board)), 404)
    for method, body in CHANGES:
        problem(alice.request(method, address(board), json=body), 404)
    assert alice.get("/boards").json()["data"] == [other]


@pytest.mark.parametrize(("method", "body"), CHANGES)
def test_bob_cannot_change_what_alice_wrote(
    alice: Caller, bob: Caller, method: str, body: object
) -> None:
    board = alice.post_board()

    problem(bob.request(method, address(board), json=body), 403)

    assert alice.get(address(board)).json() == board


@pytest.mark.parametrize(("method", "body"), CHANGES)
def test_somebody_without_credentials_can_change_nothing(
    alice: Caller, stranger: Caller, method: str, body: object
) -> None:
    board = alice.post_board()

    problem(stranger.request(method, address(board), json=body), 401)

    assert alice.get(address(board)).json() == board


def test_an_admin_may_change_any_board_and_it_stays_its_authors(
    alice: Caller, admin: Caller
) -> None:
    board = alice.post_board()

    patched = admin.patch(address(board), {"title": "Moderated"})
    replaced = admin.put(address(board), {"title": "Tidied", "content": "up"})

    assert patched.status_code == replaced.status_code == 200
    assert replaced.json()["author"] == board["author"]
    assert alice.get(address(board)).json() == replaced.json()
    assert admin.delete(address(board)).status_code == 204
    problem(alice.get(address(board)), 404)


def test_nobody_sets_what_the_server_keeps(alice: Caller, bob: Caller, admin: Caller) -> None:
    board = alice.post_board()
    kept = {
        "id": 5,
        "author": {"id": bob.user["id"]},
        "user_id": 5,
        "created_at": "2020-01-01T00:00:00Z",
    }
    kept |= {"updated_at": "2020-01-01T00:00:00Z", "version": 9}
    pointers = sorted(f"#/{name}" for name in kept)

    assert places(alice.patch(address(board), kept)) == pointers
    assert places(admin.put(address(board), {"title": "x", "content": "", **kept})) == pointers
    assert places(bob.post("/boards", {"title": "x", "content": "", **kept})) == pointers
    assert alice.get("/boards").json()["data"] == [board]


def test_a_board_shows_its_authors_present_name(alice: Caller, bob: Caller) -> None:
    board = alice.post_board()

    alice.patch("/me", {"username": "alicia"})

    assert bob.get(address(board)).json()["author"] == {**board["author"], "username": "alicia"}
