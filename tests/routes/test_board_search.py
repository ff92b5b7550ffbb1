"""``/boards?q=``: full-text search, by pairs of characters on MySQL and by words on MariaDB."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask

from rawboard.repositories import board_lists
from rawboard.repositories.board_lists import BoardFilter, Sort, words_of
from rawboard.repositories.callers import Principal
from tests.support.answers import RunSql, pages, walk
from tests.support.api import Caller

BOTH, MYSQL, NEITHER = "both", "MySQL alone", "neither"
SORTS: list[Sort] = ["created_at", "-created_at", "updated_at", "-updated_at"]
INSTANT = datetime(2026, 1, 5, 9, tzinfo=UTC).replace(tzinfo=None)

# What a board has, what is looked for, and who finds it. MariaDB knows whole words of three
# characters or more, and the beginnings of them.
CASES = [
    ("대한민국 만세", "대한", BOTH),
    ("대한민국 만세", "대한민국", BOTH),
    ("대한민국 만세", "민국", MYSQL),
    ("대한민국 만세", "한민국", MYSQL),
    ("대한민국 만세", "만세", MYSQL),
    ("대한민국 만세", "만세 대한", MYSQL),
    ("대한민국 만세", "국만", NEITHER),
    ("데이터베이스를 배우자", "데이터베이스", BOTH),
    ("데이터베이스를 배우자", "베이스", MYSQL),
    ("글쓰기", "글", BOTH),
    ("東京都庁は新宿にある", "東京", BOTH),
    ("東京都庁は新宿にある", "京都", MYSQL),
    ("東京都庁は新宿にある", "新宿", MYSQL),
    ("東京都庁は新宿にある", "東", BOTH),
    ("データベースとサーバー", "データ", BOTH),
    ("データベースとサーバー", "サーバー", MYSQL),
    ("カタカナとひらがな", "かたかな", BOTH),
    ("こんにちは、世界", "世界", MYSQL),
    ("A big ANIMAL in Africa", "animal", BOTH),
    ("A big ANIMAL in Africa", "anim", BOTH),
    ("A big ANIMAL in Africa", "nima", MYSQL),
    ("A big ANIMAL in Africa", "africa big", BOTH),
    ("A big ANIMAL in Africa", "big elephant", NEITHER),
    ("A big ANIMAL in Africa", "in", MYSQL),
    ("this was about what will be with you", "this was about", BOTH),
    ("this was about what will be with you", "will be", MYSQL),
    ("I don't know", "don't", BOTH),
    ("Ünïcödé straße", "unicode", BOTH),
    ("Ünïcödé straße", "ÜNÏCÖDÉ", BOTH),
    ("snake_case_name", "snake_case", BOTH),
    ("snake_case_name", "case_name", MYSQL),
    ("version 2026 here", "2026", BOTH),
    ("version 2026 here", "202", BOTH),
    ("version 2026 here", "026", MYSQL),
    ("हिन्दी भाषा", "हिन्दी", BOTH),
    ("ภาษาไทยง่าย", "ง่าย", MYSQL),
]


@pytest.fixture
def is_mysql(run_sql: RunSql) -> bool:
    return "mariadb" not in run_sql("find_server_version")[0]["version"].lower()


@pytest.fixture
def found(alice: Caller) -> Callable[..., list[str]]:
    """The titles that a search finds, sorted."""

    def search(q: str, **parameters: object) -> list[str]:
        items = walk(alice, f"/boards?{urlencode({'q': q, **parameters})}")
        return sorted(item["title"] for item in items)

    return search


@pytest.fixture
def in_app(app: Flask, alice: Caller, principal: Callable[[str], Principal]) -> Any:
    """Calls a repository's function as a request of Alice's would, without HTTP."""

    def call(function: Callable[..., object], *arguments: object) -> object:
        with app.app_context():
            return function(principal("alice"), *arguments)

    return call


def test_what_each_database_finds(
    alice: Caller, found: Callable[..., list[str]], is_mysql: bool
) -> None:
    texts = sorted({text for text, _, _ in CASES})
    for text in texts:
        alice.post_board("Title", text)
        alice.post_board(text, "Content")

    for text, q, by in CASES:
        expected = [text, "Title"] if by == BOTH or (by == MYSQL and is_mysql) else []
        assert found(q) == sorted(expected), (text, q)


def test_every_word_is_asked_for_in_any_place_and_order(
    alice: Caller, found: Callable[..., list[str]]
) -> None:
    alice.post_board("quick brown", "fox jumps\nover")
    alice.post_board("brown fox", "sits")

    assert found("fox, QUICK!") == ["quick brown"]
    assert found("over quick") == ["quick brown"]
    assert found("brown") == ["brown fox", "quick brown"]
    assert found("fox quick sits") == []


def test_a_search_follows_every_change(alice: Caller, found: Callable[..., list[str]]) -> None:
    board = alice.post_board("Apples", "Juicy ones")
    path = f"/boards/{board['id']}"
    assert found("juicy") == ["Apples"]

    alice.patch(path, {"content": "Sour ones"})
    assert (found("juicy"), found("sour"), found("apples")) == ([], ["Apples"], ["Apples"])

    alice.delete(path)
    assert found("sour") == found("apples") == []


@pytest.mark.parametrize("sort", SORTS)
def test_what_is_found_is_paged_in_every_order(alice: Caller, bob: Caller, sort: Sort) -> None:
    posted = [caller.post_board(f"Needle {n}")["id"] for n in range(4) for caller in (alice, bob)]
    alice.post_board("Straw")
    alice.patch(f"/boards/{posted[0]}", {"content": "changed last"})
    order = posted if sort.endswith("created_at") else [*posted[1:], posted[0]]
    order = order[::-1] if sort.startswith("-") else order
    seen: list[int] = []

    for page in pages(alice, f"/boards?q=needle&sort={sort}&limit=3"):
        seen += [board["id"] for board in page]
        bob.delete(f"/boards/{page[-1]['id']}")

    assert seen == order
    mine = [board_id for board_id in order if posted.index(board_id) % 2 == 0]
    for path in ("/boards?author=alice&", "/users/alice/boards?"):
        assert [b["id"] for b in walk(bob, f"{path}q=needle&sort={sort}&limit=2")] == mine


def test_since_and_until_narrow_a_search(
    alice: Caller, run_sql: RunSql, found: Callable[..., list[str]]
) -> None:
    for hour in range(4):
        moment = INSTANT.replace(hour=hour)
        run_sql("create_board_at", user_id=alice.user["id"], title=f"Tie {hour}", created_at=moment)

    for sort in SORTS:
        bounds = {"since": "2026-01-05T01:00:00Z", "until": "2026-01-05T03:00:00Z"}
        assert found("tie", sort=sort, **bounds) == ["Tie 1", "Tie 2"]


@pytest.mark.parametrize(
    "q",
    ["'", '"', '"""', "+", "-", "*", "@5", "(((", ")", "~a <b >c", "+-<>()~*@\"'\\", "a*b+c-d",
     "%s", "%(words)s", "/* :words */", "'; DROP TABLE boards; --", "\\", "_", "__", "-- ",
     "\u200b", "🎉", "\ufe0f", "\u0301", "⅓", "٣", "1", "1 2 3", "a" * 85, "글" * 129, "글" * 130,
     "가나" * 200, "ab " * 300, "a" * 4_000, "ab " * 1_300, "() " * 500],
    ids=lambda q: f"{len(q)} {q[:9]!a}",
)  # fmt: skip
def test_no_text_is_an_error_to_the_database(alice: Caller, q: str) -> None:
    alice.post_board("Words", "a b c")

    answer = alice.get(f"/boards?{urlencode({'q': q})}")

    assert answer.status_code in (200, 422), answer.text


@pytest.mark.parametrize("words", [("a" * 10_000,), ("ab",) * 3_000, ("_",), ("글" * 130, "1")])
def test_no_word_is_an_error_to_the_database(in_app: Any, words: tuple[str, ...]) -> None:
    chosen = BoardFilter(words=words)

    assert in_app(board_lists.list_page, chosen, None, 20) == []
    assert in_app(board_lists.count, chosen) == 0


def test_a_long_word_is_found_by_its_first_128_characters(
    alice: Caller, found: Callable[..., list[str]], is_mysql: bool
) -> None:
    alice.post_board("Long", "가나다라" * 50)

    assert found("가나다라" * 40) == (["Long"] if is_mysql else [])  # MariaDB: 84 to a word
    assert found("가나다라" * 10 + "나") == []


@pytest.mark.parametrize("sort", SORTS)
def test_everything_that_is_listed_is_counted(
    alice: Caller, bob: Caller, run_sql: RunSql, in_app: Any, sort: Sort
) -> None:
    author = alice.user["id"]
    for hour in range(6):
        times = {
            "created_at": INSTANT.replace(hour=hour),
            "updated_at": INSTANT.replace(hour=hour + 2),
        }
        run_sql("create_board_changed_at", user_id=author, title="Tie", **times)
    alice.post_board("Straw")
    bob.post_board("Tie")
    bounds = {"since": INSTANT.replace(hour=1), "until": INSTANT.replace(hour=5)}
    within = 4 if sort.endswith("created_at") else 3
    totals: list[tuple[int | str | None, tuple[str, ...], int]] = [
        (None, (), 8),
        (author, (), 7),
        ("ALICE", (), 7),
        (None, ("tie",), 7),
        (author, ("tie",), 6),
        ("alice", ("tie",), 6),
    ]

    for who, words, total in totals:
        assert in_app(board_lists.count, BoardFilter(who, words, sort=sort)) == total
        chosen = BoardFilter(who, words, sort=sort, **bounds)
        assert len(in_app(board_lists.list_page, chosen, None, 100)) == within
        assert in_app(board_lists.count, chosen) == within


def test_text_is_split_where_words_end() -> None:
    assert words_of("don't, snake_case C++\n9.7") == ("don", "t", "snake_case", "C", "9", "7")
    assert words_of("हिन्दी ง่าย cafe\u0301") == ("हिन्दी", "ง่าย", "café")
    assert words_of("がき か\u3099き") == ("がき", "がき")
    assert words_of(" \u0301 🎉\ufe0f *+\"'@ ") == ()
