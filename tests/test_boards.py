"""Boards over HTTP."""

from tests.harness.api import Api, Caller


def test_a_posted_board_is_answered_whole_with_its_address(api: Api, alice: Caller) -> None:
    answer = alice.post("/boards", {"title": "First", "content": "Hello"})

    assert answer.status_code == 201
    board = answer.json()
    assert answer.headers["Location"] == f"{api.base}/api/v1/boards/{board['id']}"
    assert set(board) == {
        "id", "title", "content", "author", "created_at", "updated_at", "version",
    }  # fmt: skip
    assert board["author"] == {"id": alice.user["id"], "username": "alice"}
    assert board["version"] == 1
    assert alice.get(answer.headers["Location"]).json() == board


def test_a_page_of_boards_costs_two_statements(api: Api, alice: Caller) -> None:
    alice.post_board()

    answer = alice.get("/boards?limit=20")

    assert answer.status_code == 200
    assert api.statements(answer) == 2
