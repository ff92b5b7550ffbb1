"""Boards; the SQL is in ``sql/queries/boards.sql``."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypedDict

from rawboard.db.errors import Conflict
from rawboard.db.execution import Row, fetch_all, fetch_one, insert, insert_many, transaction, write
from rawboard.db.queries import load_named
from rawboard.http.entity_tags import Condition

QUERIES = load_named("queries", "boards")


class Author(TypedDict):
    """Who wrote a board."""

    id: int
    username: str


class Board(TypedDict):
    """A board as clients see it."""

    id: int
    title: str
    content: str
    author: Author
    created_at: datetime
    updated_at: datetime
    version: int


def find(board_id: int) -> Board | None:
    """Return the board of this id, or None."""
    row = fetch_one(QUERIES["find_board_by_id"], board_id=board_id)
    return board_of(row) if row else None


def find_as(caller_id: int, caller_version: int, board_id: int) -> Board | None:
    """Return the board of this id; None too where the caller's row has another version by now."""
    caller = {"caller_id": caller_id, "caller_version": caller_version}
    row = fetch_one(QUERIES["find_board_by_id_as"], **caller, board_id=board_id)
    return board_of(row) if row else None


def create(author: Author, title: str, content: str, now: datetime) -> Board:
    """Add a board.

    Raises:
        ConstraintViolated: ``fk_boards_user_id``, the author was deleted meanwhile.
    """
    board_id = insert(
        QUERIES["create_board"], user_id=author["id"], title=title, content=content, now=now
    )
    return _new(board_id, author, title, content, now)


def create_as(
    author: Author, author_version: int, title: str, content: str, now: datetime
) -> Board | None:
    """Add a board, as :func:`create`; None where the author's row has another version by now."""
    caller = {"caller_id": author["id"], "caller_version": author_version}
    texts = {"title": title, "content": content}
    board_id = insert(QUERIES["create_board_as"], **caller, **texts, now=now)
    return _new(board_id, author, title, content, now) if board_id else None


def create_many(
    author: Author, texts: Sequence[tuple[str, str]], clock: Callable[[], datetime]
) -> list[Board]:
    """Add boards of one instant in one transaction: all of them in their order, or none.

    Args:
        author: whose boards they are.
        texts: title and content of each.
        clock: tells the time; asked again where the transaction has to run again.

    Raises:
        ConstraintViolated: as :func:`create`.
    """

    def work() -> list[Board]:
        now = clock()
        common = {"user_id": author["id"], "now": now}
        rows = ({**common, "title": title, "content": content} for title, content in texts)
        insert_many(QUERIES["create_board"], rows)
        found = fetch_all(QUERIES["list_board_ids_by_author_and_time"], **common)
        if len(found) != len(texts):
            raise Conflict("the author posted something else in the same microsecond")
        return [
            _new(row["id"], author, title, content, now)
            for row, (title, content) in zip(found, texts, strict=True)
        ]

    return transaction(work)


def update(
    board_id: int,
    changes: dict[str, str],
    caller_id: int,
    caller_is_admin: bool,
    now: datetime,
    condition: Condition,
) -> bool:
    """Change a board; False where the caller may not, the condition fails or there is no such."""
    found = write(
        QUERIES["update_board_by_id"],
        board_id=board_id,
        title=changes.get("title"),
        content=changes.get("content"),
        caller_id=caller_id,
        caller_is_admin=caller_is_admin,
        now=now,
        match=condition.match,
        unless=condition.unless,
    )
    return found == 1


def delete(board_id: int, caller_id: int, caller_is_admin: bool, condition: Condition) -> bool:
    """Delete a board; False as for :func:`update`."""
    found = write(
        QUERIES["delete_board_by_id"],
        board_id=board_id,
        caller_id=caller_id,
        caller_is_admin=caller_is_admin,
        match=condition.match,
        unless=condition.unless,
    )
    return found == 1


def delete_by_author(user_id: int) -> int:
    """Delete every board of an author, inside the caller's transaction, and return how many."""
    return write(QUERIES["delete_boards_by_author"], user_id=user_id)


def _new(board_id: int, author: Author, title: str, content: str, now: datetime) -> Board:
    return Board(
        id=board_id,
        title=title,
        content=content,
        author=author,
        created_at=now,
        updated_at=now,
        version=1,
    )


def board_of(row: Row) -> Board:
    """Return what clients see of a row of boards joined with its author."""
    return {  # a call of Board would make a second dict
        "id": row["id"],
        "title": row["title"],
        "content": row["content"],
        "author": {"id": row["user_id"], "username": row["username"]},
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "version": row["version"],
    }
