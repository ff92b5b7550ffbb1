"""A circuit breaker for new connections: after a failed connect, the next ones fail at once."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rawboard.db.errors import Unavailable

RETRY_AFTER = 1.0  # seconds for which a failed connect answers for the next ones


class CircuitBreaker:
    """Keeps threads from queueing up for the time-out of a server that cannot be reached."""

    def __init__(self) -> None:
        self.opened_at: float | None = None
        self._half_open = threading.Lock()

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Let a connect through; after a failed one, one thread a second.

        Raises:
            Unavailable: not now.
        """
        opened_at = self.opened_at
        if opened_at is None:
            yield
            return
        if time.monotonic() - opened_at < RETRY_AFTER:
            raise Unavailable("the last connect failed less than a second ago")
        if not self._half_open.acquire(blocking=False):
            raise Unavailable("another thread is trying to connect again")
        try:
            yield
        finally:
            self._half_open.release()
