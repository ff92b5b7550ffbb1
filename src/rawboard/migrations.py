"""Applies ``sql/migrations``: plain files that record themselves, so either hand may run them."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import MySQLdb

from rawboard.database import mysql
from rawboard.faults import number
from rawboard.queries import SQL_DIRECTORY
from rawboard.repositories import migrations as repository
from rawboard.sqltext import SqlError, Statement, split

FILE_NAME = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")
DUPLICATE_ENTRY = 1062


class MigrationError(Exception):
    """A migration cannot be applied; the message says which, where and why."""


@dataclass(frozen=True)
class Migration:
    """One file of ``sql/migrations``.

    Args:
        version: the number its name starts with.
        path: the file.
        checksum: its SHA-256, in hex.
    """

    version: int
    path: Path
    checksum: str

    def statements(self) -> list[Statement]:
        """Return the file's statements; raises SqlError as :func:`rawboard.sqltext.split`."""
        return list(split(self.path.read_text(encoding="utf-8"), self.path.name))


def files(directory: Path = SQL_DIRECTORY / "migrations") -> list[Migration]:
    """Return the migrations of a directory in order.

    Raises:
        SqlError: a file's name is not ``0001_what_it_does.sql``, or a number is missing or
            used twice.
    """
    found: list[Migration] = []
    for path in sorted(directory.glob("*.sql")):
        name = FILE_NAME.fullmatch(path.name)
        if not name:
            raise SqlError(f"{path.name}: a migration is named like 0001_what_it_does.sql")
        expected = len(found) + 1
        if int(name[1]) != expected:
            raise SqlError(f"{path.name}: {expected:04} was expected here; numbers have no gaps")
        checksum = hashlib.sha256(path.read_bytes()).hexdigest()
        found.append(Migration(expected, path, checksum))
    return found


def pending() -> list[str]:
    """Return the file names of the migrations that a migrated database lacks; one statement."""
    applied = repository.versions()
    return [migration.path.name for migration in files() if migration.version not in applied]


def migrate(report: Callable[[str], object]) -> None:
    """Apply what the database lacks, in order, and fill in missing checksums.

    Args:
        report: is told each file as it is applied.

    Raises:
        MigrationError: a file changed after it ran, or a statement failed.
        DatabaseFault: the database does not answer.
    """
    applied = repository.applied()
    migrations = files()
    for migration in migrations:
        if applied.get(migration.version) not in (None, migration.checksum):
            raise MigrationError(f"{migration.path.name} was edited after it had been applied")
    for migration in migrations:
        if migration.version not in applied:
            _apply(migration)
            report(migration.path.name)
        if applied.get(migration.version) is None:
            repository.set_checksum(migration.version, migration.checksum)


def _apply(migration: Migration) -> None:
    cursor = mysql.connection.cursor()
    for statement in migration.statements():
        try:
            cursor.execute(statement.text, {})
        except MySQLdb.Error as error:
            if number(error) == DUPLICATE_ENTRY and "schema_migrations" in statement.text:
                return  # another program recorded it first: both did the same work
            place = f"{migration.path.name}:{statement.line}"
            raise MigrationError(f"{place}: {error.args[-1]}") from error
