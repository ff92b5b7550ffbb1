"""Decides whether a new connection to the database is worth trying now."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rawboard.db.errors import Unavailable

RETRY_CONNECT_AFTER = 1.0  # seconds in which a failed connect answers for the next ones


class Gate:
    """Keeps threads from queueing up for the time-out of a server that cannot be reached."""

    def __init__(self) -> None:
        self.refused_at: float | None = None
        self._one_tries = threading.Lock()

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Let a connect through, unless one failed a moment ago or is being tried after one did.

        Raises:
            Unavailable: not now.
        """
        refused_at = self.refused_at
        if refused_at is None:
            yield
            return
        if time.monotonic() - refused_at < RETRY_CONNECT_AFTER:
            raise Unavailable("the last connect failed less than a second ago")
        if not self._one_tries.acquire(blocking=False):
            raise Unavailable("another thread is trying to connect again")
        try:
            yield
        finally:
            self._one_tries.release()
