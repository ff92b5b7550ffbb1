"""``/boards`` and ``/boards/{id}``."""

from typing import Annotated

from flask import Response
from pydantic import Field

from rawboard.auth import caller, is_admin
from rawboard.bodies import Input
from rawboard.problems import Problem
from rawboard.repositories import boards
from rawboard.repositories.boards import Author, Board
from rawboard.routes.resource import NO_NUL, PageQuery, Resource, created, gone, listed, now, shown

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


@blueprint.operation("GET", "/boards", query=PageQuery)
def list_boards(query: PageQuery) -> Response:
    """All boards, newest first."""
    rows = boards.list_page(query.position("boards"), query.limit + 1)
    return listed(rows, query, "boards")


@blueprint.operation("POST", "/boards", body=BoardBody)
def create_board(body: BoardBody) -> Response:
    """Post a board as the caller."""
    author = Author(id=caller()["id"], username=caller()["username"])
    board = boards.create(author, body.title, body.content, now())
    return created(board, f"/api/v1/boards/{board['id']}")


@blueprint.operation("GET", "/boards/<id:board_id>")
def get_board(board_id: int) -> Response:
    """One board."""
    return shown(_existing(board_id))


@blueprint.operation("PUT", "/boards/<id:board_id>", body=BoardBody)
def replace_board(board_id: int, body: BoardBody) -> Response:
    """Replace a board's title and content: its author or an admin."""
    return _update(board_id, body.model_dump())


@blueprint.operation("PATCH", "/boards/<id:board_id>", body=BoardPatch)
def update_board(board_id: int, body: BoardPatch) -> Response:
    """Change some of a board: its author or an admin."""
    return _update(board_id, body.model_dump(exclude_unset=True))


@blueprint.operation("DELETE", "/boards/<id:board_id>")
def delete_board(board_id: int) -> Response:
    """Delete a board: its author or an admin."""
    user = caller()
    if not boards.delete(board_id, user["id"], is_admin(user)):
        raise _refusal(board_id)
    return gone()


def _update(board_id: int, changes: dict[str, str]) -> Response:
    user = caller()
    updated = boards.update(board_id, changes, user["id"], is_admin(user), now())
    board = _existing(board_id)
    if not updated:
        raise _not_yours()
    return shown(board)


def _existing(board_id: int) -> Board:
    board = boards.find(board_id)
    if board is None:
        raise Problem(404, "There is no such board.")
    return board


def _refusal(board_id: int) -> Problem:
    """Say why no row was found: there is none, or it is somebody else's."""
    _existing(board_id)
    return _not_yours()


def _not_yours() -> Problem:
    return Problem(403, "Only the author of this board or an admin may do this.")
