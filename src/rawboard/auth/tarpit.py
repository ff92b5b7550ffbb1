"""Tarpit: delays and serialises the failed logins of one client.

Four connections that try at full speed would otherwise keep the processors so busy that other
people's slowest requests take several times as long, however cheap each refusal is.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

PAUSE = 0.5  # seconds


class Tarpit:
    """The delays of one process.

    Args:
        threads: of this process; one of them is always left to the others. With a single thread
            nobody waits, because everybody would.
    """

    def __init__(self, threads: int):
        self._spare = threading.BoundedSemaphore(max(1, threads - 1))
        self._seconds = PAUSE if threads > 1 else 0
        self._trying: set[str] = set()
        self._lock = threading.Lock()

    def pause(self) -> None:
        """Wait a moment where a thread can be spared for it."""
        with self._spared():
            pass

    @contextmanager
    def alone(self, address: str) -> Iterator[bool]:
        """Let an address try one login at a time, after a pause.

        Yields:
            Whether this is the one; if not, it is to be refused.
        """
        with self._lock:
            first = address not in self._trying
            self._trying.add(address)
        try:
            with self._spared() as spared:
                yield spared and first
        finally:
            if first:
                self._trying.discard(address)

    @contextmanager
    def _spared(self) -> Iterator[bool]:
        """Hold a thread that the others do not need, after a pause, if there is one."""
        spared = self._spare.acquire(blocking=False)
        try:
            if spared:
                time.sleep(self._seconds)
            yield spared
        finally:
            if spared:
                self._spare.release()
