"""Boards: what clients write, and what they see."""

from typing import Annotated

from pydantic import Field

from rawboard.api.models.representation import Id, Representation, UtcTime, Version, examples
from rawboard.api.models.users import ShownUsername
from rawboard.http.validation import NO_NUL, Input

Title = Annotated[str, Field(min_length=1, max_length=100), NO_NUL]
Content = Annotated[str, Field(max_length=20_000), NO_NUL]

WELCOME = {"title": "Welcome", "content": "Say hello here."}
HELLO = {"title": "안녕하세요", "content": "처음 뵙겠습니다. 게시판에 글을 남겨 주세요."}


class BoardBody(Input):
    """The writable members of a board."""

    model_config = examples(WELCOME, HELLO)

    title: Title
    content: Content


class BoardPatch(Input):
    """Changes to a board, as a merge patch (RFC 7396). No member can be removed by null."""

    model_config = examples({"content": "Say hello here, or in another language."})

    title: Title = ""
    content: Content = ""


class Author(Representation):
    """The author of a board."""

    id: Id
    username: ShownUsername


class Board(Representation):
    """A board."""

    model_config = examples(
        {
            "id": 1001,
            **WELCOME,
            "author": {"id": 1001, "username": "alice"},
            "created_at": "2026-01-03T09:00:00.000001Z",
            "updated_at": "2026-01-03T09:00:00.000001Z",
            "version": 1,
        }
    )

    id: Id
    title: str
    content: str
    author: Author
    created_at: UtcTime
    updated_at: UtcTime
    version: Version
