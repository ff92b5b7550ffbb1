"""Users; the SQL is in ``sql/queries/users.sql``."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NamedTuple, TypedDict, cast

from rawboard.db.compare_and_set import compare_and_set
from rawboard.db.execution import Row, fetch, fetch_all, fetch_one, insert, write
from rawboard.db.keyset import ID_FORM, START, Position
from rawboard.db.precondition import Precondition
from rawboard.db.queries import load_named
from rawboard.db.transactions import transaction
from rawboard.errors import Changed, NotAllowed, NotFound
from rawboard.repositories import boards, idempotency_keys, tokens
from rawboard.repositories.callers import Principal
from rawboard.repositories.tokens import Grant

QUERIES = load_named("queries", "users")
USERNAME_FORM, USERNAME_LENGTH = "[A-Za-z][A-Za-z0-9_.-]", 64  # the last character may repeat
USERNAME = re.compile(f"{USERNAME_FORM}{{0,{USERNAME_LENGTH - 1}}}")
ID = re.compile(ID_FORM)
FIELDS: tuple[Literal["username", "email"], ...] = ("username", "email")  # what clients write


class User(TypedDict):
    """A user as stored, without the password's hash."""

    id: int
    username: str
    email: str
    role: str
    created_at: datetime
    updated_at: datetime
    version: int


class Account(NamedTuple):
    """A user who logs in: as stored, and as statements name them."""

    user: User
    principal: Principal


def find_credentials(username: str) -> tuple[Account, str] | None:
    """Return an account and the hash of its password, or None."""
    if not USERNAME.fullmatch(username):  # the column is ASCII: other text is an error to it
        return None
    row = fetch_one(QUERIES["find_credentials_by_username"], username=username)
    if row is None:
        return None
    password_hash: str = row.pop("password_hash")
    return account_of(row), password_hash


def find_by_token(username: str, secret_hash: str) -> tuple[Account, Grant] | None:
    """Return the account with this name and token, None where there is none or it has expired.

    The name is compared without case; the hash is the SHA-256 of the secret, in hex.
    """
    if not USERNAME.fullmatch(username):
        return None
    query = tokens.QUERIES["find_account_by_token"]
    row = fetch_one(query, username=username, secret_hash=secret_hash)
    if row is None:
        return None
    grant = Grant(row.pop("token_id"), row.pop("scope"), is_use_due=row.pop("is_use_due") == 1)
    return account_of(row, by_token=True), grant


def find_own_credentials(caller: Principal) -> tuple[User, str]:
    """Return the caller and the hash of their password."""
    row = fetch("caller", QUERIES["find_credentials_of_caller"], **caller.key)
    password_hash: str = row.pop("password_hash")
    return cast(User, row), password_hash


def account_of(row: Row, *, by_token: bool = False) -> Account:
    """Return the account of a row of users that has its fingerprint."""
    principal = Principal(row["id"], row["role"] == "admin", row.pop("fingerprint"), by_token)
    return Account(cast(User, row), principal)


def find(caller: Principal, name: str | int) -> User:
    """Return a user by id or by username, which is compared without case."""
    check_name(name)
    if isinstance(name, int) or name.isdigit():
        row = fetch("user", QUERIES["find_user_by_id"], **caller.key, user_id=int(name))
    else:
        row = fetch("user", QUERIES["find_user_by_username"], **caller.key, username=name)
    return cast(User, row)


def check_name(name: str | int) -> None:
    """Raise NotFound for what cannot be an id or a username; to the database it may be an error."""
    if isinstance(name, str) and not (ID.fullmatch(name) or USERNAME.fullmatch(name)):
        raise NotFound("user")


def find_any_admin() -> str | None:
    """Return the username of some admin, or None where there is none."""
    row = fetch_one(QUERIES["find_any_admin"])
    return row["username"] if row else None


def list_page(caller: Principal, after: Position | None, limit: int) -> list[User]:
    """Return up to ``limit`` users, newest first, strictly after a position."""
    start = after or START
    query = QUERIES["list_users"]
    rows = fetch_all(query, **caller.key, before=start.time, before_id=start.id, limit=limit)
    return cast(list[User], rows)


def count(caller: Principal) -> int:
    """Return how many users there are."""
    return int(fetch("caller", QUERIES["count_users"], **caller.key)["users"])


def find_taken(username: str, email: str) -> list[str]:
    """Return which of the two, ``username`` and ``email``, a user has already."""
    row = fetch("user", QUERIES["find_taken"], username=username, email=email)
    return [field for field in FIELDS if row[field]]


def create(username: str, email: str, password_hash: str, role: str, now: datetime) -> User:
    """Add a user.

    Raises:
        ConstraintViolated: ``uq_users_username`` or ``uq_users_email``.
    """
    shown = {"username": username, "email": email, "role": role}
    user_id = insert(QUERIES["create_user"], **shown, password_hash=password_hash, now=now)
    user = {"id": user_id, **shown, "created_at": now, "updated_at": now, "version": 1}
    return cast(User, user)


def update(
    caller: Principal,
    name: str | int,
    changes: Mapping[str, str],
    precondition: Precondition,
    now: datetime,
) -> User:
    """Change username or e-mail of a user, by id or username, and return the result.

    Raises:
        NotAllowed: the user is another one, or a token would change the e-mail address.
        ConstraintViolated: ``uq_users_username`` or ``uq_users_email``.
    """

    def write_version(user: User) -> User | None:
        _decide(caller, user, precondition)
        fields = {field: changes.get(field, user[field]) for field in FIELDS}
        if fields["email"] != user["email"]:
            caller.require_password()
        version, query = user["version"], QUERIES["update_user_by_id"]
        if not write(query, user_id=user["id"], version=version, **fields, now=now):
            return None
        return cast(User, {**user, **fields, "updated_at": now, "version": version + 1})

    return compare_and_set(find(caller, name), write_version, _lock)


def update_password(user_id: int, current_hash: str, password_hash: str, now: datetime) -> bool:
    """Replace a password's hash; False where it is no longer the one that was verified."""
    hashes = {"current_hash": current_hash, "password_hash": password_hash}
    return write(QUERIES["update_password_by_id"], user_id=user_id, **hashes, now=now) == 1


def delete(caller: Principal, name: str | int, precondition: Precondition) -> None:
    """Delete a user, by id or username, with all boards, tokens and kept responses of theirs.

    Raises:
        NotAllowed: the user is another one, or a token would delete its own account.
    """
    user = find(caller, name)
    _decide(caller, user, precondition)
    if user["id"] == caller.id:
        caller.require_password()

    def work() -> None:
        _decide(caller, _lock(user), precondition)
        boards.delete_by_author(user["id"])
        tokens.delete_by_user(user["id"])
        idempotency_keys.delete_by_user(user["id"])
        write(QUERIES["delete_user_by_id"], user_id=user["id"])

    transaction(work)


def may_change(caller: Principal, user: User) -> bool:
    """Tell whether the caller may change a user, and see what only the user and admins may."""
    return user["id"] == caller.id or caller.is_admin


def _decide(caller: Principal, user: User, precondition: Precondition) -> None:
    """Decide whether the caller may write this version of a user."""
    if not may_change(caller, user):
        raise NotAllowed("Only this user or an admin may do this.")
    if not precondition.admits(user["version"]):
        raise Changed(user)


def _lock(user: User) -> User:
    """Return a user as they are now, and hold their row to the end of the transaction."""
    return cast(User, fetch("user", QUERIES["lock_user_by_id"], user_id=user["id"]))
