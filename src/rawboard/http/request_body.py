"""A request's body (RFC 9110, section 6.4): its bytes without content coding, and their type."""

import functools
from collections.abc import Sequence

from flask import request
from werkzeug.exceptions import ClientDisconnected
from werkzeug.http import parse_options_header

from rawboard.http.compression import decoded
from rawboard.http.problems import Problem, too_large


def read(accepted: Sequence[str], limit: int) -> tuple[str, bytes]:
    """Return the request's media type, one of those accepted, and its body without content coding.

    The limit, in bytes, holds for the body with and without its coding.

    Raises:
        Problem: 400, there is none or it is broken; 413, it is too long; 415, its media type or
            content coding is not supported.
    """
    raw = _received(limit)
    if not raw:
        raise Problem(400, "A body is required.")
    environ = request.environ
    media_type, charset = _media_type(environ.get("CONTENT_TYPE", ""))
    if media_type not in accepted or charset not in ("utf-8", "utf8"):
        name = "Accept-Patch" if request.method == "PATCH" else "Accept"  # RFC 5789, RFC 9110
        detail = f"The body must be sent as Content-Type: {' or '.join(accepted)}, in UTF-8."
        raise Problem(415, detail, headers={name: ", ".join(accepted)})
    coding = environ.get("HTTP_CONTENT_ENCODING")
    return media_type, decoded(raw, coding, limit) if coding else raw


def _received(limit: int) -> bytes:
    """Read from WSGI's input; Werkzeug's own way takes 20 us more, and cuts chunked bodies off."""
    environ, length = request.environ, request.content_length
    if length is None and not environ.get("wsgi.input_terminated"):
        return b""  # without a length, and without an end that the server announces
    if length is not None and length > limit:
        raise too_large(limit)
    raw: bytes = environ["wsgi.input"].read(limit + 1 if length is None else length)
    if len(raw) > limit:
        raise too_large(limit)
    if length is not None and len(raw) < length:
        raise ClientDisconnected
    return raw


@functools.lru_cache(256)
def _media_type(content_type: str) -> tuple[str, str]:
    """Return the media type and the charset of a Content-Type, in lower case."""
    media_type, options = parse_options_header(content_type)
    return media_type.lower(), options.get("charset", "utf-8").lower()
