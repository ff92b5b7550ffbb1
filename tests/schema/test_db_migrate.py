"""``rawboard db migrate``, ``undo``, ``baseline`` and ``repair``; either hand leaves the same."""

import hashlib
import re

from tests.support.desk import NEXT, SHIPPED, Desk

pytest_plugins = ["tests.support.desk_fixtures"]

NAMES = [migration.path.name for migration in SHIPPED]
ROWS = [(migration.version, migration.name) for migration in SHIPPED]
CHECKSUMS = [migration.checksum for migration in SHIPPED]


def checksums(desk: Desk) -> list[str | None]:
    return [row["checksum"] for row in desk.run("list_rows")]


def test_migrating_stops_at_a_version_goes_on_later_and_then_has_nothing_to_tell(
    desk: Desk,
) -> None:
    first = desk.db("migrate", "--to", "2")
    assert (first.status, first.out.splitlines()) == (0, [f"applied {name}" for name in NAMES[:2]])
    assert desk.rows() == ROWS[:2]

    second = desk.db("migrate")
    assert second.out.splitlines() == [f"applied {name}" for name in NAMES[2:]]
    assert (desk.rows(), checksums(desk)) == (ROWS, CHECKSUMS)

    third = desk.db("migrate")
    assert (third.status, third.out, third.err) == (0, "", "")


def test_either_hand_leaves_the_same_rows_and_schema(desk: Desk) -> None:
    desk.db("migrate")
    by_program = desk.facts()
    for name in ("drop_database", "create_database", "use_database"):
        desk.run(name)
    desk.apply_by_hand()
    by_hand = desk.facts()

    assert desk.rows() == ROWS
    for facts in (by_program, by_hand):
        del facts["rows", "schema_migrations"]  # who, when and checksum differ
    assert by_hand == by_program


def test_the_program_adds_the_checksums_that_a_file_cannot_hold(migrated: Desk) -> None:
    before = migrated.run("list_rows")
    assert {row["checksum"] for row in before} == {None}

    assert migrated.db("migrate").status == 0

    filled_in = [row | {"checksum": m.checksum} for row, m in zip(before, SHIPPED, strict=True)]
    assert migrated.run("list_rows") == filled_in  # who and when stay as they were


def test_undoing_asks_first_and_a_no_changes_nothing(migrated: Desk) -> None:
    before = migrated.facts()

    done = migrated.db("undo", "--to", "0", answer="n\n")

    assert done.status == 1
    assert "Data is lost" in done.out
    assert "Aborted!" in done.err
    assert migrated.facts() == before


def test_undoing_takes_back_the_latest_first_and_all_of_it_can_be_migrated_again(
    migrated: Desk,
) -> None:
    partly = migrated.db("undo", "--to", "2", answer="y\n")
    assert partly.status == 0
    assert re.findall(r"undid undo/(\S+)", partly.out) == NAMES[:1:-1]
    assert migrated.rows() == ROWS[:2]

    wholly = migrated.db("undo", "--to", "0", "--yes")
    assert wholly.out.splitlines() == [f"undid undo/{name}" for name in NAMES[1::-1]]
    assert migrated.facts() == {}

    assert migrated.db("migrate").status == 0
    assert migrated.rows() == ROWS
    assert migrated.db("verify").status == 0


def test_a_migration_without_an_undo_file_stops_before_anything_is_undone(migrated: Desk) -> None:
    sql = migrated.own_sql()
    (sql / "migrations" / "undo" / NAMES[1]).unlink()
    before = migrated.facts()

    done = migrated.db("undo", "--to", "0", "--yes")

    assert "0002 has no file in sql/migrations/undo" in done.complaint
    assert migrated.facts() == before


def test_a_baseline_records_a_schema_that_was_made_otherwise(migrated: Desk) -> None:
    migrated.run("forget_everything")

    done = migrated.db("baseline", "--to", str(len(SHIPPED)))

    assert done.status == 0, done.err
    assert done.out.splitlines() == [f"recorded {name}" for name in NAMES]
    assert (migrated.rows(), checksums(migrated)) == (ROWS, CHECKSUMS)


def test_a_baseline_beyond_the_last_file_is_refused(migrated: Desk) -> None:
    before = migrated.facts()

    done = migrated.db("baseline", "--to", str(NEXT))

    assert f"there is no migration {NEXT:04}" in done.complaint
    assert migrated.facts() == before


def test_repair_removes_a_claim_that_nobody_else_can_judge(migrated: Desk) -> None:
    migrated.run("claim_elsewhere")

    done = migrated.db("repair")

    assert (done.status, done.out) == (0, "removed the claim of session 7 on elsewhere:3306\n")
    assert migrated.rows() == ROWS


def test_repair_accepts_an_edited_file_only_when_told_to(migrated: Desk) -> None:
    edited = migrated.own_sql() / "migrations" / NAMES[1]
    migrated.db("migrate")
    edited.write_text(edited.read_text() + "-- an edit\n")

    assert migrated.db("repair").out == ""
    assert checksums(migrated) == CHECKSUMS
    assert migrated.db("repair", "--accept-edits").out == f"accepted {NAMES[1]} as it is now\n"
    assert checksums(migrated)[1] == hashlib.sha256(edited.read_bytes()).hexdigest()


def test_repair_records_no_migration_but_the_next_one(desk: Desk) -> None:
    for migration in SHIPPED[:2]:
        desk.client(migration.path)
    before = desk.facts()

    for wrong in (1, NEXT):
        told = desk.db("repair", "--applied", str(wrong)).complaint
        assert f"{wrong:04} is not the next migration, which is 0003" in told
    assert desk.facts() == before
