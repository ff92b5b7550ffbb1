"""Streaming responses: bounded in number; a failure aborts the connection."""

import threading
from collections.abc import Generator, Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from flask import Response, stream_with_context
from werkzeug.wsgi import ClosingIterator

from rawboard.db.errors import DatabaseFault
from rawboard.http.connection_reset import reset_on_error
from rawboard.http.flask_app import app
from rawboard.http.problems import Problem

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

RETRY_AFTER = "10"  # seconds; a stream takes that long for some hundred thousand rows
_ADMISSION = threading.Lock()


class Stream(Response):
    """A response with a body of unknown length; if making it fails, its connection is reset."""

    def get_app_iter(self, environ: "WSGIEnvironment") -> Iterable[bytes]:
        """Return what the server iterates over; it is the outermost, outside of any coding."""
        body = super().get_app_iter(environ)
        close = body.close  # type: ignore[attr-defined]  # Werkzeug's ClosingIterator has it
        return ClosingIterator(reset_on_error(body), [close])


def streamed(chunks: Generator[bytes], content_type: str, user_id: int) -> Response:
    """Return a response that sends chunks as they are made, in this thread.

    The first one is made before the response begins, so that an unavailable database is still a
    503; a later failure resets the connection.

    Raises:
        Problem: 429, this process sends the user another stream; 503, half of its threads send
            streams already.
    """
    # Each keeps a thread until its client has read it all. They are counted until they are closed,
    # and by weak references: a response that is never closed does not count for ever.
    response, streams = Stream(content_type=content_type), app.streams
    with _ADMISSION:
        if user_id in streams:  # some who do not read theirs would leave none to others
            detail = "A list is being streamed to you: read it first, or ask for pages by limit."
            raise Problem(429, detail, headers={"Retry-After": RETRY_AFTER})
        if len(streams) >= max(1, app.settings.rawboard_threads // 2):
            detail = "Too many lists are being streamed. Try again, or ask for pages by limit."
            raise Problem(503, detail, headers={"Retry-After": RETRY_AFTER})
        streams[user_id] = chunks
    response.call_on_close(lambda: streams.get(user_id) is chunks and streams.pop(user_id))
    try:
        first = next(chunks)
    except BaseException:
        response.close()
        raise
    response.response = stream_with_context(_logged(chain([first], chunks)))
    return response


def _logged(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield chunks, and log where they break off."""
    sent = 0
    try:
        for chunk in chunks:
            yield chunk
            sent += len(chunk)
    except GeneratorExit:
        app.logger.info("a stream was left by its client after %d bytes", sent)
        raise
    except DatabaseFault as fault:
        app.logger.error("a stream broke off after %d bytes: %s", sent, fault)
        raise
    except Exception:
        app.logger.exception("a stream broke off after %d bytes", sent)
        raise
