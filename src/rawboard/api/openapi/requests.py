"""What an operation takes: parameters and a body."""

from typing import get_type_hints

from rawboard.api.openapi import examples, headers, paths, schemas, tables, words
from rawboard.api.openapi.paths import Entry
from rawboard.api.openapi.responses import is_tagged
from rawboard.api.openapi.words import Schema
from rawboard.api.operations import Operation
from rawboard.api.parameters import Selection
from rawboard.http.bulk import CSV
from rawboard.http.flask_app import Rawboard
from rawboard.http.validation import JSON, MERGE_PATCH, Input


def shared(entry: Entry) -> Schema:
    """Return what all operations of a path share: the path's own parameters."""
    places = [paths.parameter(name) for name in entry.places]
    return {"parameters": places} if places else {}


def parameters(app: Rawboard, operation: Operation) -> list[Schema]:
    """Return the parameters of one operation, in the query string and in headers."""
    found = [
        _query(name, schema) | _choice(operation.query, name)
        for name, schema in schemas.fields(operation.query).items()
    ]
    reads = operation.method == "GET"
    found.append(headers.taken("PreferReading" if reads else "Prefer"))
    if operation.conditional:
        demanded = app.settings.rawboard_require_if_match
        found.append(headers.taken("If-Match-demanded" if demanded else "If-Match"))
    if operation.conditional or (reads and is_tagged(operation)):
        found.append(headers.taken("If-None-Match"))
    if operation.method == "POST":
        found.append(headers.taken("Idempotency-Key"))
    return found


def body(app: Rawboard, operation: Operation, model: type[Input]) -> Schema:
    """Return the Request Body Object of an operation that takes a model, or many in bulk."""
    content: dict[str, Schema] = {}
    for kind in operation.accepts:
        if kind in (JSON, MERGE_PATCH):
            content[kind] = {
                "schema": _json(app, operation, model),
                "examples": examples.bodies(operation),
            }
        else:
            content[kind] = {"schema": _text(kind, model)}
    return {"required": True, "content": content}


def _json(app: Rawboard, operation: Operation, model: type[Input]) -> Schema:
    one = schemas.reference(model.__name__)
    if not operation.bulk:
        return one
    about = f"All of them are taken, or none. Over {app.settings.rawboard_max_bulk_rows} get 413."
    return {
        "anyOf": [one, {"type": "array", "items": one, "minItems": 1, "description": about}],
    }


def _text(kind: str, model: type[Input]) -> Schema:
    """Return the schema of many bodies as NDJSON or CSV."""
    about = f"A {'row' if kind == CSV else 'JSON object a line'} for each.\n\n"
    about += f"```\n{examples.texts(kind, model)}```"
    shape = {"anyOf": tables.patterns(schemas.fields(model))} if kind == CSV else {}
    return {"type": "string", "description": about, **shape}


def _choice(query: type[Input], name: str) -> Schema:
    """Return what to say of a parameter that names members, with commas between; or nothing."""
    if name != "fields" or not issubclass(query, Selection):
        return {}
    members: Schema = {"type": "string", "enum": list(get_type_hints(query.shows))}
    schema = {"type": "array", "items": members, "minItems": 1, "uniqueItems": True}
    return {"schema": schema, "style": "form", "explode": False}


def _query(name: str, schema: Schema) -> Schema:
    described = schema.pop("description", None) or words.QUERY_PARAMETERS.get(name)
    found: Schema = {"name": name, "in": "query", "required": False, "schema": schema}
    return found | ({"description": described} if described else {})
