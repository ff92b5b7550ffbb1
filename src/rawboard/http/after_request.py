"""What every answer has in common: its coding, 304 for what is known already, safe headers."""

from flask import Flask, Response, current_app, request

from rawboard.http import compression, conditional, entity_tags
from rawboard.http.headers import sent
from rawboard.http.responses import gone

VARY = "Authorization, Accept, Accept-Encoding, Prefer"


def register(app: Flask, origins: str) -> None:
    """Finish every answer of the application.

    Args:
        app: the application.
        origins: the origins whose scripts may call, with commas between them; empty: none.
    """
    if origins:
        _allow_origins(app, origins)
    app.after_request(_finish)


def options(app: Flask) -> Response:
    """Answer OPTIONS truthfully: the methods, and the media types that they take (RFC 9110, 9.3.7).

    Returns:
        204 with ``Allow``, and ``Accept-Post`` (W3C LDP) or ``Accept-Patch`` (RFC 5789).
    """
    answer = gone()
    answer.headers["Allow"] = ", ".join(sorted(_allowed()))
    rule = request.url_rule
    for (path, method), operation in app.extensions["rawboard_operations"].items():
        if rule and path == rule.rule and method in ("POST", "PATCH") and operation.accepts:
            answer.headers[f"Accept-{method.title()}"] = ", ".join(operation.accepts)
    return answer


def _allowed() -> set[str]:
    adapter = current_app.create_url_adapter(request)
    return set(adapter.allowed_methods()) if adapter else set()


def _finish(answer: Response) -> Response:
    environ, headers = request.environ, answer.headers
    accepted = sent(environ, "Accept-Encoding")
    coding = None
    if accepted:
        coding = compression.choose(accepted, answer.mimetype, answer.content_length)
    if coding and "ETag" in headers:  # each coding has a tag of its own (RFC 9110, 8.8.3.3)
        headers["ETag"] = entity_tags.coded(headers["ETag"], coding)
    if conditional.is_unchanged(answer, environ):
        answer.set_data(b"")
        answer.status_code = 304
        for name in ("Content-Type", "Content-Length", "Content-Disposition"):
            headers.pop(name, None)
    elif coding:
        compression.encode(answer, coding)
    if "Cache-Control" not in headers:
        headers.add("Cache-Control", "no-store")
    headers.add("X-Content-Type-Options", "nosniff")
    headers.add("Vary", VARY)
    return answer


def _allow_origins(app: Flask, origins: str) -> None:
    from flask_cors import CORS  # imported where it is used: most installations never need it

    CORS(
        app,
        origins=[origin.strip() for origin in origins.split(",")],
        expose_headers=EXPOSED,
        max_age=600,
        send_wildcard=True,
    )


EXPOSED = [
    "Content-Disposition",
    "ETag",
    "Idempotent-Replayed",
    "Link",
    "Location",
    "Preference-Applied",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-CSV-Formulas",
    "X-Request-Id",
    "X-Total-Count",
]
