"""What the database knows of its migrations; the SQL is in ``sql/queries/migrations.sql``."""

from rawboard.execution import fetch_all, fetch_one, write
from rawboard.queries import load_named

QUERIES = load_named("queries", "migrations")


def applied() -> dict[int, str | None]:
    """Return the checksum, or None where none is known yet, of each applied version."""
    if fetch_one(QUERIES["find_migrations_table"]) is None:
        return {}
    return {row["version"]: row["checksum"] for row in fetch_all(QUERIES["list_migrations"])}


def versions() -> set[int]:
    """Return the applied versions of a database known to be migrated; costs one statement."""
    return {row["version"] for row in fetch_all(QUERIES["list_migrations"])}


def set_checksum(version: int, checksum: str) -> None:
    """Fill in the checksum of a migration that has none yet."""
    write(QUERIES["update_migration_checksum"], version=version, checksum=checksum)
