"""Access tokens; the SQL is in ``sql/queries/tokens.sql``."""

from datetime import datetime
from typing import NamedTuple, TypedDict, cast

from rawboard.db.execution import fetch_all, fetch_one, insert, write
from rawboard.db.keyset import Position
from rawboard.db.queries import load_named
from rawboard.repositories.users import USERNAME, User

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
    """What a request that came with a token may do.

    Args:
        token_id: the token.
        scope: "read" or "write".
        last_used_at: as it was before this request.
    """

    token_id: int
    scope: str
    last_used_at: datetime | None


def find_credentials(username: str, secret_hash: str, now: datetime) -> tuple[User, Grant] | None:
    """Return the user with this name and token, or None where there is none or it has expired.

    Args:
        username: compared without case.
        secret_hash: the SHA-256 of the secret, in hex.
        now: decides what has expired.
    """
    if not USERNAME.fullmatch(username):  # the column is ASCII: other text is an error to it
        return None
    query = QUERIES["find_credentials_by_token"]
    row = fetch_one(query, username=username, secret_hash=secret_hash, now=now)
    if row is None:
        return None
    grant = Grant(row.pop("token_id"), row.pop("scope"), row.pop("last_used_at"))
    return cast(User, row), grant


def list_by_user(user_id: int, after: Position, limit: int) -> list[Token]:
    """Return up to ``limit`` tokens of one user, newest first, strictly after a position."""
    query = QUERIES["list_tokens_by_user"]
    position = {"before": after.time, "before_id": after.id}
    return cast(list[Token], fetch_all(query, user_id=user_id, **position, limit=limit))


def count_by_user(user_id: int) -> int:
    """Return how many tokens a user has."""
    row = fetch_one(QUERIES["count_tokens_by_user"], user_id=user_id)
    return int(row["tokens"]) if row else 0


def find(token_id: int, user_id: int) -> Token | None:
    """Return the token of this id, or None where there is none or it is somebody else's."""
    return cast(
        Token | None, fetch_one(QUERIES["find_token_by_id"], token_id=token_id, user_id=user_id)
    )


def create(
    user_id: int,
    name: str,
    scope: str,
    secret_hash: str,
    expires_at: datetime | None,
    now: datetime,
) -> Token:
    """Add a token.

    Raises:
        ConstraintViolated: ``fk_tokens_user_id``, its owner was deleted meanwhile.
    """
    shown = {"name": name, "scope": scope, "expires_at": expires_at}
    token_id = insert(
        QUERIES["create_token"], user_id=user_id, secret_hash=secret_hash, now=now, **shown
    )
    return Token(
        id=token_id,
        name=name,
        scope=scope,
        created_at=now,
        expires_at=expires_at,
        last_used_at=None,
    )


def note_use(token_id: int, now: datetime, noted_before: datetime) -> None:
    """Write when a token was used, unless a use since ``noted_before`` is written already."""
    query = QUERIES["update_token_last_used_at"]
    write(query, token_id=token_id, now=now, noted_before=noted_before)


def delete(token_id: int, user_id: int) -> bool:
    """Delete a token; False where there is none or it is somebody else's."""
    return write(QUERIES["delete_token_by_id"], token_id=token_id, user_id=user_id) == 1
