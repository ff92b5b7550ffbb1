"""``/boards`` and ``/boards/{id}``."""

from collections.abc import Callable
from functools import lru_cache, partial

from flask import Response

from rawboard.api.idempotency import perform
from rawboard.api.listing import Listing, listed
from rawboard.api.models.boards import Board, BoardBody, BoardPatch
from rawboard.api.operations import Resource
from rawboard.auth.basic import current_caller
from rawboard.db.clock import now
from rawboard.db.keyset import Position
from rawboard.db.precondition import Precondition
from rawboard.http import formats
from rawboard.http.bulk import NDJSON
from rawboard.http.responses import WholeResponse, created, json_response, no_content
from rawboard.http.validation import JSON
from rawboard.repositories import board_lists, boards
from rawboard.repositories.board_lists import BoardFilter
from rawboard.repositories.boards import Author
from rawboard.repositories.callers import Principal
from rawboard.routes.board_parameters import (
    BoardPageQuery,
    BoardSelection,
    BoardsQuery,
    board_filter,
)

POSTED = (JSON, NDJSON)  # what POST answers with

blueprint = Resource("boards", __name__)


@blueprint.operation(
    "GET", "/boards", query=BoardsQuery, offers=formats.TYPES, returns=Board, cacheable=True
)
def list_boards(caller: Principal, query: BoardsQuery, media_type: str) -> Response:
    """All boards, or those of one author, newest first."""
    return list_by(caller, query, media_type, query.author)


def list_by(
    caller: Principal,
    query: BoardPageQuery,
    media_type: str,
    author: str | None,
    or_else: Callable[[], object] | None = None,
) -> Response:
    """Return a list of boards.

    Args:
        caller: who asks.
        query: the parameters.
        media_type: the negotiated one.
        author: whose boards, by id or username; everybody's if None.
        or_else: called where there is none, to tell an author without boards from no user.
    """
    chosen = board_filter(author, query.q, query.since, query.until, query.sort)

    def page(after: Position | None, limit: int) -> list[boards.Board]:
        found = board_lists.list_page(caller, chosen, after, limit)
        if not found and or_else:
            or_else()
        return found

    count = partial(board_lists.count, caller, chosen)
    time = chosen.sort.removeprefix("-")
    listing = Listing("boards", _scope(chosen), page, count, time=time)
    return listed(listing, query, media_type)


@lru_cache(1024)
def _scope(chosen: BoardFilter) -> str:
    return f"boards {chosen}"


@blueprint.operation("POST", "/boards", body=BoardBody, bulk=True, offers=POSTED, returns=Board)
def create_board(caller: Principal, body: BoardBody | list[BoardBody], media_type: str) -> Response:
    """Post a board as the caller; or many at once, all of them or none."""
    author = Author(id=caller.id, username=current_caller().account.user["username"])
    if isinstance(body, list):
        return perform(caller, lambda: _create_many(caller, author, body, media_type))
    return perform(caller, lambda: _create(caller, author, body, media_type))


def _create_many(
    caller: Principal, author: Author, bodies: list[BoardBody], media_type: str
) -> Response:
    texts = [(body.title, body.content) for body in bodies]
    posted = boards.create_many(caller, author, texts, now)
    if media_type == NDJSON:
        lines = formats.NDJSON_WRITER.rows(posted)
        return WholeResponse(b"".join(lines), 201, content_type=NDJSON)
    return json_response({"data": posted, "next": None}, 201)


def _create(caller: Principal, author: Author, body: BoardBody, media_type: str) -> Response:
    board = boards.create(caller, author, body.title, body.content, now())
    response = created(board, f"/api/v1/boards/{board['id']}", board["version"])
    if media_type == NDJSON:  # the same bytes, which are one line
        response.content_type = NDJSON
    return response


@blueprint.operation(
    "GET", "/boards/<id:board_id>", query=BoardSelection, returns=Board, cacheable=True
)
def get_board(caller: Principal, board_id: int, query: BoardSelection) -> Response:
    """One board."""
    board = boards.find(caller, board_id)
    return json_response(query.of(board), version=board["version"])


@blueprint.operation(
    "PUT", "/boards/<id:board_id>", body=BoardBody, returns=Board, conditional=True
)
def replace_board(
    caller: Principal, board_id: int, body: BoardBody, precondition: Precondition
) -> Response:
    """Replace a board's title and content: its author or an admin."""
    return perform(caller, lambda: _update(caller, board_id, body.model_dump(), precondition))


@blueprint.operation(
    "PATCH", "/boards/<id:board_id>", body=BoardPatch, returns=Board, conditional=True
)
def update_board(
    caller: Principal, board_id: int, body: BoardPatch, precondition: Precondition
) -> Response:
    """Change a board's title or content: its author or an admin."""
    changes = body.model_dump(exclude_unset=True)
    return perform(caller, lambda: _update(caller, board_id, changes, precondition))


def _update(
    caller: Principal, board_id: int, changes: dict[str, str], precondition: Precondition
) -> Response:
    board = boards.update(caller, board_id, changes, precondition, now())
    return json_response(board, version=board["version"])


@blueprint.operation("DELETE", "/boards/<id:board_id>", conditional=True, offers=())
def delete_board(caller: Principal, board_id: int, precondition: Precondition) -> Response:
    """Delete a board: its author or an admin."""
    return perform(caller, lambda: _delete(caller, board_id, precondition))


def _delete(caller: Principal, board_id: int, precondition: Precondition) -> Response:
    boards.delete(caller, board_id, precondition)
    return no_content()
