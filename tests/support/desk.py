"""A scratch database, and every hand that works on it: the program, the client, a root session."""

import contextlib
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import MySQLdb
from click.testing import CliRunner
from flask.cli import ScriptInfo
from MySQLdb.cursors import DictCursor

import rawboard
from rawboard import create_app, settings
from rawboard.cli.db import group
from rawboard.db.connection import mysql
from rawboard.db.queries import SQL_DIRECTORY, load
from rawboard.schema import diff, migration_files
from tests.support.faults import until
from tests.support.servers import SuiteServer

BIN = Path(sys.executable).parent
SQL = Path(__file__).parents[1] / "sql"
QUERIES = load(SQL / "db.sql")
SHIPPED = migration_files.files()
NEXT = len(SHIPPED) + 1
DATABASE = "rawboard_scratch_db"
Rows = list[dict[str, Any]]
Facts = dict[tuple[str, str], object]


@dataclass(frozen=True)
class Ran:
    """What a command said."""

    status: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line in which a command said what is wrong, and nothing else."""
        assert self.status == 1, f"exit status {self.status}: {self.out}{self.err}"
        assert "Traceback" not in self.err, self.err
        assert self.err.startswith("Error: "), self.err
        return self.err


def end(process: subprocess.Popen[str], answer: str = "") -> Ran:
    """Wait for a command and return what it said."""
    out, err = process.communicate(answer, timeout=30)
    return Ran(process.returncode, out, err)


class Desk:
    """Commands run as a user runs them: in an empty directory, with the settings alone."""

    def __init__(self, server: SuiteServer, variables: dict[str, str], directory: Path) -> None:
        self.server, self.directory = server, directory
        self.variables = {"PATH": os.environ["PATH"], **variables, "MYSQL_DB": DATABASE}
        self.root = MySQLdb.connect(charset="utf8mb4", autocommit=True, **server.administrator())
        self.is_mysql = "mariadb" not in self.root.get_server_info().lower()
        self.sql = SQL_DIRECTORY
        self.cwd = directory / "empty"
        self.cwd.mkdir()
        self._started: list[subprocess.Popen[str]] = []
        for name in ("drop_database", "create_database", "use_database"):
            self.run(name)

    def db(self, *arguments: str, answer: str = "", **overrides: str) -> Ran:
        """Run ``rawboard db ...`` to its end; inside this process where sql/ is the shipped one."""
        if self.sql != SQL_DIRECTORY:
            return end(self.start(*arguments, **overrides), answer)
        chosen = {**self.variables, **overrides}
        info = ScriptInfo(create_app=lambda: create_app(settings.load(chosen)))
        handlers = logging.getLogger("rawboard").handlers[:]
        with contextlib.chdir(self.cwd):
            done = CliRunner().invoke(group, arguments, input=answer, obj=info)
        logging.getLogger("rawboard").handlers[:] = handlers  # not the runner's closed stream
        if info._loaded_app:
            with info._loaded_app.app_context():
                mysql.discard()
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Ran(done.exit_code, done.stdout, done.stderr)

    def each(self, *commands: Sequence[str], **overrides: str) -> list[Ran]:
        """Run several commands at once."""
        return [end(each) for each in [self.start(*c, **overrides) for c in commands]]

    def start(self, *arguments: str, **overrides: str) -> subprocess.Popen[str]:
        """Start ``rawboard db ...``."""
        command = [str(BIN / "rawboard"), "db", *arguments]
        return self._start(command, {**self.variables, **overrides})

    def client(self, path: Path) -> Ran:
        """Do ``mysql database < path``."""
        return end(self.start_client(), path.read_text())

    def start_client(self, database: str = DATABASE) -> subprocess.Popen[str]:
        """Start the client, which runs what is written to it."""
        where = self.server.administrator()
        program = shutil.which("mysql") or shutil.which("mariadb") or "mysql"
        options = [f"--user={where['user']}", f"--host={where['host']}"]
        options += [f"--port={where['port']}"] if "port" in where else []
        options += [f"--socket={where['unix_socket']}"] if "unix_socket" in where else []
        quiet = {"PATH": os.environ["PATH"], "MYSQL_PWD": str(where.get("password", ""))}
        return self._start([program, *options, database], quiet)

    def apply_by_hand(self) -> None:
        """Apply every migration with the client."""
        for migration in migration_files.files(self.sql / "migrations"):
            done = self.client(migration.path)
            assert done.status == 0, done.err

    def run(self, name: str, **parameters: object) -> Rows:
        """Run a query of tests/sql/db.sql as an administrator."""
        query = QUERIES[name]
        cursor = self.root.cursor(DictCursor)
        cursor.execute(query.sql(parameters), parameters)
        return [{key.lower(): value for key, value in row.items()} for row in cursor]

    def rows(self) -> list[tuple[int, str]]:
        """The migrations that the database knows of, without who, when and checksum."""
        return [(row["version"], row["name"]) for row in self.run("list_rows")]

    def facts(self) -> Facts:
        """All there is in the database, so that two such can be compared."""
        found: Facts = dict(diff.describe(self.root.cursor(DictCursor)))
        if ("table", "schema_migrations") in found:
            found["rows", "schema_migrations"] = self.run("list_rows")
        if ("table", "users") in found:
            found["rows", "users"] = self.run("list_users")
        return found

    def own_sql(self) -> Path:
        """Give the program a copy of sql/ that a test may change, laid out as in a wheel."""
        package = self.directory / "own" / "rawboard"
        shutil.copytree(Path(rawboard.__file__).parent, package)
        if not (package / "sql").exists():
            shutil.copytree(SQL_DIRECTORY, package / "sql")
        self.variables["PYTHONPATH"] = str(package.parent)
        self.sql = package / "sql"
        return self.sql

    def add_migration(self, name: str) -> Path:
        """Put tests/sql/next/name.sql behind the shipped migrations, in a copy of sql/."""
        if self.sql == SQL_DIRECTORY:
            self.own_sql()
        for folder in ("undo", ""):
            source = SQL / "next" / folder / f"{name}.sql"
            target = self.sql / "migrations" / folder / f"{NEXT:04}_{name}.sql"
            if source.exists():
                target.write_text(source.read_text().replace("9999", str(NEXT)))
        return target

    def wait_for_lock_wait(self) -> None:
        """Wait until a statement waits for a table that another session reads."""
        until(lambda: any("metadata lock" in str(row["state"]) for row in self.sessions()))

    def wait_until_gone(self) -> None:
        """Wait until the server has noticed that every program and client is gone."""
        until(lambda: not self.sessions())

    def sessions(self) -> Rows:
        """Who else works in the database, and at what."""
        return self.run("list_sessions", database=DATABASE)

    def _start(self, command: list[str], variables: dict[str, str]) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            command, env=variables, cwd=self.cwd, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self._started.append(process)
        return process

    def close(self) -> None:
        """Leave nothing behind."""
        for process in self._started:
            process.kill()
            process.communicate()
        for name in ("drop_database", "drop_other_database", "drop_narrow_account"):
            self.run(name)
        self.root.close()
