"""``/me/tokens``: access tokens, which stand in the place of one's password in scripts.

A secret is derived from its owner's password and a nonce, and the nonce alone stands in the
answer that an Idempotency-Key keeps: a retried request is shown the same secret, and what is
stored tells it to nobody who has not the password.
"""

import re
import secrets
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, ClassVar, Literal

import orjson
from flask import Response
from pydantic import BeforeValidator, Field

from rawboard.api.idempotency import perform
from rawboard.api.listing import Listing, listed
from rawboard.api.operations import Resource
from rawboard.api.parameters import PageQuery
from rawboard.auth import passwords, token_secrets
from rawboard.auth.basic import caller, password_sent
from rawboard.auth.guards import with_password
from rawboard.db.clock import now
from rawboard.db.keyset import START, Position
from rawboard.http import formats
from rawboard.http.problems import Problem
from rawboard.http.responses import created, gone, shown
from rawboard.http.validation import NO_NUL, Input
from rawboard.repositories import tokens as stored
from rawboard.repositories.tokens import Token

blueprint = Resource("tokens", __name__)

# A date-time of RFC 3339, section 5.6.
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _moment(value: object) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        raise ValueError("must be a date and time as RFC 3339 has them, with a zone, or null")
    try:
        moment = datetime.fromisoformat(value.upper()).astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise ValueError("is no date and time that there is") from None
    if moment <= now():
        raise ValueError("must be in the future")
    return moment


class TokenBody(Input):
    """What POST takes."""

    name: Annotated[str, Field(min_length=1, max_length=100), NO_NUL]
    scope: Literal["read", "write"]
    expires_at: Annotated[datetime | None, BeforeValidator(_moment)] = None


class NewToken(Token):
    """A token as it is shown once, with its secret."""

    token: str


class TokensQuery(PageQuery):
    """The parameters of the list of one's tokens."""

    shows: ClassVar[type] = Token


@blueprint.operation("GET", "/me/tokens", query=TokensQuery, offers=formats.TYPES, returns=Token)
def list_tokens(query: TokensQuery) -> Response:
    """One's tokens, newest first; their secrets are not known any more."""
    user_id = caller()["id"]

    def page(after: Position | None, limit: int) -> list[Token]:
        return stored.list_by_user(user_id, after or START, limit)

    count = partial(stored.count_by_user, user_id)
    return listed(Listing("tokens", f"tokens of {user_id}", page, count), query)


@blueprint.operation(
    "POST", "/me/tokens", body=TokenBody, guard=with_password, returns=NewToken, minimal=False
)
def create_token(body: TokenBody) -> Response:
    """Make a token; ``token`` is its secret, shown this once. It replaces the password."""
    nonce = secrets.token_bytes(16)
    secret = _secret(nonce)
    answer = perform(lambda: _create(body, nonce, secret), secret=True)
    return _revealed(answer, nonce, secret)


def _create(body: TokenBody, nonce: bytes, secret: str) -> Response:
    secret_hash = token_secrets.digest(secret)
    token = stored.create(
        caller()["id"], body.name, body.scope, secret_hash, body.expires_at, now()
    )
    return created({**token, "token": nonce.hex()}, f"/api/v1/me/tokens/{token['id']}")


def _revealed(answer: Response, nonce: bytes, secret: str) -> Response:
    """Put the secret where the answer, which may be a stored one, has the nonce it came from."""
    shown_once = orjson.loads(answer.get_data())
    nonce_then = bytes.fromhex(shown_once["token"])
    shown_once["token"] = secret if nonce_then == nonce else _secret(nonce_then)
    answer.set_data(orjson.dumps(shown_once, option=orjson.OPT_APPEND_NEWLINE))
    return answer


def _secret(nonce: bytes) -> str:
    return token_secrets.secret(passwords.derive(password_sent(), nonce))


@blueprint.operation("GET", "/me/tokens/<id:token_id>", returns=Token)
def get_token(token_id: int) -> Response:
    """One of one's tokens."""
    token = stored.find(token_id, caller()["id"])
    if token is None:
        raise _no_such_token()
    return shown(token)


@blueprint.operation("DELETE", "/me/tokens/<id:token_id>", offers=())
def delete_token(token_id: int) -> Response:
    """Revoke one of one's tokens: it is refused from then on."""
    return perform(lambda: _delete(token_id))


def _delete(token_id: int) -> Response:
    if not stored.delete(token_id, caller()["id"]):
        raise _no_such_token()
    return gone()


def _no_such_token() -> Problem:
    return Problem(404, "There is no such token.")
