"""Programs that migrate at once: one does the work, the others wait for its row 0."""

import subprocess
from collections.abc import Iterator

import MySQLdb
import pytest
from flask import Flask

from rawboard.db.connection import mysql
from rawboard.db.driver import close
from rawboard.schema import ledger as repository
from rawboard.schema import migrations
from tests.support.desk import NEXT, SHIPPED, Desk, end
from tests.support.faults import until

pytest_plugins = ["tests.support.desk_fixtures"]

NAMES = [migration.path.name for migration in SHIPPED]
ROWS = [(migration.version, migration.name) for migration in SHIPPED]


@pytest.fixture
def holder(owner_in_process: Flask, migrated: Desk) -> Iterator[MySQLdb.Connection]:
    """A session of the owner's that has the claim, as a program at work has."""
    connection = mysql.connect
    connection.cursor().execute(repository.QUERIES["create_migration_claim"].statement.text, {})
    yield connection
    close(connection)


@pytest.mark.parametrize("attempt", range(2))
def test_programs_that_start_at_once_on_an_empty_database_migrate_once(
    desk: Desk, attempt: int
) -> None:
    ran = [end(program) for program in [desk.start("migrate") for _ in range(2)]]

    assert [each.status for each in ran] == [0, 0], [each.err for each in ran]
    told = [line.removeprefix("applied ") for each in ran for line in each.out.splitlines()]
    assert sorted(set(told)) == NAMES
    for name in NAMES[1:]:  # 0001 makes the table that the claim is a row of
        assert told.count(name) == 1
    assert desk.rows() == ROWS
    assert [row["checksum"] for row in desk.run("list_rows")] == [m.checksum for m in SHIPPED]


def test_a_program_waits_for_a_live_claim_and_takes_over_a_dead_one(
    migrated: Desk, holder: MySQLdb.Connection
) -> None:
    migrated.add_migration("create_probes")
    program = migrated.start("migrate")
    until(lambda: any(row["id"] != holder.thread_id() for row in migrated.sessions()))
    with pytest.raises(subprocess.TimeoutExpired):
        program.wait(0.5)
    assert NEXT not in dict(migrated.rows())

    holder.close()
    done = end(program)

    assert (done.status, done.out) == (0, f"applied {NEXT:04}_create_probes.sql\n")
    assert 0 not in dict(migrated.rows())


def test_a_program_goes_on_when_another_gives_its_claim_back(migrated: Desk) -> None:
    migrated.run("claim_elsewhere")
    program = migrated.start("migrate")
    until(migrated.sessions)

    migrated.run("unclaim")

    assert end(program).status == 0
    assert migrated.rows() == ROWS


def test_a_program_that_waited_too_long_names_who_has_the_claim(
    holder: MySQLdb.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "CLAIM_PATIENCE", 0.3)
    who = rf"session {holder.thread_id()} on \S+ \(rawboard_owner@%\) since 20.* UTC is migrating"

    with pytest.raises(migrations.MigrationError, match=who + ".*'db repair'"):
        migrations.migrate(lambda name: None)
