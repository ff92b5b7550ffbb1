"""Paths, from Flask's spelling to OpenAPI's, with their parameters."""

import inspect
import re
from typing import NamedTuple

from pydantic import TypeAdapter

from rawboard.api.models.representation import Id
from rawboard.api.openapi.schemas import Schema, plain
from rawboard.api.operations import Operation
from rawboard.auth.guards import View

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


class Entry(NamedTuple):
    """An operation with the path that it has.

    Args:
        rule: its whole path, as Flask has it.
        operation: what is declared of it.
        view: the function that responds; its docstring describes the operation.
        tag: the resource that it belongs to.
    """

    rule: str
    operation: Operation
    view: View
    tag: str

    @property
    def path(self) -> str:
        """The path as OpenAPI writes it: ``/boards/{board_id}``."""
        return PARAMETER.sub(r"{\1}", self.rule)

    @property
    def parameters(self) -> list[str]:
        """The names of the path's parameters."""
        return PARAMETER.findall(self.rule)

    @property
    def id(self) -> str:
        """The operation's id, which is the view's name."""
        return self.view.__name__


def parameter(entry: Entry, name: str) -> Schema:
    """Return the Parameter Object of a path's parameter, from the view's annotation of it."""
    annotation = inspect.signature(entry.view).parameters[name].annotation
    schema = TypeAdapter(Id if annotation is int else annotation).json_schema()
    noun = name.removesuffix("_id").replace("_", " ")
    found = {
        "name": name,
        "in": "path",
        "required": True,
        "description": schema.pop("description", f"The {noun}'s id."),
        "schema": plain(schema),
    }
    return found | ({"example": schema["examples"][0]} if "examples" in schema else {})
