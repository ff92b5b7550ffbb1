"""Flask as Rawboard uses it: typed attributes, ids in paths, an OPTIONS that tells the truth."""

import functools
import re
from typing import Any, cast
from weakref import WeakSet

from flask import Flask, Request, Response, current_app, request
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.routing import IntegerConverter, MapAdapter

from rawboard.db.context import Context
from rawboard.db.keyset import ID_FORM
from rawboard.http.responses import no_content
from rawboard.settings import Settings

UNUSUAL_HOST = re.compile(r"[\w.~-]+(:[0-9]+)?", re.ASCII)  # as Docker has them: my_service:8000


class IdConverter(IntegerConverter):
    """An id in a path, without sign or leading zeros; anything else matches no route: 404."""

    regex = ID_FORM


class Rawboard(Flask):
    """The application, with the state that its packages share.

    Attributes:
        operations: by rule and method, each a :class:`rawboard.api.operations.Operation`.
        authenticator: a :class:`rawboard.auth.authenticator.Authenticator`.
        streams: the streaming responses under way in this process.
        openapi_document: the description as JSON, once it was asked for.
        closes_connections: whether each connection ends with its next response (this process ends).
        is_stopping: whether the whole server is about to end, so that /readyz is 503.
    """

    app_ctx_globals_class = Context
    authenticator: Any  # its class, and that of operations, are in packages that import this one
    openapi_document: bytes | None = None
    closes_connections = False
    is_stopping = False

    def __init__(self, settings: Settings):
        super().__init__("rawboard", static_folder=None)
        self.settings = settings
        self.operations: dict[tuple[str, str], Any] = {}
        self.streams: WeakSet[object] = WeakSet()
        self.url_map.converters["id"] = IdConverter
        self.url_map.merge_slashes = False  # '//boards' is not '/boards': no redirects
        # Whether a function is a coroutine is decided once, not in each request.
        self.ensure_sync = functools.cache(super().ensure_sync)  # type: ignore[method-assign]

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Return the URL adapter; Flask's own also handles subdomains, for 15 us a request.

        Raises:
            NotFound: the path begins with two slashes.
            BadRequest: the Host header is malformed.
        """
        if request is None:
            return super().create_url_adapter(request)
        if request.environ["PATH_INFO"].startswith("//"):  # Werkzeug would strip all but one
            raise NotFound
        if not request.host:  # what Werkzeug makes of a Host that it does not know as one
            request.host = _unusual_host(request.environ.get("HTTP_HOST", ""))
        host, root, scheme = request.host, request.root_path, request.scheme
        return MapAdapter(self.url_map, host, f"{root}/", "", scheme, request.path, request.method)

    def make_default_options_response(self) -> Response:
        """Answer OPTIONS (RFC 9110, 9.3.7) with ``Allow``, and the media types of bodies.

        They are in ``Accept-Post`` (W3C LDP) and ``Accept-Patch`` (RFC 5789).
        """
        response = no_content()
        adapter = self.create_url_adapter(request)
        allowed = set(adapter.allowed_methods()) if adapter else set()
        response.headers["Allow"] = ", ".join(sorted(allowed))
        rule = request.url_rule.rule if request.url_rule else ""
        for method in ("PATCH", "POST"):
            declared = self.operations.get((rule, method))
            if declared and declared.accepts:
                response.headers[f"Accept-{method.title()}"] = ", ".join(declared.accepts)
        return response


# The application that handles this request or runs this command.
app = cast(Rawboard, current_app)


def _unusual_host(sent: str) -> str:
    """Check a Host; Granian makes "" of one outside of ASCII, and of none, which HTTP/1.0 may."""
    if sent and not UNUSUAL_HOST.fullmatch(sent):
        raise BadRequest("The Host header is not a host.")  # RFC 9112, section 3.2
    return sent
