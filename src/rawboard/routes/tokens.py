"""``/me/tokens``: access tokens, which scripts send in place of the password.

A secret is derived from its owner's password and a nonce, and the nonce alone stands in the
response that an Idempotency-Key keeps: a retried request is shown the same secret, and what is
stored does not reveal it without the password.
"""

import secrets
from functools import partial
from typing import ClassVar

import orjson
from flask import Response

from rawboard.api.idempotency import perform
from rawboard.api.listing import Listing, listed
from rawboard.api.models.representation import Representation
from rawboard.api.models.tokens import NewToken, Token, TokenBody
from rawboard.api.operations import Resource
from rawboard.api.parameters import PageQuery
from rawboard.auth import passwords, token_secrets
from rawboard.auth.basic import password_sent
from rawboard.auth.guards import password_required
from rawboard.http import formats
from rawboard.http.responses import created, json_response, no_content
from rawboard.repositories import tokens
from rawboard.repositories.callers import Principal

blueprint = Resource("tokens", __name__)


class TokensQuery(PageQuery):
    """The parameters of the list of the caller's tokens."""

    shows: ClassVar[type[Representation]] = Token


@blueprint.operation("GET", "/me/tokens", query=TokensQuery, offers=formats.TYPES, returns=Token)
def list_tokens(caller: Principal, query: TokensQuery, media_type: str) -> Response:
    """The caller's tokens, newest first, without their secrets."""
    listing = Listing(
        name="tokens",
        scope=f"tokens of {caller.id}",
        page=partial(tokens.list_page, caller),
        count=partial(tokens.count, caller),
    )
    return listed(listing, query, media_type)


@blueprint.operation(
    "POST", "/me/tokens", body=TokenBody, guard=password_required, returns=NewToken, minimal=False
)
def create_token(caller: Principal, body: TokenBody) -> Response:
    """Create a token; ``token`` is its secret, shown only once. It replaces the password."""
    nonce = secrets.token_bytes(16)
    secret = _secret(nonce)
    response = perform(caller, lambda: _create(caller, body, nonce, secret), secret=True)
    return _revealed(response, nonce, secret)


def _create(caller: Principal, body: TokenBody, nonce: bytes, secret: str) -> Response:
    secret_hash = token_secrets.digest(secret)
    token = tokens.create(caller, body.name, body.scope, secret_hash, body.expires_at)
    return created({**token, "token": nonce.hex()}, f"/api/v1/me/tokens/{token['id']}")


def _revealed(response: Response, nonce: bytes, secret: str) -> Response:
    """Put the secret where the response, which may be a stored one, has the nonce of it."""
    token = orjson.loads(response.get_data())
    nonce_then = bytes.fromhex(token["token"])
    token["token"] = secret if nonce_then == nonce else _secret(nonce_then)
    response.set_data(orjson.dumps(token, option=orjson.OPT_APPEND_NEWLINE))
    return response


def _secret(nonce: bytes) -> str:
    return token_secrets.secret(passwords.derive(password_sent(), nonce))


@blueprint.operation("GET", "/me/tokens/<id:token_id>", returns=Token)
def get_token(caller: Principal, token_id: int) -> Response:
    """One of the caller's tokens."""
    return json_response(tokens.find(caller, token_id))


@blueprint.operation("DELETE", "/me/tokens/<id:token_id>", offers=())
def delete_token(caller: Principal, token_id: int) -> Response:
    """Revoke one of the caller's tokens: it is refused from then on."""
    return perform(caller, lambda: _delete(caller, token_id))


def _delete(caller: Principal, token_id: int) -> Response:
    tokens.delete(caller, token_id)
    return no_content()
