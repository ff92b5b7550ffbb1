"""The whole document."""

import inspect
import sys
from importlib.metadata import version
from typing import cast

from rawboard.api.openapi import headers, links, refusals, requests, schemas, words
from rawboard.api.openapi.paths import Entry
from rawboard.api.openapi.responses import is_open, responses
from rawboard.api.openapi.words import Schema
from rawboard.api.operations import Operation
from rawboard.auth.guards import View, password_required
from rawboard.http.flask_app import Rawboard


def describe(app: Rawboard) -> Schema:
    """Return the description (OpenAPI 3.1.1) of an application, true to its settings.

    Args:
        app: with every operation registered.
    """
    entries = entries_of(app)
    shown = schemas.Shown()
    paths: dict[str, Schema] = {}
    for entry in entries:
        path = paths.setdefault(entry.path, requests.shared(entry))
        path[entry.operation.method.lower()] = _operation(app, entry, entries, shown)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": words.TITLE,
            "version": version("rawboard"),
            "description": words.ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": _tags(app, entries),
        "paths": paths,
        "components": _components(entries, shown),
    }


def entries_of(app: Rawboard) -> list[Entry]:
    """Return every operation that is registered, in the order of their registration."""
    declared = cast(dict[tuple[str, str], Operation], app.operations)
    rules = {
        (rule.rule, method): rule.endpoint
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }
    found = []
    for (rule, method), operation in declared.items():
        endpoint = rules[rule, method]
        view = cast(View, app.view_functions[endpoint])
        found.append(Entry(rule, operation, view, endpoint.rpartition(".")[0]))
    return found


def _operation(app: Rawboard, entry: Entry, entries: list[Entry], shown: schemas.Shown) -> Schema:
    summary, _, more = inspect.cleandoc(entry.view.__doc__ or "").partition("\n\n")
    found: Schema = {"operationId": entry.id, "tags": [entry.tag], "summary": _markdown(summary)}
    if more:
        found["description"] = _markdown(more)
    found["security"] = _security(app, entry.operation)
    found["parameters"] = requests.parameters(app, entry.operation)
    if entry.operation.body:
        found["requestBody"] = requests.body(app, entry.operation, entry.operation.body)
    found["responses"] = responses(app, entry, shown)
    linked = links.links(entry, entries)
    if linked:
        found["responses"]["201" if entry.operation.method == "POST" else "200"]["links"] = linked
    return found


def _security(app: Rawboard, operation: Operation) -> list[Schema]:
    """Return the ways to log in for an operation; none where it is open."""
    if is_open(app, operation):
        return []
    return [{"password": []}] + (
        [{"token": []}] if operation.guard is not password_required else []
    )


def _tags(app: Rawboard, entries: list[Entry]) -> list[Schema]:
    """Return the resources, each with what its module says of it."""
    found = []
    for name in dict.fromkeys(entry.tag for entry in entries):
        about = inspect.getdoc(sys.modules[app.blueprints[name].import_name]) or ""
        found.append({"name": name, "description": _markdown(about.partition("\n\n")[0])})
    return found


def _components(entries: list[Entry], shown: schemas.Shown) -> dict[str, Schema]:
    models = dict.fromkeys(e.operation.body for e in entries if e.operation.body)
    return {
        "schemas": {**schemas.taken(models), **shown.components, **refusals.SCHEMAS},
        "parameters": headers.taken_components(),
        "headers": headers.given_components(),
        "responses": refusals.components(),
        "securitySchemes": words.SECURITY,
    }


def _markdown(text: str) -> str:
    """Return a docstring's text as CommonMark, which has one backtick where it has two."""
    return text.replace("``", "`")
