"""What lists show of their rows, and how many there are: fields and count."""

import pytest

from tests.support.answers import places
from tests.support.api import Api, Caller

LISTS = ["/boards", "/users", "/users/alice/boards", "/me/tokens"]
BOARD_LISTS = ["/boards", "/users/alice/boards"]


@pytest.mark.parametrize("path", LISTS)
def test_count_is_beside_the_data_and_in_a_header_and_only_where_it_is_asked_for(
    alice: Caller, bob: Caller, path: str
) -> None:
    alice.post_board()
    alice.post("/me/tokens", {"name": "a", "scope": "read"})
    total = 2 if path == "/users" else 1

    answer = alice.get(f"{path}?count=true&limit=1")
    assert answer.json()["total"] == total
    assert set(answer.json()) == {"data", "next", "total"}
    assert answer.headers["X-Total-Count"] == str(total)
    for without in (alice.get(path), alice.get(f"{path}?count=false")):
        assert set(without.json()) == {"data", "next"}
        assert "X-Total-Count" not in without.headers
    for kind in ("application/x-ndjson", "text/csv"):
        for limit in ("", "&limit=1"):
            counted = alice.get(f"{path}?count=true{limit}", headers={"Accept": kind})
            assert counted.headers["X-Total-Count"] == str(total)


def test_a_count_costs_one_statement_more(api: Api, alice: Caller) -> None:
    alice.post_board()  # an empty list costs a look at the caller
    plain, without, counted = (
        api.statements(alice.get(f"/boards{query}"))
        for query in ("", "?count=false", "?count=true")
    )

    assert counted == without + 1 <= plain + 1  # the first login costs some, too


@pytest.mark.parametrize("count", ["", "1", "yes", "True", "null", "2"])
def test_a_wrong_count_is_named(alice: Caller, count: str) -> None:
    for path in LISTS:
        assert places(alice.get(f"{path}?count={count}")) == ["count"]


def test_fields_are_shown_in_the_order_in_which_they_are_asked_for(alice: Caller) -> None:
    board = alice.post_board()

    for names in ("id", "title,id", "author,created_at", ",".join(reversed(board))):
        for path in BOARD_LISTS:
            (shown,) = alice.get(f"{path}?fields={names}").json()["data"]
            assert list(shown) == names.split(",")
            assert shown == {name: board[name] for name in shown}


def test_fields_do_not_show_what_is_hidden(alice: Caller, bob: Caller) -> None:
    shown = alice.get("/users?fields=username,email,role").json()["data"]

    assert shown == [
        {"username": "bob"},
        {"username": "alice", "email": "alice@example.com", "role": "member"},
    ]


@pytest.mark.parametrize(
    "names", ["", "nope", "id,nope", "id,", ",id", "id,id", "ID", " id", "password_hash", "user_id"]
)
def test_fields_that_are_not_there_or_there_twice_are_named(alice: Caller, names: str) -> None:
    for path in LISTS:
        assert places(alice.get(f"{path}?fields={names}")) == ["fields"]


def test_unknown_fields_are_told_with_those_that_are_known(alice: Caller) -> None:
    (error,) = alice.get("/boards?fields=name,title").json()["errors"]

    assert error["detail"].startswith("name: not among id, title, content, author")


@pytest.mark.parametrize("path", ["/boards/{id}", "/users/alice", "/me"])
def test_one_resource_takes_fields_too(alice: Caller, path: str) -> None:
    path = path.format(id=alice.post_board()["id"])
    whole = alice.get(path).json()

    assert list(alice.get(f"{path}?fields=version,id").json().items()) == [
        ("version", whole["version"]),
        ("id", whole["id"]),
    ]
    assert places(alice.get(f"{path}?fields=id,colour")) == ["fields"]
