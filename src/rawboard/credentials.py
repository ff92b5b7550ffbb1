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

    The key is an HMAC under a random key of this process over the user's id, the stored hash and
    the password, so a changed password never finds an old entry, and the memory holds nothing
    that could be tried elsewhere.

    Args:
        seconds: how long a success is remembered; 0 remembers nothing.
    """

    def __init__(self, seconds: int):
        self._key = secrets.token_bytes(32)
        self._known: TTLCache[bytes, bool] = TTLCache(CAPACITY, max(seconds, 1))
        self._remembers = seconds > 0
        self._under_way: dict[bytes, Future[bool]] = {}
        self._lock = threading.Lock()

    def check(self, user_id: int, stored: str, password: str, verify: Callable[[], bool]) -> bool:
        """Tell whether the password is right, calling ``verify`` only where it is not known.

        Requests that come with the same credentials while one is being verified wait for that
        one's answer: a hundred at once cost one hash.
        """
        key = self._digest(user_id, stored, password)
        with self._lock:
            if self._known.get(key):
                return True
            leader = key not in self._under_way
            answer = self._under_way.setdefault(key, Future())
        if leader:
            self._lead(key, answer, verify)
        return answer.result()

    def _lead(self, key: bytes, answer: Future[bool], verify: Callable[[], bool]) -> None:
        try:
            answer.set_result(verify())
        except Exception as error:  # noqa: BLE001 (whoever waits must get it too)
            answer.set_exception(error)
        with self._lock:
            del self._under_way[key]
            if self._remembers and not answer.exception() and answer.result():
                self._known[key] = True

    def _digest(self, user_id: int, stored: str, password: str) -> bytes:
        # The stored hash has no NUL and the id is a number, so no two triples look alike.
        message = f"{user_id}\0{stored}\0{password}".encode()
        return hmac.digest(self._key, message, hashlib.sha256)
