"""What requests cost in statements: each verifies its caller by itself; writes read and set."""

from typing import Any

import pytest

from tests.support.api import Api, Caller

BOARD: Any = {"title": "T", "content": "C"}


@pytest.mark.parametrize(
    ("cost", "method", "path", "body"),
    [
        (1, "GET", "/me", None),
        (1, "GET", "/boards", None),
        (1, "GET", "/boards?limit=1", None),
        (1, "GET", "/boards/{board}", None),
        (1, "HEAD", "/boards/{board}", None),
        (1, "POST", "/boards", BOARD),
        (2, "PUT", "/boards/{board}", BOARD),
        (2, "PATCH", "/boards/{board}", {"title": "T"}),
        (2, "DELETE", "/boards/{board}", None),
        (1, "GET", "/boards?sort=created_at", None),
        (1, "GET", "/boards?sort=-updated_at", None),
        (1, "GET", "/boards?sort=updated_at", None),
        (1, "GET", "/boards?author={user}", None),
        (1, "GET", "/boards?author=alice&sort=updated_at", None),
        (1, "GET", "/boards?q=title", None),
        (1, "GET", "/boards?q=title&author=alice&sort=created_at", None),
        (1, "GET", "/boards?since=2026-01-01&until=2100-01-01", None),
        (2, "GET", "/boards?count=true&author=alice", None),
        (2, "GET", "/boards?until=2026-01-01", None),
        (2, "GET", "/boards/999999", None),
        (1, "GET", "/users", None),
        (1, "GET", "/users/alice", None),
        (1, "GET", "/users/{user}", None),
        (2, "GET", "/users/nobody", None),
        (1, "GET", "/users/alice/boards", None),
        (1, "GET", "/users/{user}/boards?sort=updated_at", None),
        (3, "GET", "/users/nobody/boards", None),
        (2, "PATCH", "/me", {"email": "other@example.com"}),
        (2, "PATCH", "/boards/999999", {"title": "T"}),
        (1, "POST", "/boards", {}),
        (1, "GET", "/boards?limit=0", None),
        (0, "GET", "/nowhere", None),
    ],
)
def test_a_request_costs_as_few_statements_as_it_can(
    api: Api, alice: Caller, cost: int, method: str, path: str, body: object
) -> None:
    board, *_ = [alice.post_board() for _ in range(3)]
    path = path.format(board=board["id"], user=alice.user["id"])

    answer = alice.request(method, path, json=body)

    assert api.statements(answer) == cost


def test_a_full_page_with_many_authors_costs_one_statement(
    api: Api, alice: Caller, bob: Caller, admin: Caller
) -> None:
    for caller in (alice, bob, admin) * 7:
        caller.post_board()

    answer = alice.get("/boards?limit=20")

    assert len(answer.json()["data"]) == 20
    assert api.statements(answer) == 1


def test_no_credentials_and_unreadable_ones_cost_no_statement(api: Api, stranger: Caller) -> None:
    assert api.statements(stranger.get("/me")) == 0
    unreadable = stranger.get("/me", headers={"Authorization": "Basic !!!"})
    assert api.statements(unreadable) == 0
