"""Makes the database and its two accounts on a server of our own, from ``sql/grants``."""

import secrets
from pathlib import Path
from typing import Any

import MySQLdb

from rawboard.db.queries import load_named

DATABASE = "rawboard"
ROLES = ("owner", "app")


def passwords(path: Path) -> dict[str, str]:
    """Return the accounts' passwords, kept in a file that only this user can read.

    Args:
        path: the file; made with fresh random passwords where there is none.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text("".join(f"{role}={secrets.token_urlsafe(18)}\n" for role in ROLES))
    pairs = (line.split("=", 1) for line in path.read_text().splitlines())
    return dict(pair for pair in pairs)


def prepare(administrator: dict[str, Any], chosen: dict[str, str]) -> dict[str, str]:
    """Create the database and its owner where they are missing.

    Args:
        administrator: how to connect as one, as MySQLdb.connect takes it.
        chosen: the password of each role.

    Returns:
        The ``MYSQL_...`` settings of owner and app; the app's account is made by :func:`grant`.
    """
    with _connect(administrator) as connection:
        _run(connection, "database", {})
        connection.select_db(DATABASE)
        _run(connection, "owner", chosen)
    return {
        "MYSQL_DB": DATABASE,
        "MYSQL_USER": "rawboard_app",
        "MYSQL_PASSWORD": chosen["app"],
        "MYSQL_OWNER_USER": "rawboard_owner",
        "MYSQL_OWNER_PASSWORD": chosen["owner"],
    }


def grant(administrator: dict[str, Any], chosen: dict[str, str]) -> None:
    """Make the account of the API, with rights on the tables: after the migrations.

    Args:
        administrator: as for :func:`prepare`.
        chosen: the password of each role.
    """
    with _connect(administrator) as connection:
        connection.select_db(DATABASE)
        _run(connection, "app", chosen)


def _connect(administrator: dict[str, Any]) -> MySQLdb.Connection:
    return MySQLdb.connect(charset="utf8mb4", multi_statements=False, **administrator)


def _run(connection: MySQLdb.Connection, role: str, chosen: dict[str, str]) -> None:
    queries = [*load_named("grants", role).values()]
    if role in chosen:  # the account may be there with another password
        queries.append(load_named("grants", "passwords")[f"set_{role}_password"])
    for query in queries:
        bound = {"password": chosen[role]} if query.statement.parameters else {}
        connection.cursor().execute(query.statement.text, bound)
