"""The files of ``sql/migrations`` and ``sql/migrations/undo``, read and checked, not run."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rawboard.queries import SQL_DIRECTORY
from rawboard.sqltext import SqlError, Statement, split

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
        """Return what applies it; raises SqlError as :func:`read`."""
        return read(self.path)

    @property
    def undo_path(self) -> Path:
        """The file that undoes it, which may be missing."""
        return self.path.parent / "undo" / self.path.name


def read(path: Path) -> list[Statement]:
    """Return the statements of a migration or an undo file.

    Raises:
        SqlError: more than one statement that changes the schema. Such a statement commits by
            itself, so a file that stops between two of them would be half applied.
    """
    statements = list(split(path.read_text(encoding="utf-8"), path.name))
    changing = [statement for statement in statements if DDL.match(statement.text)]
    if len(changing) > 1:
        place = f"{path.name}:{changing[1].line}"
        raise SqlError(f"{place}: a second statement that changes the schema; one to a file")
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
