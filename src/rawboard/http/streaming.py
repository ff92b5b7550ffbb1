"""Streaming responses: bounded in number; a failure aborts the connection."""

import weakref
from collections.abc import Generator, Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from flask import Response, stream_with_context
from werkzeug.wsgi import ClosingIterator

from rawboard.admission import AdmissionQueue
from rawboard.db.errors import DatabaseFault
from rawboard.errors import Overloaded
from rawboard.http.connection_reset import reset_on_error
from rawboard.http.flask_app import app
from rawboard.http.problems import Problem

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

RETRY_AFTER = "10"  # seconds; a stream takes that long for some hundred thousand rows


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
        Overloaded: this process sends as many streams as it may.
        Problem: 429, it sends the user another stream.
    """
    response, streams, streaming = Stream(content_type=content_type), app.streams, app.streaming
    _begin(user_id)
    # The place is kept until the client has read it all; a response that is never closed gives it
    # back when its generator is collected.
    response.call_on_close(weakref.finalize(chunks, _end, streams, streaming, user_id))
    try:
        first = next(chunks)
    except BaseException:
        response.close()
        raise
    response.response = stream_with_context(_logged(chain([first], chunks)))
    return response


def _begin(user_id: int) -> None:
    mine = object()
    # One a user: a few who do not read theirs would leave no place to others.
    if app.streaming.setdefault(user_id, mine) is not mine:
        detail = "A list is being streamed to you: read it first, or ask for pages by limit."
        raise Problem(429, detail, headers={"Retry-After": RETRY_AFTER})
    try:
        app.streams.enter()
    except Overloaded:
        del app.streaming[user_id]
        raise


def _end(streams: AdmissionQueue, streaming: dict[int, object], user_id: int) -> None:
    streams.leave()
    del streaming[user_id]


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
