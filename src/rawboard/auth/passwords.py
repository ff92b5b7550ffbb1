"""Password hashing: Argon2id (RFC 9106) at OWASP's parameters, bounded in concurrency.

Source: OWASP Password Storage Cheat Sheet.
"""

import functools
import os
import sys
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type, hash_secret_raw

from rawboard.admission import AdmissionQueue
from rawboard.db.connection import mysql

T = TypeVar("T")

# OWASP's second choice: 19 MiB, two passes, one lane.
TIME_COST, MEMORY_COST, LANES = 2, 19 * 1024, 1
_HASHER = PasswordHasher(TIME_COST, MEMORY_COST, LANES)
# One hash a core at a time: more would only wait for each other and starve other requests.
_AT_ONCE = max(1, (os.cpu_count() or 1) - 1)
WAITING = 32  # requests that may wait for a turn
QUEUE = AdmissionQueue(  # the setting replaces these seconds
    _AT_ONCE, WAITING, patience=5.0, refusal="Too many passwords are being verified."
)
NICENESS = 10  # of the threads that hash: other requests have ten times their share of a busy core


def _lower_priority() -> None:
    if sys.platform == "linux":  # where a thread has a niceness of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


_HASHERS = ThreadPoolExecutor(_AT_ONCE, "hashing", _lower_priority)


def turn() -> AbstractContextManager[None]:
    """Wait for a turn at hashing, without a lane, and hold it in a ``with``; raises Overloaded."""
    mysql.release()
    return QUEUE.place()


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password, in the encoded form that is stored.

    Raises:
        Overloaded: too many are being hashed.
    """
    with turn():
        return _apart(_HASHER.hash, normal_form(password))


def derive(password: str, salt: bytes) -> bytes:
    """Return 32 bytes that cannot be computed without the password; salt has at least 8 bytes.

    Raises:
        Overloaded: too many are being hashed.
    """
    secret = normal_form(password).encode()
    parameters = (TIME_COST, MEMORY_COST, LANES, 32, Type.ID)
    with turn():
        return _apart(hash_secret_raw, secret, salt, *parameters)


def verify(password_hash: str, password: str) -> bool:
    """Tell whether a password is the one hashed.

    Raises:
        Overloaded: too many are being hashed.
    """
    with turn():
        return matches(password_hash, password)


def matches(password_hash: str | None, password: str) -> bool:
    """Tell whether a password is the one hashed, while holding a :func:`turn`.

    An unknown user has no hash, None, and costs the same time.
    """
    stored = password_hash or _dummy_hash()
    try:
        found = _apart(_HASHER.verify, stored, normal_form(password))
        return found and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def normal_form(password: str) -> str:
    """Return a password in Normalization Form C, as RFC 7617 asks."""
    return unicodedata.normalize("NFC", password)


def _apart(function: Callable[..., T], *arguments: object) -> T:
    """Call a function in a thread that hashes; this request holds no lane meanwhile."""
    mysql.release()
    return _HASHERS.submit(function, *arguments).result()


@functools.cache
def _dummy_hash() -> str:
    return _HASHER.hash(os.urandom(16).hex())
