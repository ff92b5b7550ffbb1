"""Throttles failed logins, counted in the database so that every process sees them.

Three counters run over a window of time: of an account from an address, of an address over all
accounts (one password tried on many), and of an account over all addresses (many who try one).
The last one alone never refuses an address from which no login failed: the owner gets in.
"""

import functools
import hashlib
import ipaddress
import math
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import NamedTuple

from cachetools import TLRUCache, TTLCache

from rawboard.auth.tarpit import Tarpit
from rawboard.db.execution import best_effort
from rawboard.http.problems import rate_limit
from rawboard.repositories import login_failures
from rawboard.repositories.login_failures import Counter

WIDER = 10  # the counters over all accounts or addresses allow so many times what one pair may
RECHECK = 10  # seconds for which a refusal is remembered without a look at the counters
CAPACITY = 10_000  # refusals remembered; about two megabytes
UNKNOWN = "unknown"
PORT = re.compile(r"(\d+(?:\.\d+){3}):\d+|\[(.+)\](?::\d+)?")  # as some proxies write addresses


class Login(NamedTuple):
    """What is counted of a login: SHA-256 of the lower-case username, in hex, and the network."""

    account: str
    address: str


class Standing(NamedTuple):
    """How a login stands within the limits."""

    left: int  # failures that are still allowed; with 0 it is refused
    seconds: int  # until more are
    failed: bool  # before, in this window


UNLIMITED = Standing(1, 0, failed=False)
BUSY = Standing(0, 1, failed=True)  # not over the limit, but another try of this address is on


@functools.lru_cache(4096)
def login(username: str, remote_address: str | None) -> Login:
    """Return what is counted of a login, whether or not there is such a user."""
    account = hashlib.sha256(username.lower().encode()).hexdigest()
    return Login(account, network(remote_address))


class Throttle:
    """The limits, and a short memory of the logins that are over them.

    In a window of so many seconds, an account may have so many failures from an address; with 0
    failures nothing is counted.
    """

    def __init__(self, failures: int, seconds: int, pause: float):
        self.failures = failures
        self.seconds = seconds
        self.tarpit = Tarpit(pause)
        self._refused: TLRUCache[tuple[str, str], float] = TLRUCache(
            CAPACITY, ttu=lambda _key, until, at: min(until, at + RECHECK)
        )
        self._suspects: TTLCache[str, bool] = TTLCache(CAPACITY, RECHECK)
        self._lock = threading.Lock()

    def refused(self, who: Login) -> Standing | None:
        """Return the standing of a login that is known to be over, without asking the database."""
        with self._lock:
            until = max(self._refused.get(key, 0.0) for key in (who, ("", who.address)))
        seconds = math.ceil(until - time.monotonic())
        return Standing(0, seconds, failed=True) if seconds > 0 else None

    def standing(self, who: Login) -> Standing:
        """Return how a login stands now.

        Raises:
            Unavailable: the database cannot answer.
        """
        if not self.failures:
            return UNLIMITED
        return self.refused(who) or self._look(who)

    @contextmanager
    def lane(self, who: Login) -> Iterator[bool]:
        """Hold an address that failed often, whatever the accounts, to one try at a time.

        Yields:
            Whether this login may be tried now.
        """
        with self._lock:
            is_suspect = who.address in self._suspects
        with self.tarpit.alone(who.address) if is_suspect else nullcontext(True) as free:
            yield free

    def count_failure(self, who: Login) -> Standing:
        """Count a failure, and return how the login stands then.

        Raises:
            Unavailable: the database cannot answer.
        """
        if not self.failures:
            return UNLIMITED
        if not best_effort(lambda: login_failures.add(*who, self.seconds)):
            self._refuse(("", who.address), RECHECK)  # or a read-only database would be an oracle
        best_effort(login_failures.prune)
        return self._look(who)

    def count_success(self, who: Login, before: Standing) -> None:
        """Forget the failures of an account from the address that has sent the right password."""
        if before.failed:
            best_effort(lambda: login_failures.forget(*who))

    def headers(self, standing: Standing) -> dict[str, str]:
        """Return the fields of a standing, as :func:`rawboard.http.problems.rate_limit` does."""
        if not self.failures:
            return {}
        left, seconds, _ = standing
        return rate_limit("login", self.failures, self.seconds, left, seconds)

    def _look(self, who: Login) -> Standing:
        whole = ("", who.address)
        counters = {(c["account"], c["address"]): c for c in login_failures.list_running(*who)}
        if whole in counters and counters[whole]["failures"] >= self.failures:
            with self._lock:
                self._suspects[who.address] = True
        limits: dict[tuple[str, str], int] = {who: self.failures, whole: self.failures * WIDER}
        if who in counters:  # a client that never failed gets a try, however many others fail
            limits[who.account, ""] = self.failures * WIDER
        unused = Counter(account="", address="", failures=0, microseconds_left=self.seconds * 10**6)
        found = []
        for key, limit in limits.items():
            counter = counters.get(key, unused)
            found.append((max(0, limit - counter["failures"]), -counter["microseconds_left"], key))
        left, ends, key = min(found, key=lambda item: item[:2])
        seconds = math.ceil(-ends / 10**6)
        if left == 0:
            self._refuse(whole if key == whole else who, seconds)
        return Standing(left, seconds, failed=who in counters)

    def _refuse(self, key: tuple[str, str], seconds: int) -> None:
        with self._lock:
            self._refused[key] = time.monotonic() + seconds


def network(address: str | None) -> str:
    """Return an IPv4 address, or the first 64 bits of an IPv6 address (RFC 4291, 2.5.4).

    A subscriber has a whole /64 of IPv6 to send from, so one address of it tells nothing. What is
    not an address counts as one, ``UNKNOWN``.
    """
    written = PORT.fullmatch(address or "")
    try:
        parsed = ipaddress.ip_address(written[1] or written[2] if written else address or "")
    except ValueError:
        return UNKNOWN
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:  # a client of IPv4 on a socket that takes both
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((int(parsed), 64), strict=False).network_address)
