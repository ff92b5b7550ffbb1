"""``/openapi.json`` and ``/docs``: the API's description, for programs and for people."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson
from flask import Response, request, send_from_directory
from werkzeug.exceptions import NotFound

from rawboard.api.operations import Resource
from rawboard.auth.guards import anyone
from rawboard.http.flask_app import app
from rawboard.http.responses import JSON_TYPE, WholeResponse, digest

blueprint = Resource("documentation", __name__)

# Swagger UI's own files, and two of ours; nothing else of its package is served.
SWAGGER_UI = Path(str(files("flask_swagger_ui"))) / "dist"
OURS = Path(__file__).parent / "page"
ASSETS = {
    "swagger-ui.css": (SWAGGER_UI, "text/css"),
    "swagger-ui-bundle.js": (SWAGGER_UI, "text/javascript"),
    "favicon-32x32.png": (SWAGGER_UI, "image/png"),
    "start.js": (OURS, "text/javascript"),
}

SERVER = b'"servers":[{"url":%b}]'
# Swagger UI sets inline styles; scripts and everything else come from this server only.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@blueprint.operation("GET", "/openapi.json", guard=anyone, cacheable=True)
def get_openapi() -> Response:
    """This description, in OpenAPI 3.1."""
    made = app.openapi_document
    if made is None:  # imported and made on the first request: most processes get none
        from rawboard.api.openapi.document import describe

        made = orjson.dumps(describe(app), option=orjson.OPT_APPEND_NEWLINE)
        app.openapi_document = made
    # Behind a proxy that adds a prefix to our paths, the server's URL has it too.
    here = orjson.dumps(f"{request.script_root}/")
    made = made.replace(SERVER % b'"/"', SERVER % here, 1)
    return _tagged(WholeResponse(made, content_type=JSON_TYPE), digest(made))


@blueprint.operation("GET", "/docs", guard=anyone, cacheable=True, offers=("text/html",))
def get_page() -> Response:
    """A page to read this description and to try the API."""
    page = (OURS / "index.html").read_bytes()
    response = WholeResponse(page, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    return _tagged(response, digest(page))


@blueprint.get("/docs/<name>")
def get_asset(name: str) -> Response:
    """A file of that page, in pieces: the largest has 1.7 MB."""
    if name not in ASSETS:
        raise NotFound
    directory, media_type = ASSETS[name]
    # conditional: If-None-Match is evaluated later, because a tag may name the content coding.
    options: dict[str, Any] = {"mimetype": media_type, "max_age": 3600, "conditional": False}
    response = send_from_directory(directory, name, **options)
    response.direct_passthrough = False  # it may be compressed
    return response


def _tagged(response: Response, tag: str) -> Response:
    response.headers["ETag"] = f'"{tag}"'
    return response
