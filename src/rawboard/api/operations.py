"""How operations are declared, and what happens to a request around each view."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from flask import Blueprint, Response, current_app, request

from rawboard.auth.guards import View, signed_in
from rawboard.http import bulk, conditional, negotiation, prefer, validation
from rawboard.http.problems import Problem, too_large
from rawboard.http.request_body import content
from rawboard.http.validation import JSON, MERGE_PATCH, Errors, Input, NoParameters

Guard = Callable[[View], View]


@dataclass(frozen=True)
class Operation:
    """A method on a path (OpenAPI's term), with all that is asked of a request and promised to it.

    Args:
        method: the HTTP method.
        rule: the path, as Flask takes it, without the blueprint's prefix.
        body: the model of its JSON body, if it takes one.
        query: the model of its parameters.
        guard: who may call, from :mod:`rawboard.auth.basic`.
        bulk: whether it also takes many bodies at once, as :mod:`rawboard.http.bulk` reads them.
        conditional: whether it heeds If-Match, and demands it where the setting says so.
        offers: the media types of its answer, the first by default; none where it has no body.
        returns: the type of what it shows.
        cacheable: whether the client may keep the answer to ask again with its tag; what is
            personal is never kept.
        minimal: whether ``Prefer: return=minimal`` may leave the body out.
        refusals: statuses that do not follow from the rest, or mean something of their own here,
            each with when it is answered; for the description in OpenAPI.
    """

    method: str
    rule: str
    body: type[Input] | None = None
    query: type[Input] = NoParameters
    guard: Guard = signed_in
    bulk: bool = False
    conditional: bool = False
    offers: tuple[str, ...] = (JSON,)
    returns: Any = None
    cacheable: bool = False
    minimal: bool = True
    refusals: Mapping[int, str] = field(default_factory=dict)

    @property
    def accepts(self) -> tuple[str, ...]:
        """The media types of its body."""
        if self.body is None:
            return ()
        if self.method == "PATCH":
            return (JSON, MERGE_PATCH)
        return (JSON, *bulk.TYPES) if self.bulk else (JSON,)


class Resource(Blueprint):
    """A blueprint whose operations ask for credentials, and refuse what they do not declare."""

    def __init__(self, name: str, import_name: str):
        super().__init__(name, import_name)
        self.operations: list[tuple[Operation, View]] = []

    def operation(self, method: str, rule: str, **declared: Any) -> Callable[[View], View]:
        """Declare an operation; see :class:`Operation`.

        The view gets the path's parts, ``body`` (its model, or a list of them in bulk) and
        ``query`` (its model) where they are declared.
        """
        operation = Operation(method, rule, **declared)

        def decorate(view: View) -> View:
            self.operations.append((operation, view))
            return self.route(rule, methods=[method])(operation.guard(_answering(operation, view)))

        return decorate


def _answering(operation: Operation, view: View) -> View:
    @wraps(view)
    def answer(**path: Any) -> Response:
        environ = request.environ
        prefers = prefer.read(environ)
        if operation.offers:
            negotiation.choose(operation.offers)
        inputs = _inputs(operation)
        conditional.check(environ, heeded=operation.conditional)
        shown = view(**path, **inputs)
        if operation.cacheable:
            shown.headers.add("Cache-Control", "private, no-cache")
        return prefer.finish(shown, minimal=operation.minimal) if prefers else shown

    return answer


def _inputs(operation: Operation) -> dict[str, object]:
    """Return what the view takes beside the path's parts.

    Raises:
        Problem: 422 with every error of parameters and body, or what the body's reader raises.
    """
    errors: Errors = []
    query = validation.parameters(operation.query, errors)
    inputs: dict[str, object] = {} if operation.query is NoParameters else {"query": query}
    if operation.body:
        inputs["body"] = _body(operation, operation.body, errors)
    if errors:
        raise Problem(422, "The request is understood but not valid; see errors.", errors)
    return inputs


def _body(operation: Operation, model: type[Input], errors: Errors) -> object:
    config = current_app.config
    most, most_in_bulk = config["MAX_CONTENT_LENGTH"], config["RAWBOARD_MAX_BULK_BYTES"]
    kind, text = content(operation.accepts, most_in_bulk if operation.bulk else most)
    if kind in bulk.TYPES or (operation.bulk and text.lstrip().startswith(b"[")):
        return bulk.read(text, kind, model, config["RAWBOARD_MAX_BULK_ROWS"], errors)
    if len(text) > most:
        raise too_large(most)  # one body alone may be as long as any other
    return validation.validated(model, validation.json(text), "pointer", errors)
