"""Remembers verified credentials, so that a password is hashed once in minutes, not per request."""

import hashlib
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import NamedTuple

from cachetools import TTLCache

from rawboard.repositories.users import User

CAPACITY = 10_000  # credentials; about a megabyte


class Known(NamedTuple):
    """What is remembered of a success.

    Args:
        proof: the stored hash that the password was verified against, as a MAC.
        user: the row that it stood in, for a statement that checks by itself whether the row is
            still the same.
    """

    proof: bytes
    user: User | None


class CredentialMemory:
    """Successful verifications only, bounded, for minutes.

    It maps account and password to what they were verified against, each as a MAC (BLAKE2b, RFC
    7693) under a random key of this process: a changed password never passes for the old one, and
    nothing in it could be tried elsewhere.

    Args:
        seconds: how long a success is remembered; 0 remembers nothing.
    """

    def __init__(self, seconds: int):
        self._key = secrets.token_bytes(32)
        self._known: TTLCache[bytes, Known] = TTLCache(CAPACITY, max(seconds, 1))
        self._remembers = seconds > 0
        self._under_way: dict[tuple[bytes, bytes, str], Future[bool]] = {}
        self._lock = threading.Lock()

    def recall(self, account: str, password: str) -> Known | None:
        """Return what an account's password was right for minutes ago, and is so perhaps still."""
        key = self._digest(account, password)
        with self._lock:
            try:
                return self._known[key]
            except KeyError:  # get() would look twice each time
                return None

    def check(
        self,
        account: str,
        stored: str,
        password: str,
        verify: Callable[[], bool],
        origin: str = "",
        user: User | None = None,
    ) -> bool:
        """Tell whether the password is right, calling ``verify`` only where it is not known.

        Requests that come with the same credentials from the same place while one is being
        verified wait for that one's answer: a hundred at once cost one hash.

        Args:
            account: whose it is said to be.
            stored: the hash that is stored now, "" for an account that there is not.
            password: as the client sent it.
            verify: tells whether it is right; what it raises, all who wait get.
            origin: where it comes from; nobody waits for a request that may be refused for that.
            user: the row that the hash stands in, to be remembered with it.
        """
        key, found = self._digest(account, password), Known(self._digest(account, stored), user)
        claim = (key, found.proof, origin)
        with self._lock:
            known = self._known.get(key)
            if known and known.proof == found.proof:
                if known != found:
                    self._known[key] = found  # the same password, and another name or e-mail
                return True
            leader = claim not in self._under_way
            answer = self._under_way.setdefault(claim, Future())
        if leader:
            self._lead(claim, found, answer, verify)
        return answer.result()

    def _lead(
        self,
        claim: tuple[bytes, bytes, str],
        found: Known,
        answer: Future[bool],
        verify: Callable[[], bool],
    ) -> None:
        try:
            answer.set_result(verify())
        except Exception as error:  # noqa: BLE001 (whoever waits must get it too)
            answer.set_exception(error)
        with self._lock:
            del self._under_way[claim]
            if self._remembers and not answer.exception() and answer.result():
                self._known[claim[0]] = found

    def _digest(self, account: str, secret: str) -> bytes:
        # An account has no NUL (it is a digest in hex), so no two pairs look alike.
        message = f"{account}\0{secret}".encode()
        return hashlib.blake2b(message, key=self._key, digest_size=32).digest()
