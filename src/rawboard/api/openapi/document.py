"""The whole document, and what it says of the API in general."""

import inspect
import sys
from importlib.metadata import version
from typing import cast

from rawboard.api.openapi import headers, links, refusals, requests, schemas
from rawboard.api.openapi.paths import Entry
from rawboard.api.openapi.responses import is_open, may_select, responses
from rawboard.api.openapi.schemas import Schema
from rawboard.api.operations import Operation
from rawboard.auth.guards import View, password_required
from rawboard.http.flask_app import Rawboard

ABOUT = """\
A message board over HTTP: users, their boards, and access tokens for scripts.

- **Credentials** are HTTP Basic (RFC 7617, UTF-8): a username with its password, or with one of
  the account's access tokens in place of the password.
- **Times** are RFC 3339 in UTC, with `Z`. **JSON** is UTF-8.
- **Errors** are problem details (RFC 9457); `errors` lists every member (`pointer`) and every
  parameter that is wrong. Unknown members and parameters are refused, unless
  `Prefer: handling=lenient` is sent.
- **Lists** have the URL of the next page in `next` and in `Link`. Follow it unchanged.
- **Lost updates** are prevented by `If-Match` with the `ETag` that was read.
- **Retries** of a POST are safe with an `Idempotency-Key`.
- **X-Request-Id** identifies the request, in the response and in the log: the client's, if it is
  up to 128 of `A-Z a-z 0-9 . _ : / + = @ -`, else a new one.
- **HEAD** is supported wherever GET is. **OPTIONS** lists the methods and media types of a URL. Any
  other method gets 405 with `Allow`.
- **Compression**: responses are compressed by gzip or zstd as Accept-Encoding allows; the bodies
  of requests may be, too.
"""
SECURITY: dict[str, Schema] = {
    "password": {
        "type": "http",
        "scheme": "basic",
        "description": "The username and the password of an account.",
    },
    "token": {
        "type": "http",
        "scheme": "basic",
        "description": "The username of an account, and one of its access tokens as the password. "
        "A token with the scope `read` allows GET only.",
    },
}


def describe(app: Rawboard) -> Schema:
    """Return the description (OpenAPI 3.1.1) of an application with its settings.

    Args:
        app: with every operation registered.
    """
    entries = entries_of(app)
    paths: dict[str, Schema] = {}
    for entry in entries:
        path = paths.setdefault(entry.path, requests.shared(entry))
        path[entry.operation.method.lower()] = _operation(app, entry, entries)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Rawboard",
            "version": version("rawboard"),
            "description": ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": _tags(app, entries),
        "paths": paths,
        "components": _components(entries),
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


def _operation(app: Rawboard, entry: Entry, entries: list[Entry]) -> Schema:
    summary, _, more = inspect.cleandoc(entry.view.__doc__ or "").partition("\n\n")
    found: Schema = {"operationId": entry.id, "tags": [entry.tag], "summary": _markdown(summary)}
    if more:
        found["description"] = _markdown(more)
    found["security"] = _security(app, entry.operation)
    found["parameters"] = requests.parameters(app, entry.operation)
    if entry.operation.body:
        found["requestBody"] = requests.body(app, entry.operation, entry.operation.body)
    found["responses"] = responses(app, entry)
    linked = links.links(entry, entries)
    if linked:
        found["responses"]["201" if entry.operation.method == "POST" else "200"]["links"] = linked
    return found


def _security(app: Rawboard, operation: Operation) -> list[Schema]:
    """Return the ways to authenticate for an operation; none where it is open."""
    if is_open(app, operation):
        return []
    names = ["password"] if operation.guard is password_required else ["password", "token"]
    return [{name: []} for name in names]


def _tags(app: Rawboard, entries: list[Entry]) -> list[Schema]:
    """Return the resources, each described by its module's docstring."""
    found = []
    for name in dict.fromkeys(entry.tag for entry in entries):
        about = inspect.getdoc(sys.modules[app.blueprints[name].import_name]) or ""
        found.append({"name": name, "description": _markdown(about.partition("\n\n")[0])})
    return found


def _components(entries: list[Entry]) -> dict[str, Schema]:
    operations = [entry.operation for entry in entries]
    bodies = [operation.body for operation in operations if operation.body]
    shown = [model for operation in operations for model in schemas.representations(operation)]
    partial = [schemas.representations(each)[0] for each in operations if may_select(each)]
    return {
        "schemas": schemas.components([*bodies, *shown, refusals.Problem], partial),
        "parameters": headers.parameter_components(),
        "headers": headers.header_components(),
        "responses": refusals.components(),
        "securitySchemes": SECURITY,
    }


def _markdown(text: str) -> str:
    """Return a docstring's text as CommonMark, which has one backtick where it has two."""
    return text.replace("``", "`")
