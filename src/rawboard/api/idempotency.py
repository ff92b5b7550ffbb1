"""Writes that a client may send again: ``Idempotency-Key``, and dry runs by ``Prefer``.

The header is that of draft-ietf-httpapi-idempotency-key-header; the answer is kept in the
transaction of the write, so a crash leaves both or neither.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

import orjson
from flask import Response, current_app, g, request

from rawboard.auth import passwords
from rawboard.auth.basic import caller_or_none, password_sent
from rawboard.db.best_effort import aside
from rawboard.db.clock import now
from rawboard.db.errors import LockTimeout
from rawboard.db.execution import transaction
from rawboard.http import prefer
from rawboard.http.headers import sent
from rawboard.http.problems import Problem
from rawboard.http.responses import Answer
from rawboard.repositories import idempotency_keys
from rawboard.repositories.idempotency_keys import KeptAnswer, KeyTaken

HEADER = "Idempotency-Key"
MAX_LENGTH = 255  # characters
BARE = re.compile(r"[!#-+\--~]+")  # visible ASCII without quotes and commas
QUOTED = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\])+)"')  # a String of RFC 9651
ATTEMPTS = 3  # at a key whose answer expires or goes while it is looked at


class Request(NamedTuple):
    """A request that carries a key.

    Args:
        user_id: who sends it; 0 without an account.
        key_hash: the SHA-256 of the key, in hex.
        fingerprint: tells this request from others that use the same key.
    """

    user_id: int
    key_hash: str
    fingerprint: str


def perform(work: Callable[[], Response], *, secret: bool = False) -> Response:
    """Do a write as the request asks for it, and return its answer.

    Args:
        work: writes and makes the answer; it may run several times.
        secret: the request or its answer holds a secret, so what is kept must not help to guess.

    Raises:
        Problem: 400, the key is malformed; 409, another request with it is under way;
            422, it was used for another request.
    """
    prefer.apply("tx")
    keep = not prefer.asks("tx", "rollback")
    key = _key() if request.method == "POST" else None
    if key is not None:
        return _once(_identified(key, secret=secret), work, keep=keep)
    return work() if keep else transaction(work, keep=False)


def _once(asked: Request, work: Callable[[], Response], *, keep: bool) -> Response:
    began = now()
    for _ in range(ATTEMPTS):
        try:
            answer = transaction(lambda: _first(asked, work, began), keep=keep)
        except KeyTaken:
            kept = idempotency_keys.find(asked.user_id, asked.key_hash)
            if kept and kept["created_at"] >= _expired_before(began):
                return _replayed(asked, kept)
            idempotency_keys.delete_expired(asked.user_id, asked.key_hash, _expired_before(began))
        else:
            _prune(asked, began)
            return answer
    raise _running()


def _first(asked: Request, work: Callable[[], Response], began: datetime) -> Response:
    try:
        idempotency_keys.create(*asked, began)
    except LockTimeout as waited:
        raise _running() from waited
    answer = work()
    headers = orjson.dumps(list(answer.headers)).decode()
    body = answer.get_data()
    idempotency_keys.set_answer(*asked[:2], answer.status_code, headers, body)
    return answer


def _replayed(asked: Request, kept: KeptAnswer) -> Response:
    if kept["fingerprint"] != asked.fingerprint:
        raise Problem(422, f"This {HEADER} was used for another request: take a new one.")
    answer = Answer(kept["body"], kept["status"])
    answer.headers.clear()
    answer.headers.extend(orjson.loads(kept["headers"]))
    answer.headers["Idempotent-Replayed"] = "true"
    return answer


def _key() -> str | None:
    value = sent(request.environ, HEADER)
    if value is None:
        return None
    value = value.strip()
    quoted = QUOTED.fullmatch(value)
    key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else value
    if not quoted and not BARE.fullmatch(value):
        raise Problem(400, f"{HEADER} takes one string of visible ASCII, best in double quotes.")
    if len(key) > MAX_LENGTH:
        raise Problem(400, f"{HEADER} has at most {MAX_LENGTH} characters.")
    return key


def _identified(key: str, *, secret: bool) -> Request:
    user = caller_or_none()
    key_hash = hashlib.sha256(key.encode()).hexdigest()
    parts = [request.method.encode(), request.full_path.encode(), g.get("body", b"")]
    if secret:
        parts.append(password_sent().encode())
    everything = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts))
    fingerprint = everything.hexdigest()
    if secret:  # a fast hash of a body that holds a password would be a way to guess it
        fingerprint = passwords.derive(fingerprint, key_hash.encode()[:16]).hex()
    return Request(user["id"] if user else 0, key_hash, fingerprint)


def _prune(asked: Request, began: datetime) -> None:
    """Let one key in sixteen clear away what has expired; failing at that is no failure."""
    if asked.key_hash.startswith("0"):
        aside(lambda: idempotency_keys.prune(_expired_before(began)))


def _expired_before(began: datetime) -> datetime:
    return began - timedelta(hours=current_app.config["RAWBOARD_IDEMPOTENCY_HOURS"])


def _running() -> Problem:
    detail = f"Another request with this {HEADER} is still running: try again in a moment."
    return Problem(409, detail, headers={"Retry-After": "2"})
