"""Writes that a client may retry: ``Idempotency-Key``, and dry runs by ``Prefer``.

The header is that of draft-ietf-httpapi-idempotency-key-header; the response is kept in the
transaction of the write, so a crash leaves both or neither.
"""

import hashlib
import re
from collections.abc import Callable
from typing import NamedTuple

import orjson
from flask import Response, g, request

from rawboard.auth import passwords
from rawboard.auth.basic import password_sent
from rawboard.db.errors import LockTimeout, OutcomeUnknown
from rawboard.db.execution import best_effort
from rawboard.db.transactions import transaction
from rawboard.http import prefer
from rawboard.http.flask_app import app
from rawboard.http.problems import Problem
from rawboard.http.responses import WholeResponse
from rawboard.repositories import idempotency_keys
from rawboard.repositories.callers import Principal
from rawboard.repositories.idempotency_keys import KeptResponse, KeyTaken

HEADER = "Idempotency-Key"
MAX_LENGTH = 255  # characters
VISIBLE = r"[!#-+\--~]"  # visible ASCII without quotes and commas
QUOTABLE = r'(?:[ !#-\[\]-~]|\\["\\])'  # a character in a String of RFC 9651
BARE, QUOTED = re.compile(f"{VISIBLE}+"), re.compile(f'"({QUOTABLE}+)"')
KEY = f'^(?:{VISIBLE}{{1,{MAX_LENGTH}}}|"{QUOTABLE}{{1,{MAX_LENGTH}}}")$'  # for OpenAPI
ATTEMPTS = 3  # at a key whose response expires or goes while it is looked at


class KeyedRequest(NamedTuple):
    """A request that carries a key.

    Args:
        caller: who sends it; None without an account.
        user_id: the caller's id, 0 without an account.
        key_hash: the SHA-256 of the key, in hex.
        fingerprint: tells this request from others that use the same key.
    """

    caller: Principal | None
    user_id: int
    key_hash: str
    fingerprint: str


def perform(
    caller: Principal | None, work: Callable[[], Response], *, secret: bool = False
) -> Response:
    """Do a write as the request asks for it, and return its response.

    Args:
        caller: who writes; None without an account.
        work: writes and makes the response; it may run several times.
        secret: the request or its response holds a secret, so what is kept must not help to guess.

    Raises:
        Problem: 400, the key is malformed; 409, another request with it is under way;
            422, it was used for another request.
        NotFound: the caller has changed.
    """
    keep = True
    if "HTTP_PREFER" in request.environ:
        prefer.apply("tx")
        keep = not prefer.asks("tx", "rollback")
    key = _key() if request.method == "POST" else None
    if key is not None:
        return _once(_keyed(caller, key, secret=secret), work, keep=keep)
    return work() if keep else transaction(work, keep=False)


def replayed(caller: Principal | None, *, secret: bool = False) -> Response | None:
    """Return the stored response where the request's key was used before, None otherwise.

    For a write that costs much before :func:`perform`, which raises the same and decides a race.
    """
    key = _key()
    if key is None:
        return None
    kept = idempotency_keys.find(caller, _hash(key), app.settings.rawboard_idempotency_hours)
    if not kept or kept["is_expired"]:
        return None
    return _replayed(_keyed(caller, key, secret=secret), kept)


def _once(keyed: KeyedRequest, work: Callable[[], Response], *, keep: bool) -> Response:
    was_unknown = False
    for _ in range(ATTEMPTS):
        try:
            response = transaction(lambda: _first(keyed, work), keep=keep)
        except KeyTaken:
            pass
        except OutcomeUnknown:
            # Looked up here, and else done again: never twice, because the INSERT of the key waits
            # for the lost transaction if that still runs, and fails if it was committed.
            if was_unknown:
                raise
            was_unknown = True
        else:
            if keyed.key_hash.startswith("0"):  # one key in sixteen clears away what has expired
                best_effort(lambda: idempotency_keys.prune(app.settings.rawboard_idempotency_hours))
            return response
        kept = _kept(keyed)
        if kept:
            return _replayed(keyed, kept)
    raise _running()


def _kept(keyed: KeyedRequest) -> KeptResponse | None:
    """Return the response that is kept for the key; one that has expired is deleted."""
    hours = app.settings.rawboard_idempotency_hours
    kept = idempotency_keys.find(keyed.caller, keyed.key_hash, hours)
    if kept and kept["is_expired"]:
        idempotency_keys.delete_expired(keyed.user_id, keyed.key_hash, hours)
        return None
    return kept


def _first(keyed: KeyedRequest, work: Callable[[], Response]) -> Response:
    key_hash = keyed.key_hash
    try:
        idempotency_keys.create(keyed.caller, key_hash, keyed.fingerprint)
    except LockTimeout as waited:
        raise _running() from waited
    response = work()
    headers = orjson.dumps(list(response.headers)).decode()
    status, body = response.status_code, response.get_data()
    idempotency_keys.set_response(keyed.user_id, key_hash, status, headers, body)
    return response


def _replayed(keyed: KeyedRequest, kept: KeptResponse) -> Response:
    if kept["fingerprint"] != keyed.fingerprint:
        raise Problem(422, f"This {HEADER} was used for another request: use a new one.")
    response = WholeResponse(kept["body"], kept["status"])
    response.headers.clear()
    response.headers.extend(orjson.loads(kept["headers"]))
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _key() -> str | None:
    """Return the request's key, None where it carries none; raises Problem, 400."""
    if "HTTP_IDEMPOTENCY_KEY" not in request.environ:
        return None
    value = request.environ["HTTP_IDEMPOTENCY_KEY"].strip()
    quoted = QUOTED.fullmatch(value)
    key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else value
    if not quoted and not BARE.fullmatch(value):
        raise Problem(400, f"{HEADER} takes one string of visible ASCII, best in double quotes.")
    if len(key) > MAX_LENGTH:
        raise Problem(400, f"{HEADER} has at most {MAX_LENGTH} characters.")
    return key


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _keyed(caller: Principal | None, key: str, *, secret: bool) -> KeyedRequest:
    key_hash = _hash(key)
    parts = [request.method.encode(), request.full_path.encode(), g.get("body", b"")]
    if secret:
        parts.append(password_sent().encode())
    digests = b"".join([hashlib.sha256(part).digest() for part in parts])
    fingerprint = hashlib.sha256(digests).hexdigest()
    if secret:  # a fast hash of a body that holds a password would be a way to guess it
        fingerprint = passwords.derive(fingerprint, key_hash.encode()[:16]).hex()
    return KeyedRequest(caller, caller.id if caller else 0, key_hash, fingerprint)


def _running() -> Problem:
    detail = f"Another request with this {HEADER} is still running: try again in a moment."
    return Problem(409, detail, headers={"Retry-After": "2"})
