"""``rawboard db status`` and ``plan``: what the database has, by whom, and what it lacks."""

import json
from typing import Any

from tests.support.desk import SHIPPED, Desk

pytest_plugins = ["tests.support.desk_fixtures"]

PENDING = 3


def states(desk: Desk, status: int = 0) -> dict[int, str]:
    """The state of each migration's checksum, by status --json."""
    return {row["version"]: row["checksum"] for row in status_rows(desk, status)}


def status_rows(desk: Desk, status: int = 0) -> list[dict[str, Any]]:
    done = desk.db("status", "--json")
    assert done.status == status, done.err
    rows: list[dict[str, Any]] = json.loads(done.out)
    return rows


def test_before_anything_was_applied_every_migration_is_pending(desk: Desk) -> None:
    done = desk.db("status")

    assert done.status == PENDING
    lines = done.out.splitlines()
    assert [line.split()[:2] for line in lines] == [[f"{m.version:04}", m.name] for m in SHIPPED]
    assert all(line.endswith(" pending") for line in lines)
    assert desk.facts() == {}


def test_half_way_the_status_tells_applied_from_pending(desk: Desk) -> None:
    desk.client(SHIPPED[0].path)
    desk.db("migrate", "--to", "2")

    rows = status_rows(desk, PENDING)

    assert [row["checksum"] for row in rows[:3]] == ["ok", "ok", "pending"]
    assert rows[1]["applied_by"] == "rawboard_owner@%"
    assert rows[1]["applied_at"].startswith("20")
    assert (rows[2]["applied_by"], rows[2]["applied_at"]) == (None, None)


def test_afterwards_every_line_says_when_and_by_whom(desk: Desk) -> None:
    desk.db("migrate")

    done = desk.db("status")

    assert done.status == 0
    for line, row in zip(done.out.splitlines(), desk.run("list_rows"), strict=True):
        assert f"{row['applied_at']:%Y-%m-%d %H:%M:%S} by rawboard_owner@%" in line
        assert line.endswith(" ok")


def test_what_a_dba_applied_has_no_checksum_yet_and_says_who_it_was(migrated: Desk) -> None:
    rows = status_rows(migrated)

    assert {row["checksum"] for row in rows} == {"not known yet"}
    assert {row["applied_by"].split("@")[0] for row in rows} == {
        migrated.server.administrator()["user"]
    }


def test_an_edited_file_and_a_row_without_file_are_told_apart(migrated: Desk) -> None:
    sql = migrated.own_sql()
    migrated.db("migrate")
    edited = sql / "migrations" / SHIPPED[1].path.name
    edited.write_text(edited.read_text() + "-- an edit\n")
    migrated.run("record_unknown")

    found = states(migrated)

    assert found == {m.version: "ok" for m in SHIPPED} | {2: "edited since", 99: "no such file"}


def test_a_plan_is_the_text_of_the_pending_files_and_runs_as_it_stands(desk: Desk) -> None:
    desk.client(SHIPPED[0].path)

    done = desk.db("plan")

    assert done.status == PENDING
    for migration in SHIPPED[1:]:
        assert f"-- {migration.path.name}\n{migration.path.read_text()}" in done.out
    assert SHIPPED[0].path.read_text() not in done.out
    assert desk.rows() == [(1, "create_schema_migrations")]
    by_hand = desk.cwd / "plan.sql"
    by_hand.write_text(done.out)
    assert desk.client(by_hand).status == 0
    by_hand.unlink()
    assert desk.rows() == [(migration.version, migration.name) for migration in SHIPPED]


def test_a_plan_of_a_migrated_database_is_empty(migrated: Desk) -> None:
    done = migrated.db("plan")

    assert (done.status, done.out) == (0, "")
