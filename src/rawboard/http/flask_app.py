"""Flask as Rawboard uses it: typed attributes, ids in paths, an OPTIONS that tells the truth."""

import functools
import re
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from flask import Flask, Request, Response, current_app, request
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.routing import IntegerConverter, MapAdapter

from rawboard.admission import AdmissionQueue
from rawboard.db.context import Context
from rawboard.db.keyset import ID_FORM
from rawboard.http.body_reads import BodyReads
from rawboard.http.responses import no_content
from rawboard.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

STREAMS = 8  # responses that may be streamed at once; each keeps a thread, and no lane
UNUSUAL_HOST = re.compile(r"[\w.~-]+(:[0-9]+)?", re.ASCII)  # as Docker has them: my_service:8000


class IdConverter(IntegerConverter):
    """An id in a path, without sign or leading zeros; anything else matches no route: 404."""

    regex = ID_FORM


class Rawboard(Flask):
    """The application, with the state that its packages share.

    Attributes:
        operations: by rule and method, each a :class:`rawboard.api.operations.Operation`.
        authenticator: a :class:`rawboard.auth.authenticator.Authenticator`.
        registrations: a :class:`rawboard.auth.registrations.Registrations`.
        body_reads: the bodies that are being read in this process.
        streams: the places of streaming responses in this process.
        streaming: the ids of the users who are sent one.
        public_url: scheme, host and prefix of every URL in responses; the request's if None.
        readiness: the migrations that the database lacked when it was last looked at.
        readiness_expires: when it is looked at again, as time.monotonic has it.
        openapi_document: the description as JSON, once it was asked for.
        closes_connections: whether each connection ends with its next response (this process ends).
        is_stopping: whether the whole server is about to end, so that /readyz is 503.
    """

    app_ctx_globals_class = Context
    authenticator: Any  # its class, as that of the next, is in a package that imports this one
    registrations: Any
    readiness: Future[list[str]]
    readiness_expires: float = 0.0
    openapi_document: bytes | None = None
    closes_connections = False
    is_stopping = False

    def __init__(self, settings: Settings):
        super().__init__("rawboard", static_folder=None)
        self.settings = settings
        self.operations: dict[tuple[str, str], Any] = {}
        self.body_reads = BodyReads(settings.rawboard_body_timeout)
        self.streams = AdmissionQueue(STREAMS, refusal="Too many lists are being streamed.")
        self.streaming: dict[int, object] = {}
        address = urlsplit(settings.rawboard_public_url)
        self.public_url = (address.scheme, address.netloc, address.path) if address.netloc else None
        self.url_map.converters["id"] = IdConverter
        self.url_map.merge_slashes = False  # '//boards' is not '/boards': no redirects
        # Whether a function is a coroutine is decided once, not in each request.
        self.ensure_sync = functools.cache(super().ensure_sync)  # type: ignore[method-assign]

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Return the URL adapter; Flask's own also handles subdomains, for 15 us a request.

        Raises:
            NotFound: the path begins with two slashes.
            BadRequest: the Host header is malformed, or missing where HTTP/1.1 demands it.
        """
        if request is None:
            return super().create_url_adapter(request)
        if request.environ["PATH_INFO"].startswith("//"):  # Werkzeug would strip all but one
            raise NotFound
        if not request.host:  # what Werkzeug makes of a Host that it does not know as one
            request.host = _unusual_host(request.environ)
        if self.public_url:
            request.scheme, request.host, request.root_path = self.public_url
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


def _unusual_host(environ: "WSGIEnvironment") -> str:
    """Check a Host (RFC 9112, 3.2); Granian makes "" of one outside of ASCII, and of none."""
    sent: str = environ.get("HTTP_HOST", "")
    if not sent and environ["SERVER_PROTOCOL"] in ("HTTP/1", "HTTP/1.0"):  # it knows no Host
        return sent
    if not UNUSUAL_HOST.fullmatch(sent):
        raise BadRequest("The Host header is missing, or is not a host.")
    return sent
