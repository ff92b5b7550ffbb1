"""How operations are declared, and the pipeline that a request passes through on its way to a view.

Each step is done once, and its result is handed to the view: authenticate (the guard), parse the
preferences, negotiate the media type, validate parameters and body, parse the precondition.
"""

import inspect
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, g, request

from rawboard.auth.authenticator import Caller
from rawboard.auth.guards import View, anyone, login_required
from rawboard.db.context import context
from rawboard.db.errors import DatabaseFault
from rawboard.db.precondition import UNCONDITIONAL
from rawboard.errors import NotFound, Overloaded
from rawboard.http import bulk, conditional, negotiation, prefer, request_body, validation
from rawboard.http.flask_app import app
from rawboard.http.problems import Problem, too_large
from rawboard.http.validation import JSON, MERGE_PATCH, Errors, Input, NoParameters

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Guard = Callable[[View], View]
CONDITIONS = frozenset({"HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH"})


@dataclass(frozen=True)
class Operation:
    """A method on a path (OpenAPI's term): what it accepts and what it answers.

    Args:
        method: the HTTP method.
        rule: the path, as Flask takes it, without the blueprint's prefix.
        body: the model of its JSON body, if it takes one.
        query: the model of its parameters.
        guard: who may call, from :mod:`rawboard.auth.guards`.
        bulk: whether it also takes many bodies at once, as :mod:`rawboard.http.bulk` reads them.
        conditional: whether it observes If-Match, and demands it where the setting says so.
        offers: the media types of its response, the first by default; none where it has no body.
        returns: the type of what it shows.
        cacheable: whether the client may store the response and revalidate it; what is personal is
            never stored by shared caches.
        minimal: whether ``Prefer: return=minimal`` may leave the body out.
        refusals: statuses that do not follow from the rest, or have a specific meaning here,
            each with its condition; for the description in OpenAPI.
    """

    method: str
    rule: str
    body: type[Input] | None = None
    query: type[Input] = NoParameters
    guard: Guard = login_required
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
    """A blueprint whose operations demand credentials, and refuse what they do not declare."""

    def __init__(self, name: str, import_name: str):
        super().__init__(name, import_name)
        self.operations: list[tuple[Operation, View]] = []

    def operation(self, method: str, rule: str, **declared: Any) -> Callable[[View], View]:
        """Declare an operation; see :class:`Operation`.

        The view gets the path's parts, and of these what its signature names: ``caller`` (the
        Principal), ``query`` and ``body`` (their models; in bulk a list of bodies),
        ``media_type`` (negotiated) and ``precondition``.
        """
        operation = Operation(method, rule, **declared)

        def decorate(view: View) -> View:
            self.operations.append((operation, view))
            return self.route(rule, methods=[method])(operation.guard(_pipeline(operation, view)))

        return decorate


def _pipeline(operation: Operation, view: View) -> View:
    wanted = inspect.signature(view).parameters
    if operation.guard is not anyone and "caller" not in wanted:
        raise TypeError(f"{view.__name__} has to name its caller in its statements")

    @wraps(view)
    def respond(**path: Any) -> Response:
        caller: Caller | None = g.get("flask_httpauth_user")  # where Flask-HTTPAuth keeps them
        environ = request.environ
        try:
            inputs = _inputs(operation, environ)
            arguments = path | {name: inputs[name] for name in inputs if name in wanted}
            response = _as_caller(view, arguments, caller)
        except (DatabaseFault, Overloaded):
            raise
        except Exception:
            # A request may end before a statement names its caller, who may have changed.
            if caller and not (context.caller_verified or caller.is_fresh):
                caller.refresh()
            raise
        if operation.cacheable:
            response.headers.add("Cache-Control", "private, no-cache")
        if "HTTP_PREFER" in environ:
            return prefer.finish(response, minimal=operation.minimal)
        return response

    return respond


def _as_caller(view: View, arguments: dict[str, Any], caller: Caller | None) -> Response:
    """Call a view, again where the caller turns out to have changed since they were remembered.

    A statement that names its caller verifies them by finding a row. Where none did, nothing was
    found, or the caller has changed: they are looked up, and then one of the two is certain.

    Raises:
        Problem: 401, the caller's credentials are no longer valid.
    """
    if caller is None:
        return view(**arguments)
    try:
        response = view(**arguments, caller=caller.account.principal)
    except NotFound:
        if not caller.refresh():
            raise
    else:
        if context.caller_verified or not caller.refresh():
            return response
        response.close()
    return view(**arguments, caller=caller.account.principal)


def _inputs(operation: Operation, environ: "WSGIEnvironment") -> dict[str, Any]:
    """Return what views may ask for beside the path's parts and the caller.

    Raises:
        Problem: 400, 406, 413, 415 or 428; 422 with every error of parameters and body.
    """
    if "HTTP_PREFER" in environ:
        prefer.parse(environ["HTTP_PREFER"])
    inputs: dict[str, Any] = {}
    if operation.offers:
        accept = environ.get("HTTP_ACCEPT", "")
        inputs["media_type"] = negotiation.choose(accept, operation.offers)
    errors: Errors = []
    if environ.get("QUERY_STRING") or operation.query is not NoParameters:
        inputs["query"] = _query(operation.query, environ, errors)
    if operation.body:
        inputs["body"] = _body(operation, operation.body, errors)
    if errors:
        raise Problem(422, "The request is not valid; see errors.", errors)
    inputs["precondition"] = UNCONDITIONAL
    if operation.conditional or not CONDITIONS.isdisjoint(environ):
        inputs["precondition"] = conditional.precondition(
            environ, conditional=operation.conditional
        )
    return inputs


def _query(model: type[Input], environ: "WSGIEnvironment", errors: Errors) -> Input | None:
    query_string = environ.get("QUERY_STRING", "")
    if len(query_string) <= validation.LONGEST_CACHED and "HTTP_PREFER" not in environ:
        with suppress(ValueError):
            found: Input = validation.cached(model, query_string)
            return found
    return validation.parameters(model, errors)


def _body(operation: Operation, model: type[Input], errors: Errors) -> object:
    settings = app.settings
    limit, bulk_limit = settings.rawboard_max_body_bytes, settings.rawboard_max_bulk_bytes
    most = bulk_limit if operation.bulk else limit
    media_type, content = request_body.read(operation.accepts, most, by_lines=bulk.TYPES)
    g.body = content  # for the fingerprint of an Idempotency-Key
    if media_type in bulk.TYPES or (operation.bulk and content.lstrip().startswith(b"[")):
        return bulk.read(content, media_type, model, settings.rawboard_max_bulk_rows, errors)
    if len(content) > limit:
        raise too_large(limit)  # one body alone may be as long as any other
    return validation.validated(model, validation.parse_json(content), "pointer", errors)
