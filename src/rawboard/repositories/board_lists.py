"""Lists of boards and searches; the SQL is in ``sql/queries/board_lists.sql``."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rawboard.db.execution import fetch_all, fetch_one
from rawboard.db.keyset import MAX_ID, Position
from rawboard.db.queries import load_named
from rawboard.repositories.boards import Board, board_of

Sort = Literal["created_at", "-created_at", "updated_at", "-updated_at"]

QUERIES = load_named("queries", "board_lists")
ALL: dict[Sort, str] = {
    "-created_at": "list_boards",
    "created_at": "list_boards_oldest_first",
    "-updated_at": "list_boards_latest_change_first",
    "updated_at": "list_boards_earliest_change_first",
}
BY_AUTHOR: dict[Sort, str] = {
    "-created_at": "list_boards_by_author",
    "created_at": "list_boards_by_author_oldest_first",
    "-updated_at": "list_boards_by_author_latest_change_first",
    "updated_at": "list_boards_by_author_earliest_change_first",
}
BY_WORDS: dict[Sort, str] = {
    "-created_at": "list_boards_by_words",
    "created_at": "list_boards_by_words_oldest_first",
    "-updated_at": "list_boards_by_words_latest_change_first",
    "updated_at": "list_boards_by_words_earliest_change_first",
}
# No bound; the database's times are naive UTC.
EVER = datetime(1000, 1, 1)  # noqa: DTZ001
NEVER = datetime(9999, 12, 31)  # noqa: DTZ001
LONGEST_WORD = 128  # characters that are looked for; MySQL refuses more than 128 pairs


@dataclass(frozen=True)
class BoardFilter:
    """Which boards a list has, and in which order.

    Args:
        author_id: whose boards; everybody's if None.
        words: what title or content must have, all of it; see :func:`words_of`.
        since: the earliest time, naive UTC, of the time that the list is sorted by.
        until: the time from which on there are none.
        sort: the time that the list is sorted by, with a minus for the newest first.
    """

    author_id: int | None = None
    words: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    sort: Sort = "-created_at"

    @property
    def time(self) -> Literal["created_at", "updated_at"]:
        """The time that the list is sorted by."""
        return "created_at" if self.sort.endswith("created_at") else "updated_at"


def words_of(text: str) -> tuple[str, ...]:
    """Split text into the words that a search looks for: letters, digits, marks and ``_``.

    The marks of Unicode (category M) belong to the letter before them: without them, Hindi and
    Thai words would fall apart. ``re``'s ``\\w`` leaves them out.
    """
    composed = unicodedata.normalize("NFC", text)
    parts = "".join(each if _is_part(each) else " " for each in composed).split()
    return tuple(part for part in parts if not set(map(_category, part)) <= {"M"})


def list_page(chosen: BoardFilter, after: Position | None, limit: int) -> list[Board]:
    """Return up to ``limit`` boards, strictly after a position; from the first one if None."""
    names = BY_WORDS if chosen.words else ALL if chosen.author_id is None else BY_AUTHOR
    bounds = (_descending if chosen.sort.startswith("-") else _ascending)(chosen, after)
    rows = fetch_all(QUERIES[names[chosen.sort]], **_filters(chosen), **bounds, limit=limit)
    return [board_of(row) for row in rows]


def list_page_as(
    caller_id: int, caller_version: int, chosen: BoardFilter, after: Position | None, limit: int
) -> list[Board] | None:
    """Return a page as :func:`list_page`; empty where the caller's row has another version by now.

    None for any page but those of all boards, the newest first.
    """
    if chosen.words or chosen.author_id is not None or chosen.sort != "-created_at":
        return None
    caller = {"caller_id": caller_id, "caller_version": caller_version}
    bounds = _descending(chosen, after)
    rows = fetch_all(QUERIES["list_boards_as"], **caller, **bounds, limit=limit)
    return [board_of(row) for row in rows]


def count(chosen: BoardFilter) -> int:
    """Return how many boards a list has on all its pages."""
    since, until = chosen.since or EVER, chosen.until or NEVER
    name = "count_boards" if chosen.author_id is None else "count_boards_by_author"
    bounds = {"since": since, "until": until}
    if chosen.words:
        name = "count_boards_by_words"
        bounds = {"created_since": EVER, "created_until": NEVER}
        bounds |= {"updated_since": EVER, "updated_until": NEVER}
        column = chosen.time.removesuffix("_at")
        bounds |= {f"{column}_since": since, f"{column}_until": until}
    elif chosen.time == "updated_at":
        name += "_by_change"
    row = fetch_one(QUERIES[name], **_filters(chosen), **bounds)
    return int(row["boards"]) if row else 0


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
    author = chosen.author_id
    if chosen.words:
        first, last = (0, MAX_ID) if author is None else (author, author)
        words = expression(chosen.words)
        return {"words": words, "first_user_id": first, "last_user_id": last}
    return {} if author is None else {"user_id": author}


def _descending(chosen: BoardFilter, after: Position | None) -> dict[str, object]:
    start = after or Position(chosen.until or NEVER, 0)
    return {"before": start.time, "before_id": start.id, "since": chosen.since or EVER}


def _ascending(chosen: BoardFilter, after: Position | None) -> dict[str, object]:
    start = after or Position(chosen.since or EVER, 0)
    return {"after": start.time, "after_id": start.id, "until": chosen.until or NEVER}
