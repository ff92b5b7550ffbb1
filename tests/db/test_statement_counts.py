"""What requests cost in statements: one for the caller, and as few as can be for the rest.

A remembered caller's row is looked at by the statement itself, where these are most common.
"""

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
        (3, "PUT", "/boards/{board}", BOARD),
        (3, "PATCH", "/boards/{board}", {"title": "T"}),
        (2, "DELETE", "/boards/{board}", None),
        (2, "GET", "/boards?sort=created_at", None),
        (2, "GET", "/boards?author={user}", None),
        (3, "GET", "/boards/999999", None),
        (2, "GET", "/users", None),
        (2, "GET", "/users/alice", None),
        (2, "GET", "/users/{user}", None),
        (3, "GET", "/users/alice/boards", None),
        (3, "PATCH", "/me", {"email": "other@example.com"}),
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
