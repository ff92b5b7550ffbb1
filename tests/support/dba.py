"""The database as its operators meet it: accounts of their own, and the standard client tools."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import MySQLdb
import pytest
from MySQLdb.cursors import DictCursor

from rawboard.db.queries import SQL_DIRECTORY, Query, load, load_named

DBA_QUERIES = load(Path(__file__).parents[1] / "sql" / "dba.sql")
ROLES = ("owner", "app", "readonly", "monitor", "backup")
Row = dict[str, Any]


class Session:
    """One connection of an account, which commits each statement."""

    def __init__(self, connection: MySQLdb.Connection) -> None:
        self.connection = connection
        self.id: int = connection.thread_id()

    def ask(self, name: str, **parameters: object) -> list[Row]:
        """Run a query of tests/sql/dba.sql."""
        return self.run(DBA_QUERIES[name], **parameters)

    def ask_ops(self, noun: str, name: str, **parameters: object) -> list[Row]:
        """Run a query of sql/ops."""
        return self.run(load_named("ops", noun)[name], **parameters)

    def checksums(self) -> dict[str, int]:
        """The checksum of each table's rows."""
        rows = self.ask_ops("checksums", "list_table_checksums")
        return {row["Table"].split(".")[1]: row["Checksum"] for row in rows}

    def run(self, query: Query, **parameters: object) -> list[Row]:
        cursor = self.connection.cursor(DictCursor)
        cursor.execute(query.sql(parameters), parameters)
        return list(cursor.fetchall())

    def refusal(self, name: str, **parameters: object) -> int:
        """The number of the error that the server refuses the query with."""
        with pytest.raises(MySQLdb.Error) as caught:
            self.ask(name, **parameters)
        return int(caught.value.args[0])


@dataclass(frozen=True)
class Account:
    """Somebody who may log in to the server.

    Args:
        where: how to connect, as MySQLdb.connect takes it.
        database: the database that is chosen then.
    """

    where: Row
    database: str

    def on(self, database: str) -> "Account":
        return replace(self, database=database)

    @contextmanager
    def session(self) -> Iterator[Session]:
        connection = MySQLdb.connect(
            charset="utf8mb4", autocommit=True, db=self.database, **self.where
        )
        try:
            yield Session(connection)
        finally:
            connection.close()

    def pipe(self, text: str) -> str:
        """What the client shell prints for an SQL file, as ``mysql rawboard < file`` does."""
        options = [f"--{line}" for line in option_lines(self.where)]
        program = tool("mysql", "mariadb")
        done = subprocess.run(
            [program, "--no-defaults", *options, "--table", self.database],
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


Accounts = dict[str, Account]  # by role, and the administrator


def grant(accounts: Accounts, role: str) -> None:
    """Pipes a copy of the role's file, with its own password, as sql/README.md says."""
    text = (SQL_DIRECTORY / "grants" / f"{role}.sql").read_text()
    sample = f"'change-me-{role}-1'"
    assert text.count(sample) == 1
    password = str(accounts[role].where["password"])
    accounts["administrator"].pipe(text.replace(sample, f"'{password}'"))


@contextmanager
def meanwhile(call: Callable[[], object]) -> Iterator[None]:
    """Makes a call in a thread of its own while the block runs, and waits for its end."""
    thread = threading.Thread(target=call)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def tool(*names: str) -> str:
    """The path of a client tool, under the first of its names that is installed."""
    found = next((path for path in map(shutil.which, names) if path), None)
    assert found, f"bin/setup installs {' or '.join(names)}"
    return found


class Terminal:
    """A DBA's: a home directory with an option file, the client tools and this checkout's sql/.

    Args:
        home: an empty directory.
        root: the account that the commands run as, unless they name another.
        backup: the account of ``--defaults-group-suffix=_backup``.
    """

    def __init__(self, home: Path, root: Account, backup: Account) -> None:
        self.home = home
        mine = "\n".join(option_lines(root.where))
        theirs = "\n".join(option_lines({key: backup.where[key] for key in ("user", "password")}))
        (home / ".my.cnf").write_text(f"[client]\n{mine}\n[client_backup]\n{theirs}\n")
        (home / "sql").symlink_to(SQL_DIRECTORY)
        (home / "bin").mkdir()
        # Newer packages of MariaDB leave out the names that start with mysql.
        (home / "bin" / "mysql").symlink_to(tool("mysql", "mariadb"))
        (home / "bin" / "mysqldump").symlink_to(tool("mysqldump", "mariadb-dump"))

    @contextmanager
    def typing(self, commands: str, **settings: str) -> Iterator[IO[str]]:
        """Run commands as they are typed, in the home directory; yields what they print."""
        path = f"{self.home / 'bin'}:{Path(sys.executable).parent}:/usr/bin:/bin"
        with (
            (self.home / "errors").open("w+") as errors,
            subprocess.Popen(
                ["bash", "-eu", "-o", "pipefail", "-c", commands],
                cwd=self.home,
                env={"HOME": str(self.home), "PATH": path, "LC_ALL": "C.UTF-8", **settings},
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
            ) as process,
        ):
            assert process.stdout
            yield process.stdout
            status = process.wait(60)
        assert status == 0, (self.home / "errors").read_text()

    def type(self, commands: str, **settings: str) -> str:
        """Run commands and return what they print."""
        with self.typing(commands, **settings) as output:
            return output.read()


def option_lines(where: Row) -> list[str]:
    """How to connect, as the client tools take it."""
    return [f"{'socket' if key == 'unix_socket' else key}={where[key]}" for key in where]
