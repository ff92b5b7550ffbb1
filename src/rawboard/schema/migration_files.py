"""The files of ``sql/migrations`` and ``sql/migrations/undo``, read and checked, not run."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from rawboard.db.queries import SQL_DIRECTORY
from rawboard.db.two_way_sql import SqlError, Statement, read, split

FILE_NAME = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")
DIRECTORY = SQL_DIRECTORY / "migrations"
DDL = re.compile(r"(?:CREATE|ALTER|DROP|RENAME|TRUNCATE)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Migration:
    """One file of ``sql/migrations``, ``<version>_<name>.sql``, and its SHA-256 in hex."""

    version: int
    name: str
    path: Path
    checksum: str

    @property
    def undo_path(self) -> Path:
        """The file that undoes it, which may be missing."""
        return self.path.parent / "undo" / self.path.name

    def statements(self) -> list[Statement]:
        """Return what applies it.

        Raises:
            SqlError: the last one does not record it, or more than one changes the schema. Such a
                statement commits by itself: a file that stops between two would be half applied.
        """
        values = f"({self.version}, '{self.name}')"
        last = rf"\w+ INTO schema_migrations \(version, name\) VALUES {re.escape(values)}"
        return _statements(self.path, self.path.name, last, f"record {values}")

    def undo_statements(self) -> list[Statement]:
        """Return what undoes it.

        Raises:
            SqlError: the last one does not take its row back, or as :meth:`statements`.
        """
        last = rf"\w+ FROM schema_migrations WHERE version = {self.version}"
        if self.version == 1:  # its row goes with the table
            last = ".*"
        shown = f"undo/{self.path.name}"
        return _statements(self.undo_path, shown, last, f"delete version {self.version}")


def files(directory: Path = DIRECTORY) -> list[Migration]:
    """Return the migrations of a directory in order: version N is the Nth.

    Raises:
        SqlError: a file's name is not ``0001_what_it_does.sql``, or a number is missing or
            used twice.
    """
    found = []
    for expected, path in enumerate(sorted(directory.glob("*.sql")), start=1):
        name = FILE_NAME.fullmatch(path.name)
        if not name:
            raise SqlError(f"{path.name}: a migration is named like 0001_what_it_does.sql")
        if int(name[1]) < expected:
            raise SqlError(f"{path.name}: the number {name[1]} is used twice")
        if int(name[1]) > expected:
            raise SqlError(f"{path.name}: {expected:04} was expected here; numbers have no gaps")
        checksum = hashlib.sha256(path.read_bytes()).hexdigest()
        found.append(Migration(expected, name[2], path, checksum))
    return found


def _statements(path: Path, shown: str, last: str, deed: str) -> list[Statement]:
    statements = list(split(read(path), path.name))
    changing = [statement.line for statement in statements if DDL.match(statement.text)]
    if len(changing) > 1:
        place = f"{path.name}:{changing[1]}"
        raise SqlError(f"{place}: a second statement that changes the schema; one to a file")
    if not statements or not re.fullmatch(last, " ".join(statements[-1].text.split())):
        place = f"{shown}:{statements[-1].line if statements else 1}"
        raise SqlError(f"{place}: the last statement must {deed} in schema_migrations")
    return statements
