"""``/boards?sort=``, ``since``, ``until`` and ``author``: four orders, each with its own pages."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.support.answers import RunSql, pages, places, walk
from tests.support.api import Caller, Json

SORTS = ["created_at", "-created_at", "updated_at", "-updated_at"]
START = datetime(2026, 1, 5, 9, tzinfo=UTC).replace(tzinfo=None)

each_sort = pytest.mark.parametrize("sort", SORTS)


@pytest.fixture
def boards(alice: Caller, run_sql: RunSql) -> list[Json]:
    """Twelve boards, changed in another order than created, three at each instant of either."""
    for number in range(12):
        run_sql(
            "create_board_changed_at",
            user_id=alice.user["id"],
            title=str(number),
            created_at=START + timedelta(hours=number // 3),
            updated_at=START + timedelta(days=1 + (number * 5 % 12) // 3),
        )
    return walk(alice, "/boards?limit=100")


def path(base: str = "/boards", **parameters: object) -> str:
    return f"{base}?{urlencode(parameters)}"


def ids(items: list[Json]) -> list[int]:
    return [item["id"] for item in items]


def expected(boards: list[Json], sort: str) -> list[int]:
    column = sort.removeprefix("-")
    ordered = sorted(boards, key=lambda board: (board[column], board["id"]))
    return ids(ordered[::-1] if sort.startswith("-") else ordered)


@each_sort
@pytest.mark.parametrize("limit", [1, 2, 5, 100])
def test_every_order_shows_every_board_once(
    alice: Caller, boards: list[Json], sort: str, limit: int
) -> None:
    assert ids(walk(alice, path(sort=sort, limit=limit))) == expected(boards, sort)


def test_the_newest_stand_first_unless_another_order_is_asked_for(
    alice: Caller, boards: list[Json]
) -> None:
    assert ids(walk(alice, "/boards")) == expected(boards, "-created_at")
    assert len({tuple(expected(boards, sort)) for sort in SORTS}) == 4


@each_sort
def test_one_authors_boards_come_in_every_order(
    alice: Caller, bob: Caller, boards: list[Json], sort: str
) -> None:
    other = bob.post_board()

    for author in ("alice", alice.user["id"]):
        assert ids(walk(bob, path(author=author, sort=sort, limit=5))) == expected(boards, sort)
    assert ids(walk(bob, path("/users/alice/boards", sort=sort))) == expected(boards, sort)
    assert ids(walk(alice, path(author="bob", sort=sort))) == [other["id"]]


@each_sort
def test_since_is_included_and_until_is_not_and_both_are_of_the_time_sorted_by(
    alice: Caller, boards: list[Json], sort: str
) -> None:
    column = sort.removeprefix("-")
    times = sorted({board[column] for board in boards})
    since, until = times[1], times[3]

    def chosen(**bounds: str) -> list[int]:
        found = walk(alice, path(sort=sort, limit=2, **bounds))
        assert found == walk(alice, path(sort=sort, limit=2, author="alice", **bounds))
        return ids(found)

    def between(low: str, high: str) -> list[int]:
        return expected([board for board in boards if low <= board[column] < high], sort)

    assert chosen(since=since) == between(since, "9")
    assert chosen(until=until) == between("0", until)
    assert chosen(since=since, until=until) == between(since, until)
    assert len(between(since, until)) == 6
    assert chosen(since=until, until=since) == chosen(since=since, until=since) == []


@each_sort
def test_boards_added_and_deleted_while_paging_neither_repeat_nor_hide_another(
    alice: Caller, bob: Caller, boards: list[Json], sort: str, run_sql: RunSql
) -> None:
    order = expected(boards, sort)
    seen: list[int] = []

    for page in pages(alice, path(sort=sort, limit=3)):
        seen += ids(page)
        # The one the cursor stands on goes, and others come before, at and after it.
        alice.delete(f"/boards/{page[-1]['id']}")
        for moment in ("2020-01-01", START, START + timedelta(days=2), "2030-01-01"):
            run_sql(
                "create_board_changed_at",
                user_id=bob.user["id"],
                title="in between",
                created_at=moment,
                updated_at=moment,
            )
        if len(seen) > 60:
            break

    assert [board_id for board_id in seen if board_id in order] == order
    assert len(seen) == len(set(seen))


@each_sort
def test_a_board_deleted_ahead_of_the_cursor_is_all_that_is_missing(
    alice: Caller, boards: list[Json], sort: str
) -> None:
    order = expected(boards, sort)
    paging = pages(alice, path(sort=sort, limit=2))
    seen = ids(next(paging))

    alice.delete(f"/boards/{order[2]}")
    alice.delete(f"/boards/{order[7]}")

    seen += [board["id"] for page in paging for board in page]
    assert seen == [board_id for board_id in order if board_id not in (order[2], order[7])]


def test_a_change_puts_a_board_to_the_end_of_the_order_of_changes_alone(
    alice: Caller, boards: list[Json]
) -> None:
    changed = boards[5]["id"]

    alice.patch(f"/boards/{changed}", {"title": "changed"})

    for sort in ("created_at", "-created_at"):
        assert ids(walk(alice, path(sort=sort))) == expected(boards, sort)
    rest = [board_id for board_id in expected(boards, "updated_at") if board_id != changed]
    assert ids(walk(alice, path(sort="updated_at"))) == [*rest, changed]
    assert ids(walk(alice, path(sort="-updated_at"))) == [changed, *rest[::-1]]


def test_boards_changed_while_paging_move_and_no_other_is_missed_or_seen_twice(
    alice: Caller, boards: list[Json]
) -> None:
    for sort in ("updated_at", "-updated_at"):
        order = ids(walk(alice, path(sort=sort)))
        paging = pages(alice, path(sort=sort, limit=4))
        seen = ids(next(paging))

        alice.patch(f"/boards/{order[1]}", {"title": "seen already"})
        alice.patch(f"/boards/{order[9]}", {"title": "not seen yet"})
        seen += [board["id"] for page in paging for board in page]

        rest = [board_id for board_id in order if board_id != order[9]]
        moved = [order[1], order[9]] if sort == "updated_at" else []  # newest first: behind us
        assert seen == [*rest, *moved]


@each_sort
def test_a_cursor_serves_no_other_order_or_filter(
    alice: Caller, boards: list[Json], sort: str
) -> None:
    following = alice.get(path(sort=sort, limit=2)).json()["next"]
    cursor = parse_qs(urlsplit(following).query)["cursor"][0]

    for other in {*SORTS} - {sort}:
        assert places(alice.get(path(sort=other, cursor=cursor))) == ["cursor"]
    for more in ({"author": "alice"}, {"since": boards[0]["created_at"]}, {"q": "title"}):
        assert places(alice.get(path(sort=sort, cursor=cursor, **more))) == ["cursor"]


def test_an_unknown_order_is_refused(alice: Caller) -> None:
    for sort in ("title", "created_at,id", "--created_at", "CREATED_AT", "id; DROP TABLE boards"):
        assert places(alice.get(path(sort=sort))) == ["sort"]
