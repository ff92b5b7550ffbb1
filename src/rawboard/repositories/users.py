"""Users; the SQL is in ``sql/queries/users.sql``."""

import re
from datetime import datetime
from typing import TypedDict, cast

from rawboard.db.execution import Row, fetch_all, fetch_one, insert, transaction, write
from rawboard.db.keyset import Position
from rawboard.db.queries import load_named
from rawboard.http.entity_tags import Condition
from rawboard.repositories import boards, idempotency_keys

QUERIES = load_named("queries", "users")
USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")


class User(TypedDict):
    """A user as stored, without the password's hash."""

    id: int
    username: str
    email: str
    role: str
    created_at: datetime
    updated_at: datetime
    version: int


def find_credentials(username: str) -> tuple[User, str] | None:
    """Return a user and the hash of their password, or None."""
    if not USERNAME.fullmatch(username):  # the column is ASCII: other text is an error to it
        return None
    row = fetch_one(QUERIES["find_credentials_by_username"], username=username)
    if row is None:
        return None
    password_hash: str = row.pop("password_hash")
    return _user(row), password_hash


def find(user_id: int) -> User | None:
    """Return the user of this id, or None."""
    row = fetch_one(QUERIES["find_user_by_id"], user_id=user_id)
    return _user(row) if row else None


def find_by_username(username: str) -> User | None:
    """Return the user of this name, compared without case, or None."""
    if not USERNAME.fullmatch(username):
        return None
    row = fetch_one(QUERIES["find_user_by_username"], username=username)
    return _user(row) if row else None


def find_any_admin() -> str | None:
    """Return the username of some admin, or None where there is none."""
    row = fetch_one(QUERIES["find_any_admin"])
    return row["username"] if row else None


def list_page(after: Position, limit: int) -> list[User]:
    """Return up to ``limit`` users, newest first, strictly after a position."""
    query = QUERIES["list_users"]
    rows = fetch_all(query, before=after.time, before_id=after.id, limit=limit)
    return [_user(row) for row in rows]


def count() -> int:
    """Return how many users there are."""
    row = fetch_one(QUERIES["count_users"])
    return int(row["users"]) if row else 0


def create(username: str, email: str, password_hash: str, role: str, now: datetime) -> User:
    """Add a user.

    Raises:
        ConstraintViolated: ``uq_users_username`` or ``uq_users_email``.
    """
    user_id = insert(
        QUERIES["create_user"],
        username=username,
        email=email,
        password_hash=password_hash,
        role=role,
        now=now,
    )
    return User(
        id=user_id,
        username=username,
        email=email,
        role=role,
        created_at=now,
        updated_at=now,
        version=1,
    )


def update(
    user_id: int,
    changes: dict[str, str],
    caller_id: int,
    caller_is_admin: bool,
    now: datetime,
    condition: Condition,
) -> bool:
    """Change a user; False where the caller may not, the condition fails or there is no such.

    Raises:
        ConstraintViolated: ``uq_users_username`` or ``uq_users_email``.
    """
    found = write(
        QUERIES["update_user_by_id"],
        user_id=user_id,
        username=changes.get("username"),
        email=changes.get("email"),
        caller_id=caller_id,
        caller_is_admin=caller_is_admin,
        now=now,
        match=condition.match,
        unless=condition.unless,
    )
    return found == 1


def update_password(user_id: int, current_hash: str, password_hash: str, now: datetime) -> bool:
    """Replace a password's hash; False where it is no longer the one that was checked."""
    found = write(
        QUERIES["update_password_by_id"],
        user_id=user_id,
        current_hash=current_hash,
        password_hash=password_hash,
        now=now,
    )
    return found == 1


def delete(user_id: int, condition: Condition) -> bool:
    """Delete a user with all that is theirs, in one transaction.

    Returns:
        False where the condition fails or there is no such user.
    """

    def work() -> bool:
        if fetch_one(QUERIES["lock_user_by_id"], user_id=user_id, **condition._asdict()) is None:
            return False
        boards.delete_by_author(user_id)
        idempotency_keys.delete_by_user(user_id)
        return write(QUERIES["delete_user_by_id"], user_id=user_id) == 1

    return transaction(work)


def _user(row: Row) -> User:
    return cast(User, row)
