"""A circuit breaker for new connections: after a failed connect, the next ones fail at once."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import MySQLdb

from rawboard.db.errors import Unavailable

RETRY_AFTER = 1.0  # seconds for which a failed connect answers for the next ones


class CircuitBreaker:
    """Keeps threads from queueing up for the time-out of a server that cannot be reached."""

    def __init__(self) -> None:
        self._opened_at: float | None = None
        self._half_open = threading.Lock()

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Let a connect through; after a failed one, one thread a second.

        Raises:
            Unavailable: not now, or the connect fails, whatever the server says to it.
        """
        opened_at, is_probe = self._opened_at, False
        if opened_at is not None:
            if time.monotonic() - opened_at < RETRY_AFTER:
                raise Unavailable("the last connect failed less than a second ago")
            is_probe = self._half_open.acquire(blocking=False)
            if not is_probe:
                raise Unavailable("another thread is trying to connect again")
        try:
            yield
            self._opened_at = None
        except MySQLdb.Error as error:
            self._opened_at = time.monotonic()
            raise Unavailable(str(error)) from error
        finally:
            if is_probe:
                self._half_open.release()
