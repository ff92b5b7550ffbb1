"""What the peers share: a memory of verified credentials, the idea of rawboard/credentials.py.

Successes only, for a time, bounded, and nothing in it can be read or tried elsewhere. The user's
row is still read on every request, so a changed password or a removed user is refused at once.
"""

import hashlib
import hmac
import secrets
import time

SECONDS = 3600.0  # RAWBOARD_CREDENTIAL_SECONDS is set to the same
CAPACITY = 10_000  # credentials


class CredentialCache:
    """Maps an HMAC of username, stored hash and password to the time until which it is good."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._good_until: dict[bytes, float] = {}

    def knows(self, username: str, stored: str, password: str) -> bool:
        """Tell whether this password was found right for this hash minutes ago."""
        until = self._good_until.get(self._digest(username, stored, password))
        return until is not None and time.monotonic() < until

    def remember(self, username: str, stored: str, password: str) -> None:
        """Take note that this password is right."""
        if len(self._good_until) >= CAPACITY:
            self._good_until.clear()
        digest = self._digest(username, stored, password)
        self._good_until[digest] = time.monotonic() + SECONDS

    def _digest(self, username: str, stored: str, password: str) -> bytes:
        secret = f"{username}\0{stored}\0{password}".encode()
        return hmac.digest(self._key, secret, hashlib.sha256)
