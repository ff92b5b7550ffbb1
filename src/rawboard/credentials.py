"""Remembers verified credentials, so that a password is hashed once in minutes, not per request."""

import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future

from cachetools import TTLCache

CAPACITY = 10_000  # credentials; about a megabyte


class CredentialMemory:
    """Successful verifications only, bounded, for minutes, readable by nobody.

    It maps account and password to the stored hash that they were verified against, each as an
    HMAC under a random key of this process: a changed password never passes for the old one, and
    nothing in it could be tried elsewhere.

    Args:
        seconds: how long a success is remembered; 0 remembers nothing.
    """

    def __init__(self, seconds: int):
        self._key = secrets.token_bytes(32)
        self._known: TTLCache[bytes, bytes] = TTLCache(CAPACITY, max(seconds, 1))
        self._remembers = seconds > 0
        self._under_way: dict[tuple[bytes, bytes, str], Future[bool]] = {}
        self._lock = threading.Lock()

    def has_seen(self, account: str, password: str) -> bool:
        """Tell whether a password was right for an account minutes ago, and is so perhaps still."""
        with self._lock:
            return self._digest(account, password) in self._known

    def check(
        self, account: str, stored: str, password: str, verify: Callable[[], bool], origin: str = ""
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
        """
        key, proof = self._digest(account, password), self._digest(account, stored)
        with self._lock:
            if self._known.get(key) == proof:
                return True
            leader = (key, proof, origin) not in self._under_way
            answer = self._under_way.setdefault((key, proof, origin), Future())
        if leader:
            self._lead((key, proof, origin), answer, verify)
        return answer.result()

    def _lead(
        self, claim: tuple[bytes, bytes, str], answer: Future[bool], verify: Callable[[], bool]
    ) -> None:
        try:
            answer.set_result(verify())
        except Exception as error:  # noqa: BLE001 (whoever waits must get it too)
            answer.set_exception(error)
        key, proof, _ = claim
        with self._lock:
            del self._under_way[claim]
            if self._remembers and not answer.exception() and answer.result():
                self._known[key] = proof

    def _digest(self, account: str, secret: str) -> bytes:
        # An account has no NUL (it is a digest in hex), so no two pairs look alike.
        return hmac.digest(self._key, f"{account}\0{secret}".encode(), hashlib.sha256)
