"""Limits open registration, which costs an Argon2 hash and asks for no account.

An address (:func:`rawboard.auth.throttle.network`) registers one user at a time in each process,
and so many in a window of time, counted in the database so that every process sees them. Only what
was hashed counts: to refuse a body that is not valid, or a username that is taken, costs little.
"""

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from weakref import WeakValueDictionary

from rawboard.admission import AdmissionQueue
from rawboard.auth import basic, passwords
from rawboard.auth.throttle import network
from rawboard.db.connection import mysql
from rawboard.db.execution import best_effort
from rawboard.errors import Overloaded
from rawboard.http.flask_app import Rawboard
from rawboard.http.problems import Problem, rate_limit, retry_soon, too_many
from rawboard.repositories import login_failures
from rawboard.settings import Settings

AT_ONCE = 32  # registrations of a process that are under way, those that wait included
WAITING = 2  # of them, how many of one address may wait


class Registrations:
    """The limits of a process; with a limit of 0 nothing is counted."""

    def __init__(self, settings: Settings):
        self._limit = settings.rawboard_registration_limit
        self._seconds = settings.rawboard_registration_window_seconds
        self._wait = settings.rawboard_registration_wait_seconds
        self._under_way = AdmissionQueue(AT_ONCE)
        self._lanes: WeakValueDictionary[str, AdmissionQueue] = WeakValueDictionary()  # in use
        self._lock = threading.Lock()

    @contextmanager
    def lane(self, remote_address: str | None) -> Iterator[Callable[[str], str]]:
        """Let an address register one user at a time; a few more wait for a moment.

        Yields:
            What hashes the new password; it raises 429 where the address is over the limit,
            Overloaded, and Unavailable.

        Raises:
            Problem: 429, too many of the address wait. Not 503: the others are served.
            Overloaded: too many addresses register users at once.
        """
        address = network(remote_address)
        mysql.release()
        with self._under_way.place():
            lane = self._lane(address)
            try:
                lane.enter()
            except Overloaded:
                raise _busy() from None
            try:
                yield partial(self._hash_password, address)
            finally:
                lane.leave()

    def _lane(self, address: str) -> AdmissionQueue:
        with self._lock:
            lane = self._lanes.get(address) or AdmissionQueue(1, WAITING, self._wait)
            self._lanes[address] = lane
        return lane

    def _hash_password(self, address: str, password: str) -> str:
        if not self._limit or basic.is_by_admin():
            return passwords.hash_password(password)
        found = login_failures.find_registrations(address)
        if found and found["registrations"] >= self._limit:
            seconds = math.ceil(found["microseconds_left"] / 10**6)
            limit = rate_limit("registration", self._limit, self._seconds, 0, seconds)
            raise too_many("Too many users were registered from your address.", seconds, limit)
        password_hash = passwords.hash_password(password)
        # Counted after the look: with several processes, each may exceed the limit by one.
        best_effort(lambda: login_failures.add_registration(address, self._seconds))
        best_effort(login_failures.prune)
        return password_hash


def configure(app: Rawboard) -> None:
    """Give the application its limits of registrations."""
    app.registrations = Registrations(app.settings)


def _busy() -> Problem:
    detail = "Other users are being registered from your address. Try again."
    return Problem(429, detail, headers=retry_soon())
