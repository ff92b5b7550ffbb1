"""Boards: what clients write."""

from typing import Annotated

from pydantic import Field

from rawboard.http.validation import NO_NUL, Input

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
