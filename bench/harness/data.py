"""What is in the database: Rawboard's own schema, 100,000 boards (or a million), and callers."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import MySQLdb
from MySQLdb.cursors import DictCursor
from rawboard.auth import passwords
from rawboard.db.queries import SQL_DIRECTORY, load
from rawboard.db.two_way_sql import read, split
from rawboard.schema import accounts
from werkzeug.security import generate_password_hash

from bench.harness.database import Server
from bench.harness.mistakes import MeasureError
from bench.harness.places import BENCH, VAR

SQL = load(BENCH / "sql" / "harness.sql")
GROW = load(BENCH / "sql" / "grow.sql")
BOARDS = 100_000
MILLION = "rawboard_million"
CALLERS = 8  # of each kind
PASSWORD = "a caller's long passphrase"
COPIES = range(1, 10)
TEXT_INDEX = "0006_index_boards_text.sql"


@dataclass(frozen=True)
class Site:
    """A database that is ready to be measured on.

    Args:
        administrator: how to connect as root, as MySQLdb.connect takes it.
        api: the variables that lead Rawboard to it, as its own account.
        peer: those that lead a peer to it.
        kind: docker or embedded.
        version: as the server says.
        last_id: of the boards that were seeded.
    """

    administrator: dict[str, Any]
    api: dict[str, str]
    peer: dict[str, str]
    kind: str
    version: str
    last_id: int

    def connect(self) -> MySQLdb.Connection:
        """Return a bare connection with a peer's account; whoever asks closes it."""
        return MySQLdb.connect(
            host="127.0.0.1",
            port=int(self.peer["MYSQL_PORT"]),
            user=self.peer["MYSQL_USER"],
            password=self.peer["MYSQL_PASSWORD"],
            database=self.peer["MYSQL_DB"],
            charset="utf8mb4",
            ssl_mode="DISABLED",
        )

    def ask(self, name: str, /, **parameters: object) -> list[dict[str, Any]]:
        """Run a query of bench/sql/harness.sql and return its rows."""
        return ask(self.administrator, SQL[name].statement.text, parameters)

    def set_password_hash(self, username: str, password_hash: str) -> None:
        """Give a caller another hash, making the caller where there is none."""
        _set_hash(self.administrator, username, password_hash)

    def forget_new_boards(self) -> None:
        """Delete what was posted since the seeding."""
        self.ask("delete_boards_after", board_id=self.last_id)


def ask(
    where: Mapping[str, Any], text: str, parameters: Mapping[str, object]
) -> list[dict[str, Any]]:
    """Run a statement on a connection of its own and return its rows."""
    connection = MySQLdb.connect(
        charset="utf8mb4", autocommit=True, cursorclass=DictCursor, **where
    )
    try:
        cursor = connection.cursor()
        cursor.execute(text, parameters)
        return list(cursor.fetchall())
    finally:
        connection.close()


def prepare(server: Server) -> Site:
    """Migrate and seed the database, as far as it is not."""
    chosen = accounts.passwords(VAR / "passwords")
    administrator = {**server.administrator(), "db": accounts.DATABASE}
    address = {"MYSQL_HOST": "127.0.0.1", "MYSQL_PORT": str(server.port)}
    api = accounts.prepare(server.administrator(), chosen) | address
    api["MYSQL_SSL_MODE"] = "DISABLED"
    _migrate(api)
    accounts.grant(server.administrator(), chosen)
    _make_peer_account(administrator, chosen["app"])
    _seed(administrator)
    peer = {**api, "MYSQL_USER": "bench_peer", "MYSQL_PASSWORD": chosen["app"]}
    version = ask(administrator, SQL["find_version"].statement.text, {})[0]["version"]
    return _site(administrator, api, peer, server.kind, version)


def prepare_million(server: Server, site: Site) -> Site:
    """Make a second database with ten times the boards, as far as it is not there.

    It has no full-text index (:func:`index_million` makes it), which takes minutes to build.
    Rawboard runs on it as the peers' account: its own has rights on the first alone.
    """
    administrator = {**site.administrator, "db": MILLION}
    owner = {n: v for n, v in site.api.items() if n.startswith("MYSQL_OWNER")}
    variables = site.peer | owner | {"MYSQL_DB": MILLION}
    if not site.ask("list_million") or _boards(administrator) < BOARDS * 10:
        for name in ("drop_million", "create_million", "grant_owner_million", "grant_peer_million"):
            site.ask(name)
        _migrate(variables)
        _grow(administrator)
    _make_callers(administrator)
    return _site(administrator, variables, variables, server.kind, site.version)


def index_million(million: Site) -> None:
    """Make the full-text index of the second database, if it has none."""
    if not million.ask("list_text_indexes"):
        click.echo(
            "Building the full-text index of a million boards; this takes minutes.", err=True
        )
        _run_file(million.administrator, SQL_DIRECTORY / "migrations" / TEXT_INDEX)


def clean_environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment without a developer's settings, and with these."""
    ours = ("PORT", "DB", "MYSQL_", "RAWBOARD_")
    quiet = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return quiet | dict(variables)


def _site(
    administrator: dict[str, Any],
    api: dict[str, str],
    peer: dict[str, str],
    kind: str,
    version: str,
) -> Site:
    last_id = ask(administrator, SQL["find_last_board_id"].statement.text, {})[0]["id"]
    site = Site(administrator, api, peer, kind, version, int(last_id))
    site.forget_new_boards()  # a benchmark that was stopped may have left some
    site.ask("delete_login_failures")
    return site


def _migrate(variables: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", "flask", "--app", "rawboard", "db", "migrate"]
    done = subprocess.run(
        command, env=clean_environment(variables), cwd=VAR, capture_output=True, check=False
    )
    if done.returncode:
        raise MeasureError(f"the database cannot be migrated: {done.stderr.decode()[-2000:]}")


def _make_peer_account(administrator: Mapping[str, Any], password: str) -> None:
    for name in ("create_peer_account", "set_peer_password"):
        ask(administrator, SQL[name].statement.text, {"password": password})
    ask(administrator, SQL["grant_peer"].statement.text, {})


def _seed(administrator: Mapping[str, Any]) -> None:
    if _boards(administrator) < BOARDS:
        click.echo(f"Seeding {BOARDS:,} boards.", err=True)
        _run_file(administrator, SQL_DIRECTORY / "seeds" / "volume.sql")
    _make_callers(administrator)


def _make_callers(administrator: Mapping[str, Any]) -> None:
    hashes = {
        "argon": passwords.hash_password(PASSWORD),
        "scrypt": generate_password_hash(PASSWORD, "scrypt"),
    }
    for kind, password_hash in hashes.items():
        for name in (f"{kind}{number}" for number in range(1, CALLERS + 1)):
            _set_hash(administrator, name, password_hash)


def _set_hash(administrator: Mapping[str, Any], username: str, password_hash: str) -> None:
    email = f"{username}@example.com"
    caller = {"username": username, "email": email, "password_hash": password_hash}
    ask(administrator, SQL["create_caller"].statement.text, caller)


def _grow(administrator: Mapping[str, Any]) -> None:
    click.echo(f"Seeding {BOARDS * 10:,} boards.", err=True)
    _run_file(administrator, SQL_DIRECTORY / "migrations" / "undo" / TEXT_INDEX)
    _run_file(administrator, SQL_DIRECTORY / "seeds" / "volume.sql")
    last_id = ask(administrator, SQL["find_last_board_id"].statement.text, {})[0]["id"]
    for copy in COPIES:
        ask(administrator, GROW["create_users"].statement.text, {"copy": copy})
        ask(administrator, GROW["create_boards"].statement.text, {"copy": copy, "last_id": last_id})
    ask(administrator, SQL["analyze_boards"].statement.text, {})


def _boards(administrator: Mapping[str, Any]) -> int:
    return int(ask(administrator, SQL["count_boards"].statement.text, {})[0]["boards"])


def _run_file(administrator: Mapping[str, Any], path: Path) -> None:
    """Run a file of statements on one connection: it may set its session first."""
    connection = MySQLdb.connect(charset="utf8mb4", autocommit=True, **administrator)
    for statement in split(read(path), path.name):
        cursor = connection.cursor()
        cursor.execute(statement.text, {})
        cursor.close()
    connection.close()
