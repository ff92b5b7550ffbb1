"""What an operation accepts: parameters and a body."""

from rawboard.api.openapi import examples, headers, paths, schemas, tables
from rawboard.api.openapi.paths import Entry
from rawboard.api.openapi.responses import is_tagged
from rawboard.api.openapi.schemas import Schema
from rawboard.api.operations import Operation
from rawboard.api.parameters import Selection
from rawboard.http.bulk import CSV
from rawboard.http.flask_app import Rawboard
from rawboard.http.validation import JSON, MERGE_PATCH, Input


def shared(entry: Entry) -> Schema:
    """Return what all operations of a path share: the path's own parameters."""
    found = [paths.parameter(entry, name) for name in entry.parameters]
    return {"parameters": found} if found else {}


def parameters(app: Rawboard, operation: Operation) -> list[Schema]:
    """Return the parameters of one operation, in the query string and in headers."""
    reads = operation.method == "GET"
    names = ["PreferReading" if reads else "Prefer"]
    if operation.conditional:
        demanded = app.settings.rawboard_require_if_match
        names.append("If-Match-demanded" if demanded else "If-Match")
    if operation.conditional or (reads and is_tagged(operation)):
        names.append("If-None-Match")
    if operation.method == "POST":
        names.append("Idempotency-Key")
    return [*_query(operation.query), *map(headers.of_request, names)]


def body(app: Rawboard, operation: Operation, model: type[Input]) -> Schema:
    """Return the Request Body Object of an operation that accepts a model, or many in bulk."""
    content: dict[str, Schema] = {}
    for media_type in operation.accepts:
        if media_type in (JSON, MERGE_PATCH):
            content[media_type] = {
                "schema": _json(app, operation, model),
                "examples": examples.bodies(model, bulk=operation.bulk),
            }
        else:
            content[media_type] = {"schema": _text(media_type, model)}
    return {"required": True, "content": content}


def _json(app: Rawboard, operation: Operation, model: type[Input]) -> Schema:
    one = schemas.reference(model)
    if not operation.bulk:
        return one
    most = app.settings.rawboard_max_bulk_rows
    about = f"All of them are created, or none. More than {most} get 413."
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1, "description": about}]}


def _text(media_type: str, model: type[Input]) -> Schema:
    """Return the schema of many bodies as NDJSON or CSV."""
    about = "One row each." if media_type == CSV else "One JSON object on each line."
    about += f"\n\n```\n{examples.rows(media_type, model)}```"
    shape = {"anyOf": tables.patterns(schemas.fields(model))} if media_type == CSV else {}
    return {"type": "string", "description": about, **shape}


def _query(query: type[Input]) -> list[Schema]:
    found: list[Schema] = []
    for name, schema in schemas.fields(query).items():
        parameter = {"name": name, "in": "query", "required": False, "schema": schema}
        if "description" in schema:
            parameter["description"] = schema.pop("description")
        if name == "fields" and issubclass(query, Selection):
            schema["items"]["enum"] = list(query.shows.model_fields)
            parameter |= {"style": "form", "explode": False}  # separated by commas
        found.append(parameter)
    return found
