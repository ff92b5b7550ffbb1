"""Headers, as answers give them and as requests may carry them."""

from collections.abc import Iterable

from rawboard.api.openapi import words
from rawboard.api.openapi.words import Schema

EVERYWHERE = ("X-Request-Id", "Cache-Control", "Vary", "X-Content-Type-Options")


def given(always: Iterable[str] = (), maybe: Iterable[str] = ()) -> dict[str, Schema]:
    """Return the headers of an answer, those of every answer included.

    Args:
        always: the names of those that it always has.
        maybe: the names of those that it may have.
    """
    found = {name: _reference(name) for name in (*always, *EVERYWHERE)}
    return found | {name: _reference(f"{name}-if-any") for name in maybe}


def given_components() -> dict[str, Schema]:
    """Return the Header Objects: each header as one always there, and as one that may be."""
    found: dict[str, Schema] = {}
    for name, (description, schema) in words.HEADERS_GIVEN.items():
        for key, required in ((name, True), (f"{name}-if-any", False)):
            found[key] = {"description": description, "required": required, "schema": schema}
    return found


def taken(name: str) -> Schema:
    """Return a reference to the header parameter of this component name."""
    return {"$ref": f"#/components/parameters/{name}"}


def taken_components() -> dict[str, Schema]:
    """Return the Parameter Objects of the headers that requests may carry."""
    found = {
        key: {"name": key, "in": "header", "required": False, **header}
        for key, header in words.HEADERS_TAKEN.items()
    }
    found["If-Match-demanded"] = {**found["If-Match"], "required": True}
    return found


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/headers/{name}"}
