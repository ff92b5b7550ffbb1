"""Lists over HTTP: pages by following ``next``, whatever happens meanwhile."""

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import MySQLdb
import pytest

from tests.support.answers import RunSql, pages, run_as, walk
from tests.support.api import Api, Caller, Json

INSTANT = datetime(2026, 1, 5, 9, tzinfo=UTC).replace(tzinfo=None)


def ids(items: list[Json]) -> list[int]:
    return [item["id"] for item in items]


def newest_first(items: list[Json]) -> list[int]:
    ordered = sorted(items, key=lambda item: (item["created_at"], item["id"]), reverse=True)
    return ids(ordered)


def post(caller: Caller, count: int) -> list[int]:
    """The ids of that many new boards, newest first."""
    return [caller.post_board(f"No. {number}")["id"] for number in range(count)][::-1]


def test_sixty_boards_are_seen_once_each_newest_first(alice: Caller, bob: Caller) -> None:
    posted = [caller.post_board() for caller in (alice, bob) * 30]

    seen = list(pages(alice, "/boards"))

    assert [len(page) for page in seen] == [20, 20, 20]
    assert [board for page in seen for board in page] == posted[::-1]


@pytest.mark.parametrize("limit", [1, 7, 100])
def test_boards_of_the_same_instant_are_seen_once_each(
    alice: Caller, run_sql: RunSql, limit: int
) -> None:
    older, newer = INSTANT.replace(hour=8), INSTANT.replace(hour=10)
    for created_at in [newer, *[INSTANT] * 20, older]:
        run_sql("create_board_at", user_id=alice.user["id"], title="tie", created_at=created_at)

    for path in ("/boards", "/users/alice/boards"):
        boards = walk(alice, f"{path}?limit={limit}")

        assert len(boards) == len(set(ids(boards))) == 22
        assert ids(boards) == newest_first(boards)
        assert len({board["created_at"] for board in boards}) == 3


@pytest.mark.parametrize(("limit", "lengths"), [(1, [1] * 5), (2, [2, 2, 1]), (5, [5]), (100, [5])])
def test_a_page_is_as_long_as_its_limit(alice: Caller, limit: int, lengths: list[int]) -> None:
    posted = post(alice, 5)

    seen = list(pages(alice, f"/boards?limit={limit}"))

    assert [len(page) for page in seen] == lengths
    assert ids([board for page in seen for board in page]) == posted


def test_a_limit_of_100_gives_100(alice: Caller, run_sql: RunSql) -> None:
    for _ in range(101):
        run_sql("create_board_at", user_id=alice.user["id"], title="t", created_at=INSTANT)

    assert [len(page) for page in pages(alice, "/boards?limit=100")] == [100, 1]


def test_an_empty_list_is_one_empty_page(alice: Caller) -> None:
    answer = alice.get("/boards")

    assert answer.json() == {"data": [], "next": None}
    assert "Link" not in answer.headers


def test_next_and_the_link_header_lead_to_the_same_page(api: Api, alice: Caller) -> None:
    post(alice, 3)

    answer = alice.get("/boards?limit=2")

    following = answer.json()["next"]
    assert answer.headers["Link"] == f'<{following}>; rel="next"'
    assert following.startswith(f"{api.base}/api/v1/boards?")
    assert parse_qs(urlsplit(following).query)["limit"] == ["2"]


def test_the_limit_may_change_under_way(alice: Caller) -> None:
    posted = post(alice, 9)
    first = alice.get("/boards?limit=2").json()
    cursor = parse_qs(urlsplit(first["next"]).query)["cursor"][0]

    rest = walk(alice, f"/boards?limit=3&cursor={cursor}")

    assert ids(first["data"] + rest) == posted


def test_boards_added_while_paging_push_nothing_aside(alice: Caller, bob: Caller) -> None:
    posted = post(alice, 6)
    seen: list[Json] = []

    for page in pages(alice, "/boards?limit=2"):
        seen += page
        bob.post_board("in between")

    assert ids(seen) == posted
    assert len(walk(alice, "/boards?limit=2")) == 9


def test_boards_deleted_while_paging_make_no_other_vanish(alice: Caller) -> None:
    posted = post(alice, 9)
    seen: list[int] = []

    for page in pages(alice, "/boards?limit=2"):
        seen += ids(page)
        for board_id in ids(page):  # the one the cursor stands on among them
            alice.delete(f"/boards/{board_id}")

    assert seen == posted
    assert walk(alice, "/boards") == []


def test_a_board_deleted_ahead_of_the_cursor_is_not_seen_and_no_other_is_missed(
    alice: Caller,
) -> None:
    posted = post(alice, 6)
    paging = pages(alice, "/boards?limit=2")
    first = next(paging)

    alice.delete(f"/boards/{posted[3]}")

    assert ids([*first, *(board for page in paging for board in page)]) == [
        board_id for board_id in posted if board_id != posted[3]
    ]


def test_a_board_changed_while_paging_keeps_its_place(alice: Caller) -> None:
    posted = post(alice, 4)
    paging = pages(alice, "/boards?limit=2")
    first = next(paging)

    alice.patch(f"/boards/{posted[3]}", {"title": "changed"})

    assert ids([*first, *(board for page in paging for board in page)]) == posted


def test_users_are_paged_newest_first(
    alice: Caller, enrol: Callable[..., Json], administrator: MySQLdb.Connection
) -> None:
    enrolled = [enrol(f"user{number}")["id"] for number in range(9)]

    assert ids(walk(alice, "/users?limit=4")) == [*enrolled[::-1], alice.user["id"]]

    run_as(administrator, "set_all_users_created_at", created_at=INSTANT)
    assert ids(walk(alice, "/users?limit=4")) == sorted([*enrolled, alice.user["id"]])[::-1]


def test_one_authors_boards_are_paged_without_the_others(alice: Caller, bob: Caller) -> None:
    mine: list[int] = []
    for _ in range(7):
        mine.insert(0, alice.post_board()["id"])
        bob.post_board()

    for name in ("alice", "ALICE", alice.user["id"]):
        assert ids(walk(bob, f"/users/{name}/boards?limit=3")) == mine


def test_a_list_is_the_same_for_everybody(alice: Caller, bob: Caller) -> None:
    posted = post(alice, 4)
    following = alice.get("/boards?limit=2").json()["next"]

    assert ids(walk(bob, following)) == posted[2:]
