"""What all routes share: one way to declare them, one way to answer."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import wraps
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from apiflask import APIBlueprint
from flask import Response, request
from pydantic import AfterValidator, BeforeValidator, Field

from rawboard import pages
from rawboard.auth import View, signed_in
from rawboard.bodies import Input, NoParameters, refuse_errors
from rawboard.pages import Item, Position
from rawboard.problems import Problem

# Times are RFC 3339 in UTC with a Z; the database's are naive UTC.
JSON_OPTIONS = orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE


class Resource(APIBlueprint):
    """A blueprint whose routes ask for credentials, and refuse what they do not declare."""

    def operation(
        self,
        method: str,
        rule: str,
        *,
        body: type[Input] | None = None,
        query: type[Input] = NoParameters,
        guard: Callable[[View], View] = signed_in,
    ) -> Callable[[View], View]:
        """Declare an operation: a method on a path (OpenAPI's term).

        Args:
            method: the HTTP method.
            rule: the path, as Flask takes it.
            body: the model of its JSON body; the view gets it as ``body``.
            query: the model of its parameters; the view gets it as ``query`` if it has any.
            guard: who may call, from :mod:`rawboard.auth`; those with credentials by default.
        """

        def decorate(view: View) -> View:
            wrapped = _checked(view, wants_query=query is not NoParameters)
            if body:
                wrapped = self.input(body, arg_name="body")(wrapped)
            wrapped = self.input(query, location="query", arg_name="query")(wrapped)
            return self.route(rule, methods=[method])(guard(wrapped))

        return decorate


def _checked(view: View, *, wants_query: bool) -> View:
    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Response:
        refuse_errors()
        if not wants_query:
            del kwargs["query"]
        return view(*args, **kwargs)

    return checked


def _digits(value: object) -> object:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    raise ValueError("must be a whole number")


def _no_nul(value: str) -> str:
    if "\0" in value:
        raise ValueError("must not hold the character U+0000")
    return value


NO_NUL = AfterValidator(_no_nul)


class PageQuery(Input):
    """The parameters of every list."""

    limit: Annotated[int, BeforeValidator(_digits), Field(ge=1, le=100)] = 20
    cursor: str | None = None

    def position(self, scope: str) -> Position:
        """Return where the page starts.

        Raises:
            Problem: 422, the cursor is damaged or another list's.
        """
        if self.cursor is None:
            return pages.START
        try:
            return pages.decode(self.cursor, scope)
        except pages.CursorError as error:
            errors = [{"parameter": "cursor", "detail": str(error)}]
            raise Problem(422, "Follow 'next' as it was given.", errors) from None


def now() -> datetime:
    """Return the current time as the database keeps it: naive UTC, microseconds."""
    return datetime.now(UTC).replace(tzinfo=None)


def shown(resource: object, status: int = 200) -> Response:
    """Return the answer that shows a resource as JSON."""
    body = orjson.dumps(resource, option=JSON_OPTIONS)
    return Response(body, status, mimetype="application/json")


def created(resource: Mapping[str, Any], path: str) -> Response:
    """Return 201 with the whole resource and its address in ``Location`` (RFC 9110, 15.3.2)."""
    answer = shown(resource, 201)
    answer.headers["Location"] = request.root_url.rstrip("/") + path
    return answer


def gone() -> Response:
    """Return 204: it is done, and there is nothing to show."""
    answer = Response(status=204)
    del answer.headers["Content-Type"]
    return answer


def listed(
    rows: Sequence[Item], query: PageQuery, scope: str, show: Callable[[Item], object] | None = None
) -> Response:
    """Return a page with the URL of the next one, in the body and in ``Link`` (RFC 8288).

    Args:
        rows: up to ``query.limit + 1`` rows.
        query: what the client asked for.
        scope: the list, for the cursor.
        show: turns a row into what the client sees; as it is if None.
    """
    page, cursor = pages.cut(rows, query.limit, scope)
    following = None
    if cursor:
        asked = {**request.args.to_dict(), "cursor": cursor}
        following = f"{request.base_url}?{urlencode(asked)}"
    answer = shown({"data": [show(row) for row in page] if show else page, "next": following})
    if following:
        answer.headers["Link"] = f'<{following}>; rel="next"'
    return answer
