"""The secrets of access tokens, and when the use of a token is recorded.

A secret is a password to the client and a random key to the server: 256 bits, so a fast hash of it
is safe to store, and looking it up costs no Argon2.
"""

import base64
import hashlib
import re
import threading

from cachetools import TTLCache

PREFIX = "rbt_"  # lets people and secret scanners tell what they found
SECRET = re.compile(PREFIX + r"[A-Za-z0-9_-]{43}")
USE_RECORDED_EVERY = 60.0  # seconds, as sql/queries/tokens.sql has it
CAPACITY = 10_000  # tokens; some hundred kilobytes


def secret(key: bytes) -> str:
    """Return the secret that stands for a key of 32 bytes."""
    return PREFIX + base64.urlsafe_b64encode(key).rstrip(b"=").decode()


def digest(text: str) -> str:
    """Return the SHA-256 of a secret in hex, the only form in which it is stored."""
    return hashlib.sha256(text.encode()).hexdigest()


class Uses:
    """Caches whose use was recorded a moment ago, so that a token costs a write a minute.

    It counts attempts, not successes: on a read-only database, a busy token does not attempt a
    write with each request.
    """

    def __init__(self) -> None:
        self._noted: TTLCache[int, bool] = TTLCache(CAPACITY, USE_RECORDED_EVERY)
        self._lock = threading.Lock()

    def count(self, token_id: int) -> bool:
        """Count a use as recorded from here on, and tell whether it was not before."""
        with self._lock:
            if token_id in self._noted:
                return False
            self._noted[token_id] = True
            return True
