"""Passwords: Argon2id (RFC 9106) at OWASP's parameters, and which ones are refused.

Sources: OWASP Password Storage Cheat Sheet; OWASP ASVS 5.0, 6.2; RFC 7617 (no control
characters, Normalization Form C).
"""

import functools
import os
import sys
import threading
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type, hash_secret_raw

from rawboard.auth.token_secrets import SECRET
from rawboard.http.problems import Problem

MIN_LENGTH = 8  # characters (ASVS 6.2.1)
MAX_LENGTH = 256  # characters; ASVS 6.2.9 asks for at least 64 to be allowed

# OWASP's second choice: 19 MiB, two passes, one lane.
TIME_COST, MEMORY_COST, LANES = 2, 19 * 1024, 1
_HASHER = PasswordHasher(TIME_COST, MEMORY_COST, LANES)
# One hash a core at a time: more would only wait for each other and starve other requests.
_AT_ONCE = max(1, (os.cpu_count() or 1) - 1)
_HASHING = threading.BoundedSemaphore(_AT_ONCE)
HASHING_PATIENCE = 5.0  # seconds to wait for a turn
NICENESS = 10  # of the threads that hash: other requests have ten times their share of a busy core


def _stand_back() -> None:
    if sys.platform == "linux":  # where a thread has a niceness of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


_HASHERS = ThreadPoolExecutor(_AT_ONCE, "hashing", _stand_back)


@contextmanager
def turn() -> Iterator[None]:
    """Wait for one's turn at hashing, and hold it.

    Raises:
        Problem: 503, too many are waiting.
    """
    if not _HASHING.acquire(timeout=HASHING_PATIENCE):
        detail = "Too many passwords are being checked; try again."
        raise Problem(503, detail, headers={"Retry-After": "5"})
    try:
        yield
    finally:
        _HASHING.release()


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password, in the encoded form that is stored.

    Raises:
        Problem: 503, too many are being hashed.
    """
    with turn():
        return _HASHERS.submit(_HASHER.hash, _normal(password)).result()


def derive(password: str, salt: bytes) -> bytes:
    """Return 32 bytes that nobody can tell without the password.

    Args:
        password: in either normal form: they give the same.
        salt: at least 8 bytes; with another one, the result is another.

    Raises:
        Problem: 503, too many are being hashed.
    """
    secret = _normal(password).encode()
    with turn():
        derived = _HASHERS.submit(
            hash_secret_raw, secret, salt, TIME_COST, MEMORY_COST, LANES, 32, Type.ID
        )
        return derived.result()


def verify(password_hash: str, password: str) -> bool:
    """Tell whether a password is the one hashed.

    Raises:
        Problem: 503, too many are being hashed.
    """
    with turn():
        return matches(password_hash, password)


def matches(password_hash: str | None, password: str) -> bool:
    """Tell whether a password is the one hashed; the caller holds a :func:`turn`.

    Args:
        password_hash: the stored hash, or None for an unknown user, who costs the same time.
        password: as the client sent it.
    """
    stored = password_hash or _nobodys_hash()
    try:
        found = _HASHERS.submit(_HASHER.verify, stored, _normal(password)).result()
        return found and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def complaint(password: str, username: str = "", email: str = "") -> str | None:
    """Say why a password is refused, or return None for one that is good enough.

    Args:
        password: the new password.
        username: its owner's, which it must not be.
        email: its owner's, likewise.
    """
    normal = _normal(password)
    if not MIN_LENGTH <= len(normal) <= MAX_LENGTH:
        return f"must have {MIN_LENGTH} to {MAX_LENGTH} characters in Normalization Form C"
    if any(unicodedata.category(character) == "Cc" for character in normal):
        return "must not hold control characters"
    if normal.lower() in _common():
        return "is one of the passwords that are tried first; choose another"
    if normal.lower() in (username.lower(), email.lower()):
        return "must not be the username or the e-mail address"
    if SECRET.fullmatch(normal):
        return "must not have the form of a token"
    return None


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)


@functools.cache
def _nobodys_hash() -> str:
    return _HASHER.hash(os.urandom(16).hex())


@functools.cache
def _common() -> frozenset[str]:
    # Imported on first use: it costs 14 MiB, which a server that registers nobody need not pay.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(p for p in FREQUENCY_LISTS["passwords"] if len(p) >= MIN_LENGTH)
