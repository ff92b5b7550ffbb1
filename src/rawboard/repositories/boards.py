"""Boards; the SQL is in ``sql/queries/boards.sql``."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal, TypedDict, cast

from rawboard.db.bulk_insert import insert_many
from rawboard.db.compare_and_set import compare_and_set
from rawboard.db.errors import Conflict
from rawboard.db.execution import Row, fetch, fetch_all, insert, write
from rawboard.db.precondition import Precondition
from rawboard.db.queries import load_named
from rawboard.db.transactions import transaction
from rawboard.errors import Changed, NotAllowed
from rawboard.repositories import callers
from rawboard.repositories.callers import Principal

QUERIES = load_named("queries", "boards")
TEXTS: tuple[Literal["title", "content"], ...] = ("title", "content")  # what clients write


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


def find(caller: Principal, board_id: int) -> Board:
    """Return the board of this id."""
    row = fetch("board", QUERIES["find_board_by_id"], **caller.key, board_id=board_id)
    return boards_of([row])[0]


def create(caller: Principal, author: Author, title: str, content: str, now: datetime) -> Board:
    """Add a board of the caller, who is its author."""
    texts = {"title": title, "content": content}
    board_id = insert(QUERIES["create_board"], **caller.key, **texts, now=now)
    return _new(board_id, author, title, content, now)


def create_many(
    caller: Principal,
    author: Author,
    texts: Sequence[tuple[str, str]],
    clock: Callable[[], datetime],
) -> list[Board]:
    """Add boards of one instant in one transaction: all of them in their order, or none.

    ``texts`` are title and content of each; the clock is read again where the transaction has to
    run again.
    """

    def work() -> list[Board]:
        callers.verify(caller)
        now = clock()
        common = {"user_id": caller.id, "now": now}
        rows = ({**common, "title": title, "content": content} for title, content in texts)
        insert_many(QUERIES["create_board_of_many"], rows)
        found = fetch_all(QUERIES["list_board_ids_by_author_and_time"], **common)
        if len(found) != len(texts):
            raise Conflict("the author posted something else in the same microsecond")
        return [
            _new(row["id"], author, title, content, now)
            for row, (title, content) in zip(found, texts, strict=True)
        ]

    return transaction(work)


def update(
    caller: Principal,
    board_id: int,
    changes: Mapping[str, str],
    precondition: Precondition,
    now: datetime,
) -> Board:
    """Change title or content of a board, and return the result."""

    def write_version(board: Board) -> Board | None:
        _decide(caller, board, precondition)
        texts = {name: changes.get(name, board[name]) for name in TEXTS}
        version = board["version"]
        query = QUERIES["update_board_by_id"]
        if not write(query, board_id=board_id, version=version, **texts, now=now):
            return None
        return cast(Board, {**board, **texts, "updated_at": now, "version": version + 1})

    return compare_and_set(find(caller, board_id), write_version, _lock)


def delete(caller: Principal, board_id: int, precondition: Precondition) -> None:
    """Delete a board."""

    def delete_version(board: Board) -> bool | None:
        _decide(caller, board, precondition)
        version = board["version"]
        return write(QUERIES["delete_board_by_id"], board_id=board_id, version=version) == 1 or None

    compare_and_set(find(caller, board_id), delete_version, _lock)


def delete_by_author(user_id: int) -> int:
    """Delete every board of an author, inside the caller's transaction, and return how many."""
    return write(QUERIES["delete_boards_by_author"], user_id=user_id)


def boards_of(rows: Iterable[Row]) -> list[Board]:
    """Return what clients see of rows of boards joined with their authors."""
    return [
        {  # a call of Board would make a second dict
            "id": row["id"],
            "title": row["title"],
            "content": row["content"],
            "author": {"id": row["user_id"], "username": row["username"]},
            "created_at": row["created_at"],
            "updated_at": row["updated_at"],
            "version": row["version"],
        }
        for row in rows
    ]


def _decide(caller: Principal, board: Board, precondition: Precondition) -> None:
    """Decide whether the caller may write this version of a board."""
    if board["author"]["id"] != caller.id and not caller.is_admin:
        raise NotAllowed("Only the author of this board or an admin may do this.")
    if not precondition.admits(board["version"]):
        raise Changed(board)


def _lock(board: Board) -> Board:
    """Return a board as it is now, and hold its row to the end of the transaction."""
    row = fetch("board", QUERIES["lock_board_by_id"], board_id=board["id"])
    return cast(Board, {**board, **row})


def _new(board_id: int, author: Author, title: str, content: str, now: datetime) -> Board:
    return {
        "id": board_id,
        "title": title,
        "content": content,
        "author": author,
        "created_at": now,
        "updated_at": now,
        "version": 1,
    }
