"""Tarpit: delays and serialises the failed logins of one client.

Without it, four connections that try at full speed keep the processors so busy that the slowest
requests of other clients take several times as long, however cheap each refusal is.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rawboard.admission import AdmissionQueue
from rawboard.errors import Overloaded

AT_ONCE = 4  # threads of a process that pause; of more clients, the next are refused without


class Tarpit:
    """The delays of a process, of so many seconds, which keep a few of its threads at the most."""

    def __init__(self, seconds: float):
        self._seconds = seconds
        self._pausing = AdmissionQueue(AT_ONCE)
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
            Whether this is the one; if not, or if no thread can be spared, it is to be refused.
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
        """Hold one of the threads that may pause, after a pause, if there is one."""
        try:
            self._pausing.enter()
        except Overloaded:
            yield False
            return
        try:
            time.sleep(self._seconds)
            yield True
        finally:
            self._pausing.leave()
