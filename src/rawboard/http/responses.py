"""The responses of views: a resource as JSON, a created one, or no content."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import orjson
from flask import Response, request

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# Times are RFC 3339 in UTC with a Z; the database's are naive UTC.
JSON_OPTIONS = orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE
JSON_TYPE = "application/json; charset=utf-8"


class WholeResponse(Response):
    """A response whose body is complete: one piece for the server, with the headers as they stand.

    Werkzeug copies the headers, looks for IRIs in them, and wraps the body into an iterator.
    """

    def get_wsgi_response(
        self, environ: "WSGIEnvironment"
    ) -> tuple[Iterable[bytes], str, list[tuple[str, str]]]:
        """Return body, status and headers, as a WSGI server takes them."""
        body: list[bytes] = [] if environ["REQUEST_METHOD"] == "HEAD" else [self.get_data()]
        return body, self.status, self.headers.to_wsgi_list()


def json_response(resource: object, status: int = 200, version: int | None = None) -> Response:
    """Return the response that shows a resource as JSON, with an ``ETag`` if it has a version.

    The tag (RFC 9110, 8.8.3) begins with the version, and tells different representations of one
    version apart: a board shows its author's name, which changes by itself.
    """
    body = orjson.dumps(resource, option=JSON_OPTIONS)
    response = WholeResponse(body, status, content_type=JSON_TYPE)
    if version is not None:
        response.headers["ETag"] = f'"{version}-{digest(body)}"'
    return response


def created(resource: Mapping[str, Any], path: str, version: int | None = None) -> Response:
    """Return 201 with the whole resource and its address in ``Location`` (RFC 9110, 15.3.2)."""
    response = json_response(resource, 201, version)
    response.headers["Location"] = address(path)
    return response


def address(path: str) -> str:
    """Return the URL of a path of this application, as the client, or its proxy, knows it.

    The path is in ASCII, with its slash; Werkzeug's own URLs look for more, at 30 us each.
    """
    return f"{request.scheme}://{request.host}{request.root_path}{path}"


def no_content() -> Response:
    """Return 204."""
    response = WholeResponse(status=204)
    del response.headers["Content-Type"]
    return response


def digest(body: bytes) -> str:
    """Return what tells a representation from others: 96 bits of BLAKE2b (RFC 7693), in hex."""
    return hashlib.blake2b(body, digest_size=12).hexdigest()
