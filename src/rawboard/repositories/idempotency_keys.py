"""Responses kept under an Idempotency-Key; the SQL is in ``sql/queries/idempotency_keys.sql``.

Each is the caller's own; open registration has no caller.
"""

import zlib
from typing import TypedDict, cast

from rawboard.db.errors import ConstraintViolated
from rawboard.db.execution import fetch_one, insert, write
from rawboard.db.queries import load_named
from rawboard.repositories.callers import Principal

QUERIES = load_named("queries", "idempotency_keys")


class KeptResponse(TypedDict):
    """The response to the first request with a key.

    ``headers`` is a JSON array of pairs; ``body`` is what was sent, before any content coding.
    """

    fingerprint: str
    status: int
    headers: str
    body: bytes
    is_expired: bool


class KeyTaken(Exception):
    """Another request with this key was answered already."""


def find(caller: Principal | None, key_hash: str, hours: int) -> KeptResponse | None:
    """Return the response kept for a key; None if there is none, or the caller has changed.

    It is expired where it is kept for more than so many hours.
    """
    query = QUERIES["find_response_by_key" if caller else "find_response_by_anonymous_key"]
    row = fetch_one(query, **(caller.key if caller else {}), key_hash=key_hash, hours=hours)
    return cast(KeptResponse, row | {"body": _unpacked(row["body"])}) if row else None


def create(caller: Principal | None, key_hash: str, fingerprint: str) -> None:
    """Take a key, inside the transaction of the write; waits while another request holds it.

    Raises:
        KeyTaken: it was used before.
        LockTimeout: another request with it is still under way.
    """
    query = QUERIES["create_key" if caller else "create_anonymous_key"]
    key = {**(caller.key if caller else {}), "key_hash": key_hash}
    try:
        insert(query, **key, fingerprint=fingerprint)
    except ConstraintViolated as taken:
        raise KeyTaken from taken


def set_response(user_id: int, key_hash: str, status: int, headers: str, body: bytes) -> None:
    """Keep the response beside its key, inside the transaction of the write."""
    parameters = {"status": status, "headers": headers, "body": _packed(body)}
    write(QUERIES["update_key_with_response"], user_id=user_id, key_hash=key_hash, **parameters)


def delete_expired(user_id: int, key_hash: str, hours: int) -> None:
    """Free a key whose response is kept for more than so many hours."""
    write(QUERIES["delete_expired_key"], user_id=user_id, key_hash=key_hash, hours=hours)


def prune(hours: int) -> None:
    """Delete up to a thousand keys whose responses are kept for more than so many hours."""
    write(QUERIES["delete_expired_keys"], hours=hours)


def delete_by_user(user_id: int) -> None:
    """Delete all keys of a user, inside the caller's transaction."""
    write(QUERIES["delete_keys_by_user"], user_id=user_id)


def _packed(body: bytes) -> bytes:
    """Compress as the server's COMPRESS() does, so that a DBA can read it with UNCOMPRESS()."""
    return len(body).to_bytes(4, "little") + zlib.compress(body, 1) if body else b""


def _unpacked(packed: bytes | None) -> bytes:
    return zlib.decompress(packed[4:]) if packed else b""
