"""What is refused by the head of a request alone, before anything else is done for it."""

import functools

from flask import Flask, request

from rawboard.http.conditional import field_name
from rawboard.http.flask_app import app
from rawboard.http.problems import Problem

# Characters of a field that is parsed, or kept as the key of a cache: 100,000 of Accept-Encoding
# take 54 ms, and caches have hundreds of keys. (Credentials are decoded and compared: no more.)
LONGEST = 2048
LONGEST_QUERY = 4096
# What has to be whole cannot be ignored where it is long (RFC 9110, 5.4), and what is a preference
# should not be (Prefer: tx=rollback). The server limits the head as a whole.
PARSED = (
    "CONTENT_TYPE",
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_ACCESS_CONTROL_REQUEST_HEADERS",
    "HTTP_CONTENT_ENCODING",
    "HTTP_HOST",
    "HTTP_IDEMPOTENCY_KEY",
    "HTTP_IF_MATCH",
    "HTTP_IF_NONE_MATCH",
    "HTTP_ORIGIN",
    "HTTP_PREFER",
    "HTTP_X_FORWARDED_FOR",
)


def register(chosen: Flask) -> None:
    """Check the head of every request."""
    chosen.before_request(_check)


def _check() -> None:
    """Refuse what is too long to be parsed, and a transfer coding that is unknown.

    Raises:
        Problem: 414 (RFC 9110, 15.5.15); 431 (RFC 6585, section 5); 501 (RFC 9112, 6.1).
    """
    environ = request.environ
    if len(environ.get("QUERY_STRING", "")) > LONGEST_QUERY:
        raise Problem(414, f"The query string is over {LONGEST_QUERY} bytes.")
    for name in PARSED:
        if name in environ and len(environ[name]) > LONGEST:
            del environ[name]  # the response would depend on it
            raise Problem(431, f"{field_name(name)} is over {LONGEST} bytes.")
    if environ.get("HTTP_TRANSFER_ENCODING", "chunked").lower() != "chunked":
        raise Problem(501, "The only transfer coding that is supported is chunked.")
    if "HTTP_X_FORWARDED_FOR" in environ and not app.settings.rawboard_trusted_proxies:
        _warn_of_proxy()


@functools.cache
def _warn_of_proxy() -> None:
    """Warn once a process: behind a proxy, all clients would share the limits of its address."""
    app.logger.warning(
        "a request has X-Forwarded-For, which is ignored: if a proxy in front sends it, "
        "set RAWBOARD_TRUSTED_PROXIES, or all its clients count as one"
    )
