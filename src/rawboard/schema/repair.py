"""Sets ``schema_migrations`` right without running a migration: baseline and repair."""

from rawboard.schema import ledger as repository
from rawboard.schema.migration_files import files
from rawboard.schema.migrations import MigrationError, Report, applied, begin, claimed, edited


def fill_in_checksums() -> None:
    """Give the migrations that were applied by hand the checksums their files cannot hold."""
    unknown = {row["version"] for row in applied() if row["checksum"] is None}
    for migration in files():
        if migration.version in unknown:
            repository.set_checksum(migration.version, migration.checksum)


def baseline(report: Report, to: int) -> None:
    """Record and report migrations up to a version, for a schema that was made in another way.

    Raises:
        MigrationError: there is no such version.
    """
    migrations = files()[:to]
    if len(migrations) < to:
        raise MigrationError(f"there is no migration {to:04}")
    begin(report, migrations)
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
    """Remove the claim of a program that is gone; report this, and what else is asked for.

    ``accept_edits`` takes the files as they are now for what was applied. ``ran`` is recorded and
    ``undone`` forgotten: versions whose file, or undo file, stopped before its last statement.

    Raises:
        MigrationError: the version is not the next, or the latest, one.
    """
    if repository.has_table() and (holder := repository.find_claim()):
        repository.release(holder["name"])
        report(f"removed the claim of {holder['name']}")
    if accept_edits:
        for migration in edited():
            repository.set_checksum(migration.version, migration.checksum)
            report(f"accepted {migration.path.name} as it is now")
    latest = max((row["version"] for row in applied()), default=0)
    if ran is not None:
        if ran != latest + 1 or ran > len(files()):
            raise MigrationError(f"{ran:04} is not the next migration, which is {latest + 1:04}")
        migration = files()[latest]
        repository.record(ran, migration.name, migration.checksum)
        report(f"recorded {migration.path.name} as applied")
        latest = ran
    if undone is not None:
        if undone != latest or not undone:
            raise MigrationError(f"{undone:04} is not the latest migration, which is {latest:04}")
        repository.forget(undone)
        report(f"recorded {undone:04} as undone")
