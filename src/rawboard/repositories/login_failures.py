"""Failed logins, and registrations; the SQL is in ``sql/queries/login_failures.sql``.

An account is the SHA-256 of a username in hex, ``""`` for all accounts; so is the address ``""``.
"""

from typing import TypedDict, cast

from rawboard.db.execution import fetch_all, fetch_one, write
from rawboard.db.queries import load_named

QUERIES = load_named("queries", "login_failures")


class Counter(TypedDict):
    """How many logins failed, and for how much longer that counts."""

    account: str
    address: str
    failures: int
    microseconds_left: int


class Registered(TypedDict):
    """How many users an address has registered, and for how much longer that counts."""

    registrations: int
    microseconds_left: int


def list_running(account: str, address: str) -> list[Counter]:
    """Return the counters of both, of either over all of the other, whose windows still run."""
    query = QUERIES["list_login_failures"]
    return cast(list[Counter], fetch_all(query, account=account, address=address))


def add(account: str, address: str, seconds: int) -> None:
    """Count one more failure on all three counters.

    Args:
        account: which one.
        address: where it came from.
        seconds: how long the windows are that begin now.
    """
    write(QUERIES["create_login_failure"], account=account, address=address, seconds=seconds)


def forget(account: str, address: str) -> None:
    """Delete the counter of an account from an address."""
    write(QUERIES["delete_login_failure"], account=account, address=address)


def prune() -> None:
    """Delete some counters whose windows have ended."""
    write(QUERIES["delete_ended_login_failures"])


def find_registrations(address: str) -> Registered | None:
    """Return what an address has registered in the window that runs, None without one."""
    row = fetch_one(QUERIES["find_registrations"], address=address)
    return cast(Registered, row) if row and row["microseconds_left"] > 0 else None


def add_registration(address: str, seconds: int) -> None:
    """Count one more registration from an address, in a window of so many seconds if none runs."""
    write(QUERIES["create_registration"], address=address, seconds=seconds)
