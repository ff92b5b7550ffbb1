"""Migrations: applied by either hand, they leave the same database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import MySQLdb
import pytest
from flask import Flask

from rawboard import create_app, settings
from rawboard.db.connection import become_owner, mysql
from rawboard.db.queries import SQL_DIRECTORY
from rawboard.db.two_way_sql import SqlError
from rawboard.schema import ledger as repository
from rawboard.schema import migration_files, migrations
from tests.conftest import TEST_QUERIES
from tests.db.test_sql_files import MIGRATION_FILES, run_client
from tests.support.servers import SuiteServer

SCRATCH = "rawboard_scratch_test"


@pytest.fixture
def scratch_app(variables: dict[str, str], administrator: MySQLdb.Connection) -> Iterator[Flask]:
    """An application on an empty database of its own, as its owner."""
    cursor = administrator.cursor()
    for name in ("drop_scratch", "create_scratch", "use_scratch"):
        cursor.execute(TEST_QUERIES[name].statement.text, {})
    chosen = settings.load({**variables, "MYSQL_DB": SCRATCH})
    app = create_app(chosen)
    with app.app_context():
        become_owner(app, chosen)
        yield app
        mysql.discard()
    cursor.execute(TEST_QUERIES["drop_scratch"].statement.text, {})


def columns(app: Flask) -> list[dict[str, Any]]:
    cursor = mysql.connection.cursor()
    cursor.execute(TEST_QUERIES["list_columns"].statement.text, {})
    return list(cursor)


def migrate() -> list[str]:
    applied: list[str] = []
    migrations.migrate(applied.append)
    return applied


def test_migrating_an_empty_database_applies_every_file_once(scratch_app: Flask) -> None:
    assert migrations.pending() == migration_files.files()
    assert migrate() == [path.name for path in MIGRATION_FILES]
    assert migrate() == []


def test_what_a_dba_applied_by_hand_is_accepted_without_being_changed(
    scratch_app: Flask, server: SuiteServer
) -> None:
    for path in MIGRATION_FILES:
        run_client(server, SCRATCH, path)
    by_hand = columns(scratch_app)

    assert migrations.pending() == []
    assert migrate() == []
    assert columns(scratch_app) == by_hand


def test_both_hands_leave_the_same_columns(scratch_app: Flask, server: SuiteServer) -> None:
    run_client(server, SCRATCH, MIGRATION_FILES[0])
    run_client(server, SCRATCH, MIGRATION_FILES[1])

    assert migrate() == [path.name for path in MIGRATION_FILES[2:]]
    mixed = columns(scratch_app)
    administrator = mysql.connection.cursor()
    for name in ("drop_scratch", "create_scratch", "use_scratch"):
        administrator.execute(TEST_QUERIES[name].statement.text, {})
    migrate()
    assert columns(scratch_app) == mixed


def test_the_program_fills_in_the_checksums_that_a_file_cannot_hold(
    scratch_app: Flask, server: SuiteServer
) -> None:
    for path in MIGRATION_FILES:
        run_client(server, SCRATCH, path)
    assert {row["checksum"] for row in repository.list_applied()} == {None}

    migrate()

    expected = [migration.checksum for migration in migration_files.files()]
    assert [row["checksum"] for row in repository.list_applied()] == expected


def test_a_file_edited_after_it_ran_stops_the_migration(
    scratch_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate()
    for path in MIGRATION_FILES:
        (tmp_path / path.name).write_text(path.read_text() + "-- an edit\n")
    edited = migration_files.files(tmp_path)
    monkeypatch.setattr(migrations, "files", lambda: edited)

    with pytest.raises(migrations.MigrationError, match=r"0001_\w+\.sql, .* was edited"):
        migrate()


def test_a_migration_killed_between_its_statements_ends_well_when_run_again(
    scratch_app: Flask, run_scratch: Callable[[str], None]
) -> None:
    migrate()
    run_scratch("forget_last_migration")  # 0009: its table is there, its row is not

    assert migrate() == ["0009_create_login_failures.sql"]


@pytest.fixture
def run_scratch() -> Callable[[str], None]:
    def run(name: str) -> None:
        mysql.connection.cursor().execute(TEST_QUERIES[name].statement.text, {})

    return run


def test_a_failing_statement_is_named_by_file_and_line(
    scratch_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken_sql = (Path(__file__).parents[1] / "sql/broken.sql").read_text()
    (tmp_path / "0001_probe.sql").write_text(broken_sql)
    broken = migration_files.files(tmp_path)
    monkeypatch.setattr(migrations, "files", lambda: broken)

    with pytest.raises(migrations.MigrationError, match=r"0001_probe\.sql:4: .*no_such_table"):
        migrate()


@pytest.mark.parametrize(
    ("names", "complaint"),
    [
        (["0001_a.sql", "0003_c.sql"], "0003_c.sql: 0002 was expected"),
        (["0001_a.sql", "0001_b.sql"], "0001_b.sql: the number 0001 is used twice"),
        (["1_a.sql"], "1_a.sql: a migration is named"),
    ],
)
def test_gaps_duplicates_and_odd_names_are_refused(
    tmp_path: Path, names: list[str], complaint: str
) -> None:
    for name in names:
        (tmp_path / name).touch()

    with pytest.raises(SqlError, match=complaint):
        migration_files.files(tmp_path)


@pytest.mark.parametrize("path", MIGRATION_FILES, ids=lambda path: path.name)
def test_every_migration_limits_its_wait_for_locks_and_records_itself(path: Path) -> None:
    (migration,) = [m for m in migration_files.files() if m.path.name == path.name]
    names, first, *_, last = migration.statements()

    assert names.text == "SET NAMES utf8mb4"  # literals in CHECK keep the client's character set
    assert "lock_wait_timeout" in first.text
    assert f"({migration.version}, '{path.stem[5:]}')" in last.text
    assert SQL_DIRECTORY in path.parents
