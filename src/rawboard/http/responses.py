"""The answers that views give: a resource as JSON, a new one, or nothing."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import orjson
from flask import Response, request

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# Times are RFC 3339 in UTC with a Z; the database's are naive UTC.
JSON_OPTIONS = orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE
JSON_TYPE = "application/json; charset=utf-8"


class Answer(Response):
    """An answer that is whole: it goes to the server in one piece, with the headers as they stand.

    Werkzeug copies them, looks for IRIs in them, and wraps the body into an iterator, which the
    server then has to send piece by piece.
    """

    def get_wsgi_response(
        self, environ: "WSGIEnvironment"
    ) -> tuple[Iterable[bytes], str, list[tuple[str, str]]]:
        """Return body, status and headers, as a WSGI server takes them."""
        body: list[bytes] = [] if environ["REQUEST_METHOD"] == "HEAD" else [self.get_data()]
        return body, self.status, self.headers.to_wsgi_list()


def shown(resource: object, status: int = 200, tag: str | None = None) -> Response:
    """Return the answer that shows a resource as JSON.

    Args:
        resource: anything that orjson can write.
        status: the HTTP status.
        tag: the entity tag without quotes, for ``ETag`` (RFC 9110, 8.8.3).
    """
    answer = Answer(orjson.dumps(resource, option=JSON_OPTIONS), status, content_type=JSON_TYPE)
    if tag is not None:
        answer.headers["ETag"] = f'"{tag}"'
    return answer


def created(resource: Mapping[str, Any], path: str, tag: str | None = None) -> Response:
    """Return 201 with the whole resource and its address in ``Location`` (RFC 9110, 15.3.2)."""
    answer = shown(resource, 201, tag)
    answer.headers["Location"] = address(path)
    return answer


def address(path: str) -> str:
    """Return the URL of a path of this application, as the client, or its proxy, knows it.

    Args:
        path: in ASCII, with its slash; Werkzeug's own URLs look for more, at 30 us each.
    """
    return f"{request.scheme}://{request.host}{request.root_path}{path}"


def gone() -> Response:
    """Return 204: it is done, and there is nothing to show."""
    answer = Answer(status=204)
    del answer.headers["Content-Type"]
    return answer
