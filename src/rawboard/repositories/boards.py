"""Boards; the SQL is in ``sql/queries/boards.sql``."""

from datetime import datetime
from typing import TypedDict

from rawboard.execution import Row, fetch_all, fetch_one, insert, write
from rawboard.pages import Position
from rawboard.queries import load_named

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
    return _board(row) if row else None


def list_page(after: Position, limit: int) -> list[Board]:
    """Return up to ``limit`` boards, newest first, strictly after a position."""
    query = QUERIES["list_boards"]
    rows = fetch_all(query, before=after.created_at, before_id=after.id, limit=limit)
    return [_board(row) for row in rows]


def list_by_author(user_id: int, after: Position, limit: int) -> list[Board]:
    """Return up to ``limit`` boards of one author, newest first, strictly after a position."""
    rows = fetch_all(
        QUERIES["list_boards_by_author"],
        user_id=user_id,
        before=after.created_at,
        before_id=after.id,
        limit=limit,
    )
    return [_board(row) for row in rows]


def create(author: Author, title: str, content: str, now: datetime) -> Board:
    """Add a board.

    Raises:
        ConstraintViolated: ``fk_boards_user_id``, the author was deleted meanwhile.
    """
    board_id = insert(
        QUERIES["create_board"], user_id=author["id"], title=title, content=content, now=now
    )
    return Board(
        id=board_id,
        title=title,
        content=content,
        author=author,
        created_at=now,
        updated_at=now,
        version=1,
    )


def update(
    board_id: int, changes: dict[str, str], caller_id: int, caller_is_admin: bool, now: datetime
) -> bool:
    """Change a board; False where the caller may not or there is no such board."""
    found = write(
        QUERIES["update_board_by_id"],
        board_id=board_id,
        title=changes.get("title"),
        content=changes.get("content"),
        caller_id=caller_id,
        caller_is_admin=caller_is_admin,
        now=now,
    )
    return found == 1


def delete(board_id: int, caller_id: int, caller_is_admin: bool) -> bool:
    """Delete a board; False where the caller may not or there is no such board."""
    query = QUERIES["delete_board_by_id"]
    parameters = {"caller_id": caller_id, "caller_is_admin": caller_is_admin}
    return write(query, board_id=board_id, **parameters) == 1


def delete_by_author(user_id: int) -> int:
    """Delete every board of an author, inside the caller's transaction, and return how many."""
    return write(QUERIES["delete_boards_by_author"], user_id=user_id)


def _board(row: Row) -> Board:
    return Board(
        id=row["id"],
        title=row["title"],
        content=row["content"],
        author=Author(id=row["user_id"], username=row["username"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        version=row["version"],
    )
