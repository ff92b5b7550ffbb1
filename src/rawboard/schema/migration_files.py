"""The files of ``sql/migrations`` and ``sql/migrations/undo``, read and checked, not run."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rawboard.db.queries import SQL_DIRECTORY
from rawboard.db.two_way_sql import SqlError, Statement, read, split

FILE_NAME = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")
DIRECTORY = SQL_DIRECTORY / "migrations"
DDL = re.compile(r"(?:CREATE|ALTER|DROP|RENAME|TRUNCATE)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Migration:
    """One file of ``sql/migrations``.

    Args:
        version: the number its name starts with.
        name: the rest of its name.
        path: the file.
        checksum: its SHA-256, in hex.
    """

    version: int
    name: str
    path: Path
    checksum: str

    def statements(self) -> list[Statement]:
        """Return what applies it.

        Raises:
            SqlError: the last one does not record it, or as :func:`statements_of`.
        """
        values = f"({self.version}, '{self.name}')"
        row = r"\w+ INTO schema_migrations \(version, name\) VALUES " + re.escape(values)
        return _ending_with(row, statements_of(self.path), self.path.name, f"record {values}")

    @property
    def undo_path(self) -> Path:
        """The file that undoes it, which may be missing."""
        return self.path.parent / "undo" / self.path.name


def read_undo(migration: Migration) -> list[Statement]:
    """Return what undoes a migration.

    Raises:
        SqlError: the last one does not take its row back, or as :func:`statements_of`.
    """
    statements = statements_of(migration.undo_path)
    if migration.version == 1:  # its row goes with the table
        return statements
    row = rf"\w+ FROM schema_migrations WHERE version = {migration.version}"
    shown = f"undo/{migration.path.name}"
    return _ending_with(row, statements, shown, f"delete version {migration.version}")


def statements_of(path: Path) -> list[Statement]:
    """Return the statements of a migration or undo file.

    Raises:
        SqlError: more than one statement that changes the schema. Such a statement commits by
            itself, so a file that stops between two of them would be half applied.
    """
    statements = list(split(read(path), path.name))
    changing = [statement for statement in statements if DDL.match(statement.text)]
    if len(changing) > 1:
        place = f"{path.name}:{changing[1].line}"
        raise SqlError(f"{place}: a second statement that changes the schema; one to a file")
    return statements


def _ending_with(
    pattern: str, statements: list[Statement], shown: str, deed: str
) -> list[Statement]:
    last = statements[-1] if statements else None
    if last is None or not re.fullmatch(pattern, " ".join(last.text.split())):
        place = f"{shown}:{last.line if last else 1}"
        raise SqlError(f"{place}: the last statement must {deed} in schema_migrations")
    return statements


def files(directory: Path = DIRECTORY) -> list[Migration]:
    """Return the migrations of a directory in order.

    Raises:
        SqlError: a file's name is not ``0001_what_it_does.sql``, or a number is missing or
            used twice.
    """
    return list(_checked(directory))


def _checked(directory: Path) -> Iterator[Migration]:
    for expected, path in enumerate(sorted(directory.glob("*.sql")), start=1):
        name = FILE_NAME.fullmatch(path.name)
        if not name:
            raise SqlError(f"{path.name}: a migration is named like 0001_what_it_does.sql")
        if int(name[1]) < expected:
            raise SqlError(f"{path.name}: the number {name[1]} is used twice")
        if int(name[1]) > expected:
            raise SqlError(f"{path.name}: {expected:04} was expected here; numbers have no gaps")
        yield Migration(expected, name[2], path, hashlib.sha256(path.read_bytes()).hexdigest())
