"""Applies ``sql/migrations``: plain files that record themselves, so either hand may run them."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import MySQLdb
from MySQLdb.cursors import Cursor

from rawboard.db.connection import mysql
from rawboard.db.errors import NO_SUCH_TABLE, number
from rawboard.db.two_way_sql import Statement
from rawboard.errors import Mistake
from rawboard.schema import ledger as repository
from rawboard.schema.ledger import Applied
from rawboard.schema.migration_files import Migration, files

CLAIM_PATIENCE = 60.0  # seconds to wait for another program that is migrating
DUPLICATE_ENTRY = 1062
# What a statement says that ran before: table, column, key, foreign key or check is there already,
# or gone already. 1050, 1060, 1061, 1091, 1826, 3822; 1051 unknown table.
RAN_BEFORE = frozenset({1050, 1051, 1060, 1061, 1091, 1826, 3822})
HALF_RUN = (
    ". This statement seems to have run before, and the file to have stopped before its last one. "
    "Compare with 'db verify'; 'db repair {} N' then sets the list right."
)
VERSION = re.compile(r"(?:5\.5\.5-)?(\d+)\.(\d+)")
OLDEST = {"MariaDB": (10, 11), "MySQL": (8, 4)}

Report = Callable[[str], object]


class MigrationError(Mistake):
    """A migration cannot be applied or undone; the message says which, where and why."""


def applied() -> list[Applied]:
    """Return the applied migrations in order; none in an empty database."""
    return repository.list_applied() if repository.has_table() else []


def pending() -> list[Migration]:
    """Return what a database lacks; costs one statement."""
    try:
        known = {row["version"] for row in repository.list_applied()}
    except MySQLdb.Error as error:
        if number(error) != NO_SUCH_TABLE:
            raise
        known = set()
    return [migration for migration in files() if migration.version not in known]


def edited() -> list[Migration]:
    """Return the applied migrations whose file is no longer what was applied."""
    checksums = {row["version"]: row["checksum"] for row in applied()}
    return [each for each in files() if checksums.get(each.version) not in (None, each.checksum)]


def migrate(report: Report, to: int | None = None) -> None:
    """Apply what the database lacks, in order, and fill in missing checksums.

    Each file is reported; ``to`` is the last version to apply, all if None.

    Raises:
        MigrationError: the server is too old, a file changed after it ran, a statement failed, or
            another program has been migrating for too long.
        SqlError: a file is at fault; nothing was applied.
        DatabaseFault: the database does not answer.
    """
    check_server(mysql.connection.get_server_info())
    migrations = files()[:to]
    for migration in migrations:
        migration.statements()  # a mistake in the last file is better found before the first runs
    begin(report, migrations)
    with claimed():
        if changed := ", ".join(migration.path.name for migration in edited()):
            raise MigrationError(f"{changed} was edited after it had been applied; see 'db repair'")
        known = {row["version"]: row["checksum"] for row in applied()}
        for migration in migrations:
            if migration.version not in known:
                apply(migration)
                report(migration.path.name)
            if known.get(migration.version) is None:
                repository.set_checksum(migration.version, migration.checksum)


def begin(report: Report, migrations: list[Migration]) -> None:
    """Apply and report the first migration where it is missing: a claim is a row of its table."""
    if migrations and not repository.has_table():
        apply(migrations[0])
        report(migrations[0].path.name)


def undo(report: Report, to: int) -> None:
    """Undo and report what was applied after a version (0 leaves nothing), the latest first.

    Raises:
        MigrationError: a migration has no undo file, or a statement failed.
    """
    later = [row["version"] for row in reversed(applied()) if row["version"] > to]
    migrations = {migration.version: migration for migration in files()}
    found: dict[str, list[Statement]] = {}
    for version in later:
        if version not in migrations or not migrations[version].undo_path.exists():
            raise MigrationError(f"{version:04} has no file in sql/migrations/undo")
        found[f"undo/{migrations[version].path.name}"] = migrations[version].undo_statements()
    with claimed():
        for shown, statements in found.items():
            _run(statements, shown, mysql.connection.cursor())
            report(shown)


def apply(migration: Migration, cursor: Cursor | None = None) -> None:
    """Run a migration's file by a cursor, else on the command's connection.

    Raises:
        MigrationError: naming file, line and what the server says.
    """
    _run(migration.statements(), migration.path.name, cursor or mysql.connection.cursor())


def _run(statements: list[Statement], shown: str, cursor: Cursor) -> None:
    for statement in statements:
        try:
            cursor.execute(statement.text, {})
        except MySQLdb.Error as error:
            if number(error) == DUPLICATE_ENTRY and "schema_migrations" in statement.text:
                return  # another hand recorded it first: both did the same work
            says = f"{shown}:{statement.line}: {error.args[-1]}"
            if number(error) in RAN_BEFORE:
                option = "--undone" if shown.startswith("undo/") else "--applied"
                says += HALF_RUN.format(option)
            raise MigrationError(says) from error


def check_server(version: str) -> None:
    """Refuse a server that lacks what the schema needs, such as enforced CHECK constraints.

    Raises:
        MigrationError: naming the version.
    """
    flavour = "MariaDB" if "mariadb" in version.lower() else "MySQL"
    found = VERSION.match(version)
    if not found or (int(found[1]), int(found[2])) < OLDEST[flavour]:
        oldest = " or ".join(f"{name} {x}.{y}" for name, (x, y) in sorted(OLDEST.items()))
        raise MigrationError(f"the server is {flavour} {version}; Rawboard needs {oldest}")


@contextmanager
def claimed() -> Iterator[None]:
    """Hold the right to migrate, waiting for another program that has it.

    Raises:
        MigrationError: it has had it for too long; names it.
    """
    if not repository.has_table():  # nothing was ever applied here, nor claimed
        yield
        return
    deadline = time.monotonic() + CLAIM_PATIENCE
    while not repository.claim():
        holder = repository.find_claim()
        if holder and holder["is_dead"]:
            repository.release(holder["name"])
        elif holder and time.monotonic() > deadline:
            who = f"{holder['name']} ({holder['applied_by']}) since {holder['applied_at']} UTC"
            raise MigrationError(f"{who} is migrating; if it is not, run 'db repair'")
        else:
            time.sleep(0.1)
    mine = repository.find_claim()
    try:
        yield
    finally:
        if mine and repository.has_table():
            repository.release(mine["name"])
