"""Lists of boards and searches; the SQL is in ``sql/queries/board_lists.sql``."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rawboard.db.execution import fetch, fetch_all
from rawboard.db.keyset import Position
from rawboard.db.queries import load_named
from rawboard.repositories.boards import Board, boards_of
from rawboard.repositories.callers import Principal

Sort = Literal["created_at", "-created_at", "updated_at", "-updated_at"]

QUERIES = load_named("queries", "board_lists")
ORDERS: dict[Sort, str] = {
    "-created_at": "",
    "created_at": "_oldest_first",
    "-updated_at": "_latest_change_first",
    "updated_at": "_earliest_change_first",
}
# No bound; the database's times are naive UTC.
EVER = datetime(1000, 1, 1)  # noqa: DTZ001
NEVER = datetime(9999, 12, 31)  # noqa: DTZ001
LONGEST_WORD = 128  # characters that are looked for; MySQL refuses more than 128 pairs


@dataclass(frozen=True)
class BoardFilter:
    """Which boards a list has, and in which order.

    Args:
        author: whose boards, by id or username; everybody's if None.
        words: what title or content must contain, all of it; see :func:`words_of`.
        since: the earliest time, naive UTC, of the time that the list is sorted by.
        until: the time before which they are.
        sort: the time that the list is sorted by, with a minus for the newest first.
    """

    author: int | str | None = None
    words: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    sort: Sort = "-created_at"


def words_of(text: str) -> tuple[str, ...]:
    """Split text into the words that a search looks for: letters, digits, marks and ``_``.

    The marks of Unicode (category M) belong to the letter before them: without them, Hindi and
    Thai words would fall apart. ``re``'s ``\\w`` leaves them out.
    """
    composed = unicodedata.normalize("NFC", text)
    parts = "".join(each if _is_part(each) else " " for each in composed).split()
    return tuple(part for part in parts if not set(map(_category, part)) <= {"M"})


def list_page(
    caller: Principal, chosen: BoardFilter, after: Position | None, limit: int
) -> list[Board]:
    """Return up to ``limit`` boards, strictly after a position; from the first one if None."""
    query = "list_boards_by_words" if chosen.words else "list_boards"
    bounds: dict[str, object]
    if chosen.sort.startswith("-"):
        before = after or Position(chosen.until or NEVER, 0)
        bounds = {"before": before.time, "before_id": before.id, "since": chosen.since or EVER}
    else:
        last = after or Position(chosen.since or EVER, 0)
        bounds = {"after": last.time, "after_id": last.id, "until": chosen.until or NEVER}
    parameters = {**caller.key, **_filters(chosen), **bounds, "limit": limit}
    return boards_of(fetch_all(QUERIES[query + ORDERS[chosen.sort]], **parameters))


def count(caller: Principal, chosen: BoardFilter) -> int:
    """Return how many boards a list has on all its pages."""
    query = "count_boards_by_words" if chosen.words else "count_boards"
    bounds: dict[str, object] = {}
    if chosen.since or chosen.until:
        time = "created" if chosen.sort.endswith("created_at") else "updated"
        bounds[f"{time}_since"] = chosen.since or EVER
        bounds[f"{time}_until"] = chosen.until or NEVER
    row = fetch("caller", QUERIES[query], **caller.key, **_filters(chosen), **bounds)
    return int(row["boards"])


def expression(words: tuple[str, ...]) -> str:
    """Return the boolean full-text expression that asks for every word (``AGAINST``).

    ``word*`` is the beginning of a word to MariaDB. To MySQL's ngram parser it is one or two
    characters with which a pair starts, and anywhere in a word if it is longer. A single character
    that ends a word starts no pair, so it is asked for only where nothing else is.
    """
    asked = [word for word in words if len(word) > 1] or words
    return " ".join(f"+{word[:LONGEST_WORD]}*" for word in asked)


def _is_part(character: str) -> bool:
    return character.isalnum() or character == "_" or _category(character) == "M"


def _category(character: str) -> str:
    return unicodedata.category(character)[0]


def _filters(chosen: BoardFilter) -> dict[str, object]:
    """Return the parameters of the optional parts that are in."""
    found: dict[str, object] = {"words": expression(chosen.words)} if chosen.words else {}
    if chosen.author is not None:
        by_id = isinstance(chosen.author, int)
        found["author_id" if by_id else "author_name"] = chosen.author
    return found
