"""Links from a response to the operations on the resource that it shows."""

from rawboard.api.openapi.paths import Entry
from rawboard.api.openapi.responses import is_list, is_tagged
from rawboard.api.openapi.schemas import Schema, representations


def links(entry: Entry, entries: list[Entry]) -> dict[str, Schema]:
    """Return the Link Objects of an operation's successful response.

    Args:
        entry: the operation.
        entries: all of them; those on a resource that this one shows are linked to.
    """
    home = _home(entry, entries)
    if home is None or entry.operation.method not in ("GET", "POST"):
        return {}
    return {
        target.id: _link(entry, target)
        for target in entries
        if target.path.startswith(home.path)
        and target.parameters == home.parameters
        and target.id != entry.id
    }


def _home(entry: Entry, entries: list[Entry]) -> Entry | None:
    """Return the operation that shows one of the resources that an operation creates or shows."""
    shown = representations(entry.operation)[:1]
    for other in entries:
        is_one = other.operation.method == "GET" and not is_list(other.operation)
        is_below = other.rule.rpartition("/")[0] == entry.rule
        is_same = bool(shown) and representations(other.operation)[:1] == shown
        if is_one and len(other.parameters) == 1 and (is_below or is_same):
            return other
    return None


def _link(entry: Entry, target: Entry) -> Schema:
    place = "#/data/0/id" if is_list(entry.operation) else "#/id"
    parameters = {f"path.{target.parameters[0]}": f"$response.body{place}"}
    if target.operation.conditional and is_tagged(entry.operation) and place == "#/id":
        parameters["header.If-Match"] = "$response.header.ETag"
    return {"operationId": target.id, "parameters": parameters}
