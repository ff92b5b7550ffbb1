"""Creates the database and its two accounts on a server, from ``sql/grants``."""

import secrets
from pathlib import Path
from typing import Any

import MySQLdb

from rawboard.db.queries import load_named

DATABASE = "rawboard"
ROLES = ("owner", "app")


def passwords(path: Path) -> dict[str, str]:
    """Return each role's password from a file that only this user can read, made where missing."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text("".join(f"{role}={secrets.token_urlsafe(18)}\n" for role in ROLES))
    return dict(line.split("=", 1) for line in path.read_text().splitlines())


def prepare(administrator: dict[str, Any], chosen: dict[str, str]) -> dict[str, str]:
    """Create the database and its owner where they are missing, with the passwords of the roles.

    The administrator is one as MySQLdb.connect takes it. Returns the ``MYSQL_...`` settings of
    owner and app; the app's account is made by :func:`grant`.
    """
    _run(administrator, "database", {})
    _run(administrator, "owner", chosen)
    return {
        "MYSQL_DB": DATABASE,
        "MYSQL_USER": "rawboard_app",
        "MYSQL_PASSWORD": chosen["app"],
        "MYSQL_OWNER_USER": "rawboard_owner",
        "MYSQL_OWNER_PASSWORD": chosen["owner"],
    }


def grant(administrator: dict[str, Any], chosen: dict[str, str]) -> None:
    """Make the account of the API, with rights on the tables: after the migrations."""
    _run(administrator, "app", chosen)


def _run(administrator: dict[str, Any], role: str, chosen: dict[str, str]) -> None:
    queries = [*load_named("grants", role).values()]
    if role in ROLES:  # the account may be there with another password
        queries.append(load_named("grants", "passwords")[f"set_{role}_password"])
    with MySQLdb.connect(charset="utf8mb4", multi_statements=False, **administrator) as connection:
        if role in ROLES:  # whose rights are on the database
            connection.select_db(DATABASE)
        for query in queries:
            bound = {"password": chosen[role]} if query.statement.parameters else {}
            connection.cursor().execute(query.statement.text, bound)
