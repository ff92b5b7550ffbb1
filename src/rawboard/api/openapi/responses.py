"""The responses that an operation may give, and when."""

from collections.abc import Iterable

from rawboard.api.openapi import examples, headers, refusals
from rawboard.api.openapi.paths import Entry
from rawboard.api.openapi.schemas import Schema, reference, representations
from rawboard.api.operations import Operation
from rawboard.api.parameters import PageQuery
from rawboard.auth.guards import anyone, password_required, registration_allowed
from rawboard.http.bulk import CSV
from rawboard.http.flask_app import Rawboard
from rawboard.http.validation import JSON

WRITES = ("POST", "PUT", "PATCH", "DELETE")
DONE = {200: "OK", 201: "Created", 204: "No content", 304: "Not modified"}


def is_open(app: Rawboard, operation: Operation) -> bool:
    """Tell whether an operation needs no credentials."""
    if operation.guard is registration_allowed:
        return app.settings.rawboard_registration == "open"
    return operation.guard is anyone


def is_throttled(app: Rawboard, operation: Operation) -> bool:
    """Tell whether an operation is refused to clients that send too much."""
    if is_open(app, operation):
        return operation.guard is registration_allowed
    return bool(app.settings.rawboard_login_failures)


def is_list(operation: Operation) -> bool:
    """Tell whether an operation shows a list, in pages."""
    return issubclass(operation.query, PageQuery)


def is_tagged(operation: Operation) -> bool:
    """Tell whether what an operation shows has an entity tag: a list, or what has a version."""
    is_versioned = any("version" in model.model_fields for model in representations(operation))
    return operation.cacheable or is_list(operation) or is_versioned


def responses(app: Rawboard, entry: Entry) -> dict[str, Schema]:
    """Return the Responses Object of an operation: what it does, and how it fails."""
    found = _done(entry.operation)
    for status in _refused(app, entry) | entry.operation.refusals.keys():
        found[str(status)] = refusals.response(status, entry.operation.refusals.get(status))
    return dict(sorted(found.items()))


def _refused(app: Rawboard, entry: Entry) -> set[int]:
    operation = entry.operation
    rules = {
        400: True,
        401: not is_open(app, operation),
        403: not is_open(app, operation)
        and (operation.method in WRITES or operation.guard is password_required),
        404: bool(entry.parameters),
        406: bool(operation.offers),
        408: operation.body is not None,
        409: operation.method == "POST",
        411: operation.bulk,
        412: operation.conditional,
        413: operation.body is not None,
        414: True,
        415: operation.body is not None,
        422: True,
        428: operation.conditional and app.settings.rawboard_require_if_match,
        429: is_list(operation) or is_throttled(app, operation),
        431: True,
        500: True,
        503: operation.guard is not anyone,
    }
    return {status for status, applies in rules.items() if applies}


def _done(operation: Operation) -> dict[str, Schema]:
    always, maybe = _headers(operation)
    if not operation.offers:
        return {"204": _empty(204, (), ("Preference-Applied",))}
    status = 201 if operation.method == "POST" else 200
    found: dict[str, Schema] = {
        str(status): {
            "description": DONE[status],
            "headers": headers.of_response(always, maybe),
            "content": {offer: _content(offer, operation) for offer in operation.offers},
        }
    }
    if operation.method == "GET" and "ETag" in (*always, *maybe):
        found["304"] = _empty(304, ("ETag",))
    if operation.method in ("PUT", "PATCH") and operation.minimal:
        found["204"] = _empty(204, always, maybe)
    return found


def _headers(operation: Operation) -> tuple[list[str], list[str]]:
    """Return the headers that the response always has, and those that it may have."""
    always: list[str] = []
    maybe = ["Preference-Applied"]
    (maybe if operation.bulk or is_list(operation) else always).extend(
        ["ETag"] if is_tagged(operation) else []
    )
    if operation.method == "POST":
        (maybe if operation.bulk else always).append("Location")
        maybe.append("Idempotent-Replayed")
    if is_list(operation):
        maybe.append("Link")
    if "count" in operation.query.model_fields:
        maybe.append("X-Total-Count")
    if CSV in operation.offers:
        maybe += ["Content-Disposition", "X-CSV-Formulas"]
    return always, maybe


def _empty(status: int, always: Iterable[str], maybe: Iterable[str] = ()) -> Schema:
    return {"description": DONE[status], "headers": headers.of_response(always, maybe)}


def _content(media_type: str, operation: Operation) -> Schema:
    if media_type != JSON:
        return {"schema": {"type": "string"}} | examples.text(media_type, operation)
    if operation.returns is None:
        return {"schema": {"type": "object"}}
    schema = _one(operation)
    if is_list(operation):
        schema = _page(operation, schema)
    if operation.bulk:
        schema = {"anyOf": [schema, _many(schema)]}
    found = examples.responses(operation, as_list=is_list(operation))
    return {"schema": schema, "examples": found}


def _one(operation: Operation) -> Schema:
    """Return the schema of one resource, with all of its members or some."""
    shown = representations(operation)
    choices = [reference(model) for model in shown]
    if may_select(operation):
        choices.append(reference(shown[0], "Some"))
    return {"anyOf": choices} if len(choices) > 1 else choices[0]


def may_select(operation: Operation) -> bool:
    """Tell whether the client may select members of what an operation shows."""
    return "fields" in operation.query.model_fields


def _page(operation: Operation, item: Schema) -> Schema:
    """Return the schema of a page of a list."""
    schema = _many(item)
    schema["properties"]["next"] = {
        "type": ["string", "null"],
        "format": "uri",
        "description": "The URL of the next page; null on the last one.",
    }
    if "count" in operation.query.model_fields:
        described = {"description": "The number of rows on all pages, if `count=true`."}
        schema["properties"]["total"] = {**headers.COUNT, **described}
    return schema


def _many(item: Schema) -> Schema:
    """Return the schema of an object that holds several resources, and no next page."""
    return {
        "type": "object",
        "properties": {"data": {"type": "array", "items": item}, "next": {"type": "null"}},
        "required": ["data", "next"],
        "additionalProperties": False,
    }
