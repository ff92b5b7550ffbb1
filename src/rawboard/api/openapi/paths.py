"""Paths, from Flask's spelling to OpenAPI's, with what may stand in their places."""

import re
from typing import NamedTuple

from rawboard.api.openapi import words
from rawboard.api.operations import Operation
from rawboard.auth.guards import View

PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


class Entry(NamedTuple):
    """An operation where it can be reached.

    Args:
        rule: its whole path, as Flask has it.
        operation: what is declared of it.
        view: the function that answers; its docstring describes it.
        tag: the resource that it belongs to.
    """

    rule: str
    operation: Operation
    view: View
    tag: str

    @property
    def path(self) -> str:
        """The path as OpenAPI writes it: ``/boards/{board_id}``."""
        return PLACE.sub(r"{\1}", self.rule)

    @property
    def places(self) -> list[str]:
        """The names of the path's parameters."""
        return PLACE.findall(self.rule)

    @property
    def id(self) -> str:
        """The operation's id, which is the view's name."""
        return self.view.__name__


def parameter(name: str) -> dict[str, object]:
    """Return the Parameter Object of a path's place."""
    schema, description, example = words.PATH_PARAMETERS[name]
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": schema,
        "example": example,
    }
