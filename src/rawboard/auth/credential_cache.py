"""Caches verified credentials, so that a password is hashed once in minutes, not per request."""

import hashlib
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import NamedTuple

from cachetools import TTLCache

from rawboard.repositories.users import Account

CAPACITY = 10_000  # credentials; about two megabytes
Claim = tuple[bytes, bytes, str]  # the MACs of credentials and of the stored hash, and the origin


class Entry(NamedTuple):
    """A success: the MAC of the stored hash that proved it, and the row with that hash."""

    proof: bytes
    account: Account | None


class CredentialCache:
    """Successful verifications only, bounded, for minutes.

    It maps account and password to what they were verified against, each as a MAC (BLAKE2b, RFC
    7693) under a random key of this process: a changed password never passes for the old one, and
    nothing in it could be tried elsewhere. With 0 seconds it caches nothing.
    """

    def __init__(self, seconds: int):
        self._key = secrets.token_bytes(32)
        self._entries: TTLCache[bytes, Entry] = TTLCache(CAPACITY, seconds)
        self._under_way: dict[Claim, Future[bool]] = {}
        self._lock = threading.Lock()

    def get(self, account: str, password: str) -> Account | None:
        """Return the row that this password was right for minutes ago; it may have changed."""
        key = self._digest(account, password)
        with self._lock:
            try:
                return self._entries[key].account
            except KeyError:  # the mapping's own get() would look twice each time
                return None

    def check(
        self,
        account: str,
        stored: str,
        password: str,
        verify: Callable[[], bool],
        origin: str = "",
        row: Account | None = None,
    ) -> bool:
        """Tell whether the password is right, calling ``verify`` only where it is not cached.

        Requests with the same credentials from the same origin, a network, wait for the one that
        verifies them, and get what it raises: a hundred at once cost one hash. From another origin
        they may be refused, and are not waited for. The account is a digest; ``stored``, its hash
        as it is now, is "" where there is none; the row is cached with it.
        """
        key, found = self._digest(account, password), Entry(self._digest(account, stored), row)
        claim = (key, found.proof, origin)
        with self._lock:
            cached = self._entries.get(key)
            if cached and cached.proof == found.proof:
                if cached != found:
                    self._entries[key] = found  # the same password, and another name or role
                return True
            leads = claim not in self._under_way
            answer = self._under_way.setdefault(claim, Future())
        if leads:
            self._lead(claim, found, verify)
        return answer.result()

    def _lead(self, claim: Claim, found: Entry, verify: Callable[[], bool]) -> None:
        answer = self._under_way[claim]
        try:
            answer.set_result(verify())
        except Exception as error:  # noqa: BLE001 (every waiting request must get it too)
            answer.set_exception(error)
        with self._lock:
            del self._under_way[claim]
            if not answer.exception() and answer.result():
                self._entries[claim[0]] = found

    def _digest(self, account: str, secret: str) -> bytes:
        # An account has no NUL (it is a digest in hex), so no two pairs look alike.
        message = f"{account}\0{secret}".encode()
        return hashlib.blake2b(message, key=self._key, digest_size=32).digest()
