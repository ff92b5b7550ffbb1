"""Links: what an answer shows can be read, changed and deleted at the address of its kind."""

from typing import get_args

from rawboard.api.openapi.paths import Entry
from rawboard.api.openapi.responses import is_list, is_tagged
from rawboard.api.openapi.words import Schema


def links(entry: Entry, entries: list[Entry]) -> dict[str, Schema]:
    """Return the Link Objects of an operation's successful answer.

    Args:
        entry: the operation.
        entries: all of them; those that take the id of what this one shows are linked to.
    """
    home = _home(entry, entries)
    if home is None or entry.operation.method not in ("GET", "POST"):
        return {}
    found = {}
    for target in entries:
        is_below = target.path.startswith(home.path) and target.places == home.places
        if is_below and target.id != entry.id:
            found[target.id] = _link(entry, target)
    return found


def _home(entry: Entry, entries: list[Entry]) -> Entry | None:
    """Return the operation that shows one of those that an operation makes or shows."""
    for other in entries:
        is_one = other.operation.method == "GET" and not is_list(other.operation)
        is_below = other.rule.rpartition("/")[0] == entry.rule
        is_same = entry.operation.returns is not None and _kind(other) == _kind(entry)
        if is_one and len(other.places) == 1 and (is_below or is_same):
            return other
    return None


def _kind(entry: Entry) -> object:
    return next(iter(get_args(entry.operation.returns)), entry.operation.returns)


def _link(entry: Entry, target: Entry) -> Schema:
    place = "#/data/0/id" if is_list(entry.operation) else "#/id"
    parameters = {f"path.{target.places[0]}": f"$response.body{place}"}
    if target.operation.conditional and is_tagged(entry.operation) and place == "#/id":
        parameters["header.If-Match"] = "$response.header.ETag"
    return {"operationId": target.id, "parameters": parameters}
