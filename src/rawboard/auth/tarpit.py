"""Tarpit: delays and serialises the failed logins of one client.

Without it, four connections that try at full speed keep the processors so busy that the slowest
requests of other clients take several times as long, however cheap each refusal is.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

PAUSE = 0.5  # seconds


class Tarpit:
    """The delays of a process with so many threads, one of which is always left to other clients.

    With a single thread there is no delay, because it would delay every client.
    """

    def __init__(self, threads: int):
        self._spare = threading.BoundedSemaphore(max(1, threads - 1))
        self._seconds = PAUSE if threads > 1 else 0
        self._trying: set[str] = set()
        self._lock = threading.Lock()

    def pause(self) -> None:
        """Wait, if a thread can be spared for it."""
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
        """Hold a thread that other clients do not need, after a pause, if there is one."""
        spared = self._spare.acquire(blocking=False)
        try:
            if spared:
                time.sleep(self._seconds)
            yield spared
        finally:
            if spared:
                self._spare.release()
