"""A request's body (RFC 9110, section 6.4): its bytes without content coding, and their type."""

import functools
from collections.abc import Sequence

from flask import Response, g, request
from werkzeug.exceptions import ClientDisconnected
from werkzeug.http import parse_options_header

from rawboard.errors import Overloaded
from rawboard.http.compression import decoded
from rawboard.http.flask_app import app
from rawboard.http.problems import Problem, too_large

DRAINED = 65_536  # bytes of a body that are read although the response did not wait for it


def read(accepted: Sequence[str], limit: int, by_lines: Sequence[str] = ()) -> tuple[str, bytes]:
    """Return the request's media type, one of those accepted, and its body without content coding.

    Args:
        accepted: the media types.
        limit: the most bytes that the body may have, with and without its coding.
        by_lines: those of them that are well-formed wherever a line ends. Granian takes a chunked
            body that is cut off for a whole one, so these need a length or a coding.

    Raises:
        Overloaded: too many bodies are being read.
        Problem: 400, there is none or it is broken; 408, it does not come; 411, its end cannot be
            determined; 413, it is too long; 415, its media type or coding is not supported.
    """
    environ = request.environ
    media_type, charset = _media_type(environ.get("CONTENT_TYPE", ""))
    coding = environ.get("HTTP_CONTENT_ENCODING")
    is_plain = (coding or "identity").strip().lower() == "identity"
    if media_type in by_lines and request.content_length is None and is_plain:
        raise Problem(411, "Send this media type with Content-Length, or compressed.")
    raw = _received(limit)
    if not raw:
        raise Problem(400, "A body is required.")
    if media_type not in accepted or charset not in ("utf-8", "utf8"):
        name = "Accept-Patch" if request.method == "PATCH" else "Accept"  # RFC 5789, RFC 9110
        detail = f"The body must be sent as Content-Type: {' or '.join(accepted)}, in UTF-8."
        raise Problem(415, detail, headers={name: ", ".join(accepted)})
    return media_type, decoded(raw, coding, limit) if coding else raw


def _received(limit: int) -> bytes:
    """Read from WSGI's input; Werkzeug's own way takes 20 us more, and cuts chunked bodies off."""
    environ, length = request.environ, request.content_length
    if length is None and not environ.get("wsgi.input_terminated"):
        return b""  # without a length, and without an end that the server announces
    if length is not None and length > limit:
        raise too_large(limit)
    raw = app.body_reads.read(environ, limit + 1 if length is None else length)
    if len(raw) > limit:
        raise too_large(limit)
    g.body_was_read = True
    if length is not None and len(raw) < length:
        raise ClientDisconnected
    return raw


def drain(response: Response) -> None:
    """Read a body that the response does not wait for, or close the connection behind it.

    A client that waits to be invited to send it (RFC 9110, 10.1.1) is not.
    """
    environ, length = request.environ, request.content_length
    has_body = length or "HTTP_TRANSFER_ENCODING" in environ
    if not has_body or "body_was_read" in g:
        return
    is_coming = "HTTP_EXPECT" not in environ
    if not (is_coming and (length or 0) <= DRAINED and _is_drained(length)):
        response.headers["Connection"] = "close"
        if is_coming:
            app.body_reads.linger(environ)


def _is_drained(length: int | None) -> bool:
    try:
        return len(app.body_reads.read(request.environ, length or DRAINED + 1)) <= DRAINED
    except (Overloaded, Problem):
        return False


@functools.lru_cache(64)
def _media_type(content_type: str) -> tuple[str, str]:
    """Return the media type and the charset of a Content-Type, in lower case."""
    media_type, options = parse_options_header(content_type)
    return media_type.lower(), options.get("charset", "utf-8").lower()
