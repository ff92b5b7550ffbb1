"""Sets ``schema_migrations`` right without running a migration: baseline and repair."""

from rawboard.schema import ledger as repository
from rawboard.schema.migration_files import files
from rawboard.schema.migrations import MigrationError, Report, applied, apply, claimed, edited


def fill_in_checksums() -> None:
    """Give the migrations that were applied by hand the checksums their files cannot hold."""
    by_version = {migration.version: migration for migration in files()}
    for row in applied():
        if row["checksum"] is None and row["version"] in by_version:
            repository.set_checksum(row["version"], by_version[row["version"]].checksum)


def baseline(report: Report, to: int) -> None:
    """Record migrations as applied, for a schema that was made in another way.

    Args:
        report: is told each file as it is recorded.
        to: the last version to record.

    Raises:
        MigrationError: there is no such version.
    """
    migrations = [migration for migration in files() if migration.version <= to]
    if len(migrations) < to:
        raise MigrationError(f"there is no migration {to:04}")
    if migrations and not repository.has_table():
        apply(migrations[0])
        report(migrations[0].path.name)
    with claimed():
        known = {row["version"] for row in applied()}
        for migration in migrations:
            if migration.version not in known:
                repository.record(migration.version, migration.name, migration.checksum)
                report(migration.path.name)
    fill_in_checksums()


def repair(
    report: Report, *, accept_edits: bool = False, ran: int | None = None, undone: int | None = None
) -> None:
    """Remove the claim of a program that is gone, and do what else is asked for.

    Args:
        report: is told each thing that is done.
        accept_edits: take the files as they are now for what was applied.
        ran: record this version: its statement ran, and the file stopped before its last one.
        undone: forget this version: the same of its undo file.

    Raises:
        MigrationError: the version is not the next, or the latest, one.
    """
    holder = repository.find_claim() if repository.has_table() else None
    if holder:
        repository.release(holder["name"])
        report(f"removed the claim of {holder['name']}")
    if accept_edits:
        for migration in edited():
            repository.set_checksum(migration.version, migration.checksum)
            report(f"accepted {migration.path.name} as it is now")
    if ran is not None:
        _record_next(report, ran)
    if undone is not None:
        _forget_latest(report, undone)


def _record_next(report: Report, version: int) -> None:
    expected = max((row["version"] for row in applied()), default=0) + 1
    by_version = {migration.version: migration for migration in files()}
    if version != expected or version not in by_version:
        raise MigrationError(f"{version:04} is not the next migration, which is {expected:04}")
    migration = by_version[version]
    repository.record(version, migration.name, migration.checksum)
    report(f"recorded {migration.path.name} as applied")


def _forget_latest(report: Report, version: int) -> None:
    latest = max((row["version"] for row in applied()), default=0)
    if version != latest or not version:
        raise MigrationError(f"{version:04} is not the latest migration, which is {latest:04}")
    repository.forget(version)
    report(f"recorded {version:04} as undone")
