"""What every response has in common: content coding, 304, and headers that are safe."""

from flask import Flask, Response, request

from rawboard.http import compression, conditional, request_body
from rawboard.http.flask_app import app as this_app

VARY = "Authorization, Accept, Accept-Encoding, Prefer"
EXPOSED = (
    "Content-Disposition, ETag, Idempotent-Replayed, Link, Location, Preference-Applied, "
    "RateLimit, RateLimit-Policy, Retry-After, X-CSV-Formulas, X-Request-Id, X-Total-Count"
)


def register(app: Flask, origins: str) -> None:
    """Finish every response; scripts of the origins, which commas separate, may call (CORS)."""
    if origins:
        from flask_cors import CORS  # imported where it is used: most installations never need it

        allowed = [origin.strip() for origin in origins.split(",")]
        CORS(app, origins=allowed, expose_headers=EXPOSED, max_age=600, send_wildcard=True)
    app.after_request(_finish)


def _finish(response: Response) -> Response:
    environ, headers = request.environ, response.headers
    if "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ:
        request_body.drain(response)
    accepted = environ.get("HTTP_ACCEPT_ENCODING")
    coding = None
    if accepted:
        coding = compression.choose(accepted, response.mimetype, response.content_length)
    if coding and "ETag" in headers:
        headers["ETag"] = conditional.with_coding(headers["ETag"], coding)
    if "HTTP_IF_NONE_MATCH" in environ and conditional.is_unchanged(response, environ):
        response.close()  # a file that is not read
        response.set_data(b"")
        response.status_code = 304
        for name in ("Content-Type", "Content-Length", "Content-Disposition"):
            headers.pop(name, None)
    elif coding:
        compression.encode(response, coding)
    if "Cache-Control" not in headers:
        headers.add("Cache-Control", "no-store")
    headers.add("X-Content-Type-Options", "nosniff")
    headers.add("Vary", VARY)
    if this_app.closes_connections:
        headers["Connection"] = "close"  # RFC 9112, section 9.6
    return response
