"""Access tokens; the SQL is in ``sql/queries/tokens.sql``."""

from datetime import datetime
from typing import NamedTuple, TypedDict, cast

from rawboard.db.execution import fetch, fetch_all, insert, write
from rawboard.db.keyset import START, Position
from rawboard.db.queries import load_named
from rawboard.db.transactions import transaction
from rawboard.errors import Invalid, NotFound
from rawboard.repositories import callers
from rawboard.repositories.callers import Principal

QUERIES = load_named("queries", "tokens")


class Token(TypedDict):
    """A token as its owner sees it, without anything of its secret."""

    id: int
    name: str
    scope: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class Grant(NamedTuple):
    """What a request with a token may do, "read" or "write", and whether to record its use."""

    token_id: int
    scope: str
    is_use_due: bool


def list_page(caller: Principal, after: Position | None, limit: int) -> list[Token]:
    """Return up to ``limit`` tokens of the caller, newest first, strictly after a position."""
    start = after or START
    query = QUERIES["list_tokens"]
    rows = fetch_all(query, **caller.key, before=start.time, before_id=start.id, limit=limit)
    return cast(list[Token], rows)


def count(caller: Principal) -> int:
    """Return how many tokens the caller has."""
    return int(fetch("caller", QUERIES["count_tokens"], **caller.key)["tokens"])


def find(caller: Principal, token_id: int) -> Token:
    """Return the caller's token of this id; another user's is not found."""
    query = QUERIES["find_token_by_id"]
    return cast(Token, fetch("token", query, **caller.key, token_id=token_id))


def create(
    caller: Principal, name: str, scope: str, secret_hash: str, expires_at: datetime | None
) -> Token:
    """Add a token of the caller's.

    Raises:
        Invalid: it would have expired already, by the database's clock.
    """
    query, shown = QUERIES["create_token"], {"name": name, "scope": scope, "expires_at": expires_at}

    def work() -> Token:
        return find(caller, insert(query, **caller.key, **shown, secret_hash=secret_hash))

    try:
        return transaction(work)
    except NotFound:
        callers.verify(caller)
        raise Invalid("expires_at", "must be in the future") from None


def record_use(token_id: int) -> None:
    """Record that a token is used now, unless a use of the last minute is recorded already."""
    write(QUERIES["update_token_last_used_at"], token_id=token_id)


def delete_by_user(user_id: int) -> None:
    """Delete all tokens of a user, inside the caller's transaction."""
    write(QUERIES["delete_tokens_by_user"], user_id=user_id)


def delete(caller: Principal, token_id: int) -> None:
    """Delete a token of the caller's."""
    find(caller, token_id)
    if not write(QUERIES["delete_token_by_id"], token_id=token_id, user_id=caller.id):
        raise NotFound("token")
