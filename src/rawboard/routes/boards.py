"""``/boards`` and ``/boards/{id}``."""

from functools import lru_cache, partial
from typing import Annotated

from flask import Response
from pydantic import Field

from rawboard.api.idempotency import perform
from rawboard.api.listing import Listing, listed
from rawboard.api.operations import Resource
from rawboard.api.parameters import BoardPageQuery, BoardSelection, BoardsQuery
from rawboard.auth.basic import as_caller, caller, is_admin
from rawboard.auth.guards import vouched_for
from rawboard.db.clock import now
from rawboard.db.keyset import Position
from rawboard.http import conditional, formats, negotiation
from rawboard.http.bulk import NDJSON
from rawboard.http.conditional import condition
from rawboard.http.problems import Problem
from rawboard.http.responses import Answer, created, gone, shown
from rawboard.http.validation import JSON, NO_NUL, Input
from rawboard.repositories import board_lists, boards, users
from rawboard.repositories.board_lists import BoardFilter
from rawboard.repositories.boards import Author, Board
from rawboard.repositories.users import User

POSTED = (JSON, NDJSON)  # what POST answers with

blueprint = Resource("boards", __name__)

Title = Annotated[str, Field(min_length=1, max_length=100), NO_NUL]
Content = Annotated[str, Field(max_length=20_000), NO_NUL]


class BoardBody(Input):
    """What POST and PUT take: every writable field."""

    title: Title
    content: Content


class BoardPatch(Input):
    """What PATCH takes: a merge patch (RFC 7396). Both fields are required, so null is refused."""

    title: Title = ""
    content: Content = ""


@blueprint.operation(
    "GET",
    "/boards",
    query=BoardsQuery,
    offers=formats.TYPES,
    returns=Board,
    cacheable=True,
    guard=vouched_for,
)
def list_boards(query: BoardsQuery) -> Response:
    """All boards, or those of one author, newest first."""
    return listed(listing("boards", query, _author_id(query.author)), query)


@blueprint.operation(
    "POST", "/boards", body=BoardBody, bulk=True, offers=POSTED, returns=Board, guard=vouched_for
)
def create_board(body: BoardBody | list[BoardBody]) -> Response:
    """Post a board as the caller; or many at once, all of them or none."""
    if isinstance(body, list):
        return perform(lambda: _create_many(body))
    return perform(lambda: _create(body))


def _create_many(bodies: list[BoardBody]) -> Response:
    texts = [(body.title, body.content) for body in bodies]
    posted = boards.create_many(_author_of(caller()), texts, now)
    if negotiation.choose(POSTED) == NDJSON:
        return Answer(b"".join(formats.NdjsonWriter().rows(posted)), 201, content_type=NDJSON)
    return shown({"data": posted, "next": None}, 201)


def _author_of(user: User) -> Author:
    return Author(id=user["id"], username=user["username"])


def _create(body: BoardBody) -> Response:
    at = now()
    board = as_caller(
        lambda user: boards.create_as(
            _author_of(user), user["version"], body.title, body.content, at
        ),
        lambda: boards.create(_author_of(caller()), body.title, body.content, at),
    )
    answer = created(board, f"/api/v1/boards/{board['id']}", tag(board))
    if negotiation.choose(POSTED) == NDJSON:  # the same bytes, which are one line
        answer.content_type = NDJSON
    return answer


@blueprint.operation(
    "GET",
    "/boards/<id:board_id>",
    query=BoardSelection,
    returns=Board,
    cacheable=True,
    guard=vouched_for,
)
def get_board(board_id: int, query: BoardSelection) -> Response:
    """One board."""
    board = as_caller(
        lambda user: boards.find_as(user["id"], user["version"], board_id),
        lambda: boards.find(board_id),
    )
    if board is None:
        raise _no_such_board()
    return shown(query.of(board), tag=tag(board))


@blueprint.operation(
    "PUT", "/boards/<id:board_id>", body=BoardBody, returns=Board, conditional=True
)
def replace_board(board_id: int, body: BoardBody) -> Response:
    """Replace a board's title and content: its author or an admin."""
    return perform(lambda: _update(board_id, body.model_dump()))


@blueprint.operation(
    "PATCH", "/boards/<id:board_id>", body=BoardPatch, returns=Board, conditional=True
)
def update_board(board_id: int, body: BoardPatch) -> Response:
    """Change some of a board: its author or an admin."""
    return perform(lambda: _update(board_id, body.model_dump(exclude_unset=True)))


@blueprint.operation("DELETE", "/boards/<id:board_id>", conditional=True, offers=())
def delete_board(board_id: int) -> Response:
    """Delete a board: its author or an admin."""
    return perform(lambda: _delete(board_id))


def tag(board: Board) -> str:
    """Return a board's entity tag; it shows its author's name, which may change by itself."""
    return f"{board['version']}-{board['author']['username']}"


def listing(place: str, query: BoardPageQuery, author_id: int | None) -> Listing[Board]:
    """Return a list of boards.

    Args:
        place: whose cursors serve no other list.
        query: what the client asked for.
        author_id: whose boards; everybody's if None.
    """
    chosen = query.chosen(author_id)
    return Listing(
        name="boards",
        scope=_scope(place, chosen),
        page=partial(_page, chosen),
        count=partial(board_lists.count, chosen),
        time=chosen.time,
    )


@lru_cache(1024)
def _scope(place: str, chosen: BoardFilter) -> str:
    return f"{place} {chosen}"


def _page(chosen: BoardFilter, after: Position | None, limit: int) -> list[Board]:
    return as_caller(
        lambda user: board_lists.list_page_as(user["id"], user["version"], chosen, after, limit),
        lambda: board_lists.list_page(chosen, after, limit),
    )


def _author_id(author: str | None) -> int | None:
    """Return whose boards are asked for, 0 where there is no such user."""
    if author is None or author.isdigit():
        return int(author) if author else None
    found = users.find_by_username(author)
    return found["id"] if found else 0


def _update(board_id: int, changes: dict[str, str]) -> Response:
    user = caller()
    done = boards.update(board_id, changes, user["id"], is_admin(user), now(), condition())
    board = _existing(board_id)
    if not done:
        raise _refusal(board)
    return shown(board, tag=tag(board))


def _delete(board_id: int) -> Response:
    user = caller()
    if not boards.delete(board_id, user["id"], is_admin(user), condition()):
        raise _refusal(_existing(board_id))
    return gone()


def _existing(board_id: int) -> Board:
    board = boards.find(board_id)
    if board is None:
        raise _no_such_board()
    return board


def _no_such_board() -> Problem:
    return Problem(404, "There is no such board.")


def _refusal(board: Board) -> Problem:
    """Say why a write did not find a board that is there: it is another's, or another version."""
    user = caller()
    if board["author"]["id"] != user["id"] and not is_admin(user):
        return Problem(403, "Only the author of this board or an admin may do this.")
    return conditional.failed(tag(board))
