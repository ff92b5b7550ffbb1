"""``/openapi.json`` and ``/docs``: the API's description, for programs and for people."""

import functools
from importlib.resources import files
from pathlib import Path

import orjson
from flask import Response, request
from werkzeug.exceptions import NotFound

from rawboard.api.operations import Resource
from rawboard.auth.guards import anyone
from rawboard.http.compression import Static, StaticResponse
from rawboard.http.flask_app import app
from rawboard.http.responses import JSON_TYPE, WholeResponse, digest

blueprint = Resource("documentation", __name__)

# Swagger UI's own files, and two of ours; nothing else of its package is served.
SWAGGER_UI = Path(str(files("flask_swagger_ui"))) / "dist"
OURS = Path(__file__).parent / "page"
ASSETS = {
    "swagger-ui.css": (SWAGGER_UI, "text/css; charset=utf-8"),
    "swagger-ui-bundle.js": (SWAGGER_UI, "text/javascript; charset=utf-8"),
    "favicon-32x32.png": (SWAGGER_UI, "image/png"),
    "start.js": (OURS, "text/javascript; charset=utf-8"),
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
    here = orjson.dumps(f"{app.settings.rawboard_public_url or request.script_root}/")
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
    """A file of that page, whole: a client that stops reading keeps no thread."""
    if name not in ASSETS:
        raise NotFound
    response = StaticResponse(_asset(name))
    response.headers["Cache-Control"] = "public, max-age=3600"
    return _tagged(response, response.static.tag)


@functools.cache
def _asset(name: str) -> Static:
    directory, content_type = ASSETS[name]
    return Static((directory / name).read_bytes(), content_type)


def _tagged(response: Response, tag: str) -> Response:
    response.headers["ETag"] = f'"{tag}"'
    return response
