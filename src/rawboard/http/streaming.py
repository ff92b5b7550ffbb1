"""Answers that are made while they are sent: a few at a time, and never a part for the whole."""

import threading
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING
from weakref import WeakSet

from flask import Response, current_app, stream_with_context
from werkzeug.wsgi import ClosingIterator

from rawboard.db.errors import DatabaseFault
from rawboard.http.connection_reset import or_break
from rawboard.http.problems import Problem

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

RETRY_AFTER = "10"  # seconds; a stream takes that long for some hundred thousand rows


class Stream(Response):
    """An answer with a body of unknown length, whose connection breaks where making it fails."""

    def get_app_iter(self, environ: "WSGIEnvironment") -> Iterable[bytes]:
        """Return what the server iterates over; it is the outermost, outside of any coding."""
        body = super().get_app_iter(environ)
        close = body.close  # type: ignore[attr-defined]  # Werkzeug's ClosingIterator has it
        return ClosingIterator(or_break(body), [close])


class Streams:
    """The streams that are under way in this process.

    Each keeps a thread of the server until its client has read all of it, so there may be only
    half as many, and the other threads go on answering.

    Args:
        threads: that the server has.
    """

    def __init__(self, threads: int):
        self._most = max(1, threads // 2)
        self._lock = threading.Lock()
        self._places: WeakSet[_Place] = WeakSet()  # an answer that nobody closes gives its own back

    def admit(self, answer: Response) -> None:
        """Count an answer until it is closed.

        Raises:
            Problem: 503, there are as many as may be.
        """
        place = _Place()
        with self._lock:
            if len(self._places) >= self._most:
                detail = "Others are being sent whole lists. Try again, or ask for pages by limit."
                raise Problem(503, detail, headers={"Retry-After": RETRY_AFTER})
            self._places.add(place)
        answer.call_on_close(lambda: self._leave(place))

    def _leave(self, place: "_Place") -> None:
        with self._lock:
            self._places.discard(place)


class _Place:
    """What an answer holds while it counts."""


def streamed(chunks: Iterator[bytes], content_type: str) -> Response:
    """Return an answer that sends chunks as they are made, in this thread.

    Args:
        chunks: the body. The first one is made before the answer begins, so that a database that
            is away is still a 503; what fails later breaks the connection.
        content_type: the body's.

    Raises:
        Problem: 503, half of this process's threads send such answers already.
    """
    answer = Stream(content_type=content_type)
    streams: Streams = current_app.extensions.setdefault(
        "rawboard_streams", Streams(current_app.extensions["rawboard_settings"].rawboard_threads)
    )
    streams.admit(answer)
    try:
        first = next(chunks)
    except BaseException:
        answer.close()
        raise
    answer.response = stream_with_context(_told(chain([first], chunks)))
    return answer


def _told(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield chunks, and tell the log where they break off."""
    sent = 0
    try:
        for chunk in chunks:
            yield chunk
            sent += len(chunk)
    except GeneratorExit:
        current_app.logger.info("a stream was left by its client after %d bytes", sent)
        raise
    except DatabaseFault as fault:
        current_app.logger.error("a stream broke off after %d bytes: %s", sent, fault)
        raise
    except Exception:
        current_app.logger.exception("a stream broke off after %d bytes", sent)
        raise
