"""Lanes: the bounded number of database connections that the requests of a process share."""

import math
import threading
import time
from dataclasses import dataclass

from MySQLdb.connections import Connection

from rawboard.admission import AdmissionQueue

RENEW_EVERY = 1.0  # seconds


@dataclass(slots=True, eq=False)
class Lane:
    """A place at the database: its connection, None before the first use, and its transaction.

    ``used_at`` is by time.monotonic; ``generation`` is that of :meth:`Lanes.renew`.
    """

    pool: "Lanes"
    connection: Connection | None = None
    used_at: float = 0.0
    generation: int = 0
    in_transaction: bool = False
    has_written: bool = False


class Lanes:
    """The lanes of a process; a request that finds none free waits, in an admission queue.

    Args:
        most: how many there are, where the server has room for as many connections.
        waiting: how many requests may wait for one.
        patience: seconds that one waits at the most.
        pause: seconds for which a server that is full is asked for no further connection.

    Attributes:
        connections: how many are open.
        generation: a connection of an earlier one is replaced when it is next used.
        write_refused_at: when the server last refused a write as read-only or full, by
            time.monotonic.
    """

    def __init__(self, most: int, waiting: int, patience: float, pause: float):
        self._most, self._pause = most, pause
        self._queue = AdmissionQueue(most, waiting, patience)
        self._idle: list[Lane] = []  # with a connection each; the one used last is taken first
        self._lock = threading.Lock()
        self._grow_at: float | None = None
        self._renewed_at = -math.inf
        self.connections = 0
        self.generation = 0
        self.write_refused_at = -math.inf

    def take(self) -> Lane:
        """Return a lane, with a connection if one is idle.

        Raises:
            Overloaded: too many wait, or none was free in time.
        """
        grow_at = self._grow_at
        if grow_at is not None and time.monotonic() > grow_at:
            self._grow_at = None
            self._queue.resize(self._most)
        self._queue.enter()
        with self._lock:
            return self._idle.pop() if self._idle else Lane(self)

    def give_back(self, lane: Lane) -> None:
        """Let the next request have a lane."""
        with self._lock:
            if lane.connection:
                self._idle.append(lane)
        self._queue.leave()

    def count(self, connections: int) -> None:
        """Count connections that were opened, or with a negative number closed."""
        with self._lock:
            self.connections += connections

    def shrink(self) -> None:
        """Make do with the connections that there are: the server has no room for another."""
        self._grow_at = time.monotonic() + self._pause
        self._queue.resize(max(1, self.connections))

    def renew(self) -> None:
        """Have every lane open a new connection when it is next used; at most once in a second.

        While a server stays read-only, each write that it refuses would have all of them do so.
        """
        now = time.monotonic()
        if now - self._renewed_at > RENEW_EVERY:
            self._renewed_at = now
            self.generation += 1
