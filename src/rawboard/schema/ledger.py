"""What the database knows of its migrations; the SQL is in ``sql/queries/migrations.sql``."""

from datetime import datetime
from typing import TypedDict, cast

from rawboard.db.errors import ConstraintViolated
from rawboard.db.execution import fetch_all, fetch_one, insert, write
from rawboard.db.queries import load_named

QUERIES = load_named("queries", "migrations")


class Applied(TypedDict):
    """A row of ``schema_migrations``."""

    version: int
    name: str
    checksum: str | None
    applied_at: datetime
    applied_by: str


class Claim(TypedDict):
    """Says that some program is migrating."""

    name: str
    applied_at: datetime
    applied_by: str
    is_dead: int


def has_table() -> bool:
    """Return whether the database has the table of migrations."""
    return fetch_one(QUERIES["find_migrations_table"]) is not None


def list_applied() -> list[Applied]:
    """Return the applied migrations in order; the table must be there."""
    return cast(list[Applied], fetch_all(QUERIES["list_migrations"]))


def record(version: int, name: str, checksum: str) -> None:
    """Say that a migration was applied, without running it."""
    insert(QUERIES["create_migration"], version=version, name=name, checksum=checksum)


def set_checksum(version: int, checksum: str) -> None:
    """Set the checksum of an applied migration."""
    write(QUERIES["update_migration_checksum"], version=version, checksum=checksum)


def forget(version: int) -> None:
    """Say that a migration was undone, without running its undo file."""
    write(QUERIES["delete_migration"], version=version)


def claim() -> bool:
    """Claim the right to migrate; False where another program has it."""
    try:
        insert(QUERIES["create_migration_claim"])
    except ConstraintViolated:
        return False
    return True


def find_claim() -> Claim | None:
    """Return who is migrating, or None."""
    return cast(Claim | None, fetch_one(QUERIES["find_migration_claim"]))


def release(name: str) -> None:
    """Give up the claim of this name."""
    write(QUERIES["delete_migration_claim"], name=name)
