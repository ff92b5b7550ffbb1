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


class Entry(NamedTuple):
    """A success.

    Args:
        proof: the stored hash that the password was verified against, as a MAC.
        account: the row that it stood in, which statements compare with the row as it is.
    """

    proof: bytes
    account: Account | None


class CredentialCache:
    """Successful verifications only, bounded, for minutes.

    It maps account and password to what they were verified against, each as a MAC (BLAKE2b, RFC
    7693) under a random key of this process: a changed password never passes for the old one, and
    nothing in it could be tried elsewhere.

    Args:
        seconds: how long a success is cached; 0 caches nothing.
    """

    def __init__(self, seconds: int):
        self._key = secrets.token_bytes(32)
        self._entries: TTLCache[bytes, Entry] = TTLCache(CAPACITY, max(seconds, 1))
        self._is_enabled = seconds > 0
        self._under_way: dict[tuple[bytes, bytes, str], Future[bool]] = {}
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

        Requests with the same credentials from the same origin wait for the one that verifies
        them: a hundred at once cost one hash.

        Args:
            account: the claimed account, as a digest.
            stored: the hash that is stored now, "" for an account that does not exist.
            password: as the client sent it.
            verify: tells whether it is right; what it raises, every waiting request gets.
            origin: the client's network; a request that may be refused for it is not waited for.
            row: the row that the hash stands in, to be cached with it.
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
            self._lead(claim, found, answer, verify)
        return answer.result()

    def _lead(
        self,
        claim: tuple[bytes, bytes, str],
        found: Entry,
        answer: Future[bool],
        verify: Callable[[], bool],
    ) -> None:
        try:
            answer.set_result(verify())
        except Exception as error:  # noqa: BLE001 (every waiting request must get it too)
            answer.set_exception(error)
        with self._lock:
            del self._under_way[claim]
            if self._is_enabled and not answer.exception() and answer.result():
                self._entries[claim[0]] = found

    def _digest(self, account: str, secret: str) -> bytes:
        # An account has no NUL (it is a digest in hex), so no two pairs look alike.
        message = f"{account}\0{secret}".encode()
        return hashlib.blake2b(message, key=self._key, digest_size=32).digest()
