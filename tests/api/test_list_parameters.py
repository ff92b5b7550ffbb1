"""The parameters of lists: author, q, since, until and sort, and the cursors bound to them."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.answers import RunSql, places, walk
from tests.support.api import Caller, Json

LISTS = ["/boards", "/users", "/users/alice/boards", "/me/tokens"]
BOARD_LISTS = ["/boards", "/users/alice/boards"]


def titles(caller: Caller, query: str, path: str = "/boards") -> list[str]:
    return [board["title"] for board in walk(caller, f"{path}?{query}&limit=2")]


@pytest.fixture
def dated(alice: Caller, bob: Caller, run_sql: RunSql) -> None:
    """Boards of the first four days of 2026 at nine, by Alice and Bob in turn."""
    for day in (1, 2, 3, 4):
        author = alice if day % 2 else bob
        at = f"2026-01-0{day} 09:00:00"
        run_sql("create_board_at", user_id=author.user["id"], title=f"{day}", created_at=at)


def test_author_is_an_id_or_a_username(alice: Caller, bob: Caller, dated: None) -> None:
    for author in ("bob", "BOB", bob.user["id"]):
        assert titles(alice, f"author={author}") == ["4", "2"]
    for nobody in ("nobody", "999999999", "9999999999999999999"):
        assert titles(alice, f"author={nobody}") == []


@pytest.mark.parametrize("author", ["", "0", "-1", "1.5", "b%20b", "%E2%82%AC", "a" * 65, "1" * 20])
def test_what_no_author_can_be_is_named(alice: Caller, author: str) -> None:
    assert places(alice.get(f"/boards?author={author}")) == ["author"]


def test_only_the_list_of_all_boards_takes_an_author(alice: Caller) -> None:
    for path in LISTS:
        if path != "/boards":
            assert places(alice.get(f"{path}?author=alice")) == ["author"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("created_at", "1234"),
        ("-created_at", "4321"),
        ("updated_at", "2341"),
        ("-updated_at", "1432"),
    ],
)
def test_boards_are_sorted_by_either_time_in_either_direction(
    alice: Caller, dated: None, sort: str, expected: str
) -> None:
    oldest = walk(alice, "/boards?sort=created_at")[0]
    alice.patch(f"/boards/{oldest['id']}", {"content": "changed"})

    assert titles(alice, f"sort={sort}") == list(expected)


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ("since=2026-01-02", "432"),
        ("since=2026-01-02T09:00:00Z", "432"),
        ("since=2026-01-02T09:00:00.000001Z", "43"),
        ("until=2026-01-03", "21"),
        ("until=2026-01-03T09:00:00Z", "21"),
        ("until=2026-01-03T09:00:00.000001Z", "321"),
        ("since=2026-01-02&until=2026-01-04", "32"),
        ("since=2026-01-03&until=2026-01-02", ""),
        ("since=2026-01-02T18:00:00%2B09:00", "432"),
        ("since=2026-01-02T18:00:00.1%2B09:00", "43"),
        ("until=2026-01-02t04:00:00-05:00", "1"),
        ("sort=created_at&since=2026-01-02&until=2026-01-04", "23"),
        ("sort=updated_at&since=2026-01-02&until=2026-01-04", "23"),
        ("sort=-updated_at&since=2026-01-02&until=2026-01-04", "32"),
        ("author=bob&since=2026-01-03", "4"),
        ("since=1000-01-01&until=9999-12-31", "4321"),
    ],
)
def test_since_is_the_first_time_that_is_in_and_until_the_first_that_is_not(
    alice: Caller, dated: None, bounds: str, expected: str
) -> None:
    assert titles(alice, bounds) == list(expected)
    counted = alice.get(f"/boards?{bounds}&count=true&limit=1").json()
    assert counted["total"] == len(expected)


TIMES = ["", "yesterday", "2026", "2026-1-2", "2026-02-30", "2026-13-01", "2026-01-02T09:00:00"]
TIMES += ["2026-01-02T09:00Z", "20260102T090000Z", "2026-01-02T25:00:00Z", "0999-12-31", "%00"]
TIMES += ["2026-01-02T09:00:00%2B24:00", "9999-12-31T23:59:59-01:00", "1767344400", "2026-W01-5"]


@pytest.mark.parametrize("time", TIMES)
def test_what_is_no_time_of_rfc_3339_is_named(alice: Caller, time: str) -> None:
    for path in BOARD_LISTS:
        wrong = alice.get(f"{path}?since={time}&until={time}")
        assert places(wrong) == ["since", "until"]


def test_a_plus_that_became_a_space_is_explained(alice: Caller) -> None:
    answer = alice.get("/boards?since=2026-01-02T09:00:00+09:00")

    assert places(answer) == ["since"]
    assert "%2B" in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize("sort", ["", "title", "+created_at", "--created_at", "CREATED_AT", "id"])
def test_a_wrong_sort_is_named(alice: Caller, sort: str) -> None:
    for path in BOARD_LISTS:
        assert places(alice.get(f"{path}?sort={sort}")) == ["sort"]


@pytest.mark.parametrize("text", ["", "%20", "!?", "%22", "***", "x" * 201, "%00"])
def test_a_search_for_nothing_or_too_much_is_named(alice: Caller, text: str) -> None:
    for path in BOARD_LISTS:
        assert places(alice.get(f"{path}?q={text}")) == ["q"]


def test_a_search_is_narrowed_sorted_counted_and_paged_like_any_list(
    alice: Caller, bob: Caller
) -> None:
    for caller, title in [(alice, "Blue whale"), (bob, "Blue sky"), (alice, "Red"), (bob, "blues")]:
        caller.post_board(title, "Nothing else")

    assert titles(alice, "q=blue") == ["blues", "Blue sky", "Blue whale"]
    assert titles(alice, "q=blue&sort=created_at") == ["Blue whale", "Blue sky", "blues"]
    assert titles(alice, "q=blue&author=bob") == ["blues", "Blue sky"]
    assert titles(alice, "q=whale%20blue") == ["Blue whale"]
    assert titles(bob, "q=blue", "/users/alice/boards") == ["Blue whale"]
    assert alice.get("/boards?q=blue&count=true").json()["total"] == 3


def cursor_of(caller: Caller, query: str) -> str:
    following: str = caller.get(f"/boards?limit=1&{query}").json()["next"]
    return parse_qs(urlsplit(following).query)["cursor"][0]


FILTERS = ["", "author=alice", "q=title", "since=2026-01-01", "until=2100-01-01"]
FILTERS += [f"sort={sort}" for sort in ("created_at", "updated_at", "-updated_at")]


def test_a_cursor_serves_its_own_filters_and_no_others(alice: Caller) -> None:
    for _ in range(3):
        alice.post_board()
    cursors = {query: cursor_of(alice, query) for query in FILTERS}

    for query in FILTERS:
        for other, cursor in cursors.items():
            answer = alice.get(f"/boards?{query}&cursor={cursor}")
            if other == query:
                assert answer.status_code == 200
            else:
                assert places(answer) == ["cursor"]


@pytest.mark.parametrize("same", ["limit=3", "fields=id", "count=true"])
def test_a_cursor_is_not_bound_to_how_the_page_is_shown(
    alice: Caller, enrol: Callable[..., Json], same: str
) -> None:
    posted = [alice.post_board()["id"] for _ in range(3)]
    cursor = cursor_of(alice, "author=alice")

    page = alice.get(f"/boards?author=alice&{same}&cursor={cursor}").json()

    assert [board["id"] for board in page["data"]] == posted[1::-1]


def test_the_next_page_keeps_every_parameter(alice: Caller) -> None:
    for _ in range(3):
        alice.post_board()
    asked = "author=alice&q=title&since=2026-01-01&sort=created_at&fields=id,title&count=true"

    following = alice.get(f"/boards?{asked}&limit=2").json()["next"]

    kept = {name: value for name, (value,) in parse_qs(urlsplit(following).query).items()}
    del kept["cursor"]
    assert kept == dict(pair.split("=") for pair in f"{asked}&limit=2".split("&"))
    assert alice.get(following).json()["total"] == 3


def test_every_wrong_parameter_is_named_at_once(alice: Caller) -> None:
    wrong = "author=&q=&since=x&until=x&sort=x&fields=x&limit=101&count=x&cursor=x&page=2"

    named = places(alice.get(f"/boards?{wrong}"))

    assert " ".join(named) == "author count fields limit page q since sort until"


@pytest.mark.parametrize("name", ["author", "q", "since", "until", "sort", "fields", "count"])
def test_a_repeated_parameter_is_named(alice: Caller, name: str) -> None:
    value = {"since": "2026-01-01", "until": "2026-01-01", "sort": "created_at", "fields": "id"}
    once = f"{name}={value.get(name, 'true')}"

    assert places(alice.get(f"/boards?{once}&{once}")) == [name]
