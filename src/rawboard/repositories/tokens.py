"""Access tokens; the SQL is in ``sql/queries/tokens.sql``."""

from datetime import datetime
from typing import NamedTuple, TypedDict, cast

from rawboard.db.execution import fetch, fetch_all, fetch_one, insert, write
from rawboard.db.keyset import START, Position
from rawboard.db.queries import load_named
from rawboard.errors import NotFound
from rawboard.repositories.callers import Principal
from rawboard.repositories.users import USERNAME, Account, account_of

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
    """What a request with a token may do: "read" or "write"; and when it was last used before."""

    token_id: int
    scope: str
    last_used_at: datetime | None


def find_account(username: str, secret_hash: str, now: datetime) -> tuple[Account, Grant] | None:
    """Return the account with this name and token, None where there is none or it has expired.

    The name is compared without case; the hash is the SHA-256 of the secret, in hex.
    """
    if not USERNAME.fullmatch(username):  # the column is ASCII: other text is an error to it
        return None
    query = QUERIES["find_account_by_token"]
    row = fetch_one(query, username=username, secret_hash=secret_hash, now=now)
    if row is None:
        return None
    grant = Grant(row.pop("token_id"), row.pop("scope"), row.pop("last_used_at"))
    return account_of(row, by_token=True), grant


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
    caller: Principal,
    name: str,
    scope: str,
    secret_hash: str,
    expires_at: datetime | None,
    now: datetime,
) -> Token:
    """Add a token of the caller's."""
    shown = {"name": name, "scope": scope, "expires_at": expires_at}
    query = QUERIES["create_token"]
    token_id = insert(query, **caller.key, **shown, secret_hash=secret_hash, now=now)
    if not token_id:
        raise NotFound("caller")
    return {
        "id": token_id,
        "name": name,
        "scope": scope,
        "created_at": now,
        "expires_at": expires_at,
        "last_used_at": None,
    }


def record_use(token_id: int, now: datetime, recorded_before: datetime) -> None:
    """Record when a token was used, unless a use since ``recorded_before`` is recorded already."""
    query = QUERIES["update_token_last_used_at"]
    write(query, token_id=token_id, now=now, recorded_before=recorded_before)


def delete_by_user(user_id: int) -> None:
    """Delete all tokens of a user."""
    write(QUERIES["delete_tokens_by_user"], user_id=user_id)


def delete(caller: Principal, token_id: int) -> None:
    """Delete a token of the caller's."""
    find(caller, token_id)
    if not write(QUERIES["delete_token_by_id"], token_id=token_id, user_id=caller.id):
        raise NotFound("token")
