"""Admission control: how many are inside, how many wait and for how long; the rest is refused."""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from rawboard.errors import Overloaded


class _Waiter:
    """A waiting thread: releasing ``called`` wakes it, with a place or refused."""

    __slots__ = ("called", "has_place", "since")

    def __init__(self) -> None:
        self.called = threading.Lock()
        self.called.acquire()
        self.has_place = False
        self.since = time.monotonic()


class AdmissionQueue:
    """Places, and a bounded number of threads that wait for one.

    The oldest goes first, until it has waited for half of its time. From then on the newest does,
    because more come than can be served, and its client is the most likely to be there still
    (adaptive LIFO: B. Maurer, "Fail at Scale", ACM Queue 13(8), 2015; by time, for a burst that is
    served soon is no overload). One more than may wait turns the oldest away at once.

    Args:
        places: how many may be inside.
        waiting: how many may wait.
        patience: seconds that one waits at the most.
        refusal: the detail of the response to a refused request.
    """

    def __init__(
        self,
        places: int,
        waiting: int = 0,
        patience: float = 0.0,
        refusal: str = "Too many requests are under way.",
    ):
        self.places, self.patience, self._refusal = places, patience, refusal
        self._most_waiting = waiting
        self._inside = 0
        self._waiting: deque[_Waiter] = deque()
        self._lock = threading.Lock()

    def enter(self) -> None:
        """Take a place, or wait for one.

        Raises:
            Overloaded: too many wait, or none was free in time.
        """
        with self._lock:
            if self._inside < self.places and not self._waiting:
                self._inside += 1
                return
            waiter = self._queue()
        waiter.called.acquire(timeout=self.patience)
        if waiter.has_place:
            return
        with self._lock:
            if waiter.has_place:  # it was called between the time-out and here
                return
            if waiter in self._waiting:
                self._waiting.remove(waiter)
        raise Overloaded(self._refusal)

    def leave(self) -> None:
        """Give the place back, to the next that waits."""
        with self._lock:
            self._inside -= 1
            self._admit()

    def resize(self, places: int) -> None:
        """Change the number of places; those inside stay, whatever their number."""
        with self._lock:
            self.places = places
            self._admit()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place; raises as :meth:`enter`."""
        self.enter()
        try:
            yield
        finally:
            self.leave()

    def _queue(self) -> _Waiter:
        if not self._most_waiting:
            raise Overloaded(self._refusal)
        if len(self._waiting) == self._most_waiting:
            self._waiting.popleft().called.release()
        waiter = _Waiter()
        self._waiting.append(waiter)
        return waiter

    def _admit(self) -> None:
        while self._waiting and self._inside < self.places:
            is_overload = time.monotonic() - self._waiting[0].since > self.patience / 2
            waiter = self._waiting.pop() if is_overload else self._waiting.popleft()
            self._inside += 1
            waiter.has_place = True
            waiter.called.release()
