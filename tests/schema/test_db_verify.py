"""``rawboard db verify``: what was changed by hand is named, object by object."""

import json

from flask import Flask

from rawboard.schema import diff
from tests.support.desk import SHIPPED, Desk, Ran, end
from tests.support.faults import until

pytest_plugins = ["tests.support.desk_fixtures"]

DIFFERENT = 4
CLEAN = "The schema is what its migrations give.\n"


def named(done: Ran) -> list[str]:
    """How each line of a failed 'verify' starts: 'missing index boards.ix_...'."""
    assert done.status == DIFFERENT, done.out + done.err
    return [line.split(":")[0] for line in done.out.splitlines()]


def verified(desk: Desk, *changes: str) -> list[str]:
    """What 'verify' names after changes by hand; it leaves no scratch database behind."""
    for change in changes:
        desk.run(change)
    before = desk.facts()
    found = named(desk.db("verify"))
    after = desk.facts()
    for facts in (before, after):
        facts.pop(("rows", "schema_migrations"), None)  # checksums may have been filled in
    assert after == before
    assert desk.run("list_verify_databases") == []
    return found


def test_a_migrated_schema_is_clean_and_gets_its_checksums(migrated: Desk) -> None:
    done = migrated.db("verify")

    assert (done.status, done.out, done.err) == (0, CLEAN, "")
    found = [row["checksum"] for row in migrated.run("list_rows")]
    assert found == [migration.checksum for migration in SHIPPED]  # which no file can hold
    assert migrated.run("list_verify_databases") == []


def test_an_index_dropped_by_hand_is_named(migrated: Desk) -> None:
    assert verified(migrated, "drop_index") == ["missing index boards.ix_boards_created_at"]


def test_every_kind_of_change_is_named_and_nothing_else(migrated: Desk) -> None:
    changes = {
        "add_index": "foreign index boards.ix_boards_title",
        "change_column": "changed column boards.version",
        "change_collation": "changed column schema_migrations.name",
        "add_column": "foreign column users.nickname",
        "change_default": "changed column users.role",
        "change_check": "changed check boards.ck_boards_content",
        "drop_check": "missing check users.ck_users_role",
        "drop_foreign_key": "missing foreign key boards.fk_boards_user_id",
        "change_table_collation": "changed table schema_migrations",
        "add_table": "foreign table notes",
        "add_view": "foreign table board_titles",
        "add_trigger": "foreign program trigger tr_boards_title",
        "add_procedure": "foreign program procedure wipe",
        "add_event": "foreign program event ev_wipe",
    }

    assert sorted(verified(migrated, *changes)) == sorted(changes.values())


def test_a_table_that_is_away_is_one_line_and_the_same_is_told_to_scripts(migrated: Desk) -> None:
    assert verified(migrated, "rename_table", "drop_check") == [
        "missing check users.ck_users_role",
        "missing table boards",
        "foreign table boards_away",
    ]

    done = migrated.db("verify", "--json")

    assert done.status == DIFFERENT
    found = json.loads(done.out)
    assert found["edited"] == []
    check, missing, foreign = found["differences"]
    assert (check["kind"], check["object"]) == ("check", "users.ck_users_role")
    assert "admin" in check["expected"]
    assert (missing["object"], missing["live"]) == ("boards", None)
    assert (foreign["object"], foreign["expected"]) == ("boards_away", None)


def test_a_changed_table_hides_no_change_within_it(migrated: Desk) -> None:
    found = verified(migrated, "change_boards_collation", "drop_index")

    assert found == ["missing index boards.ix_boards_created_at", "changed table boards"]


def test_what_is_there_but_switched_off_is_named(migrated: Desk) -> None:
    check = "changed" if migrated.is_mysql else "missing"  # MariaDB cannot switch one off

    assert verified(migrated, "hide_index", "switch_check_off") == [
        f"{check} check users.ck_users_username",
        "changed index boards.ix_boards_user_id_created_at",
    ]


def test_a_rebuilt_table_is_no_difference(migrated: Desk) -> None:
    migrated.run("rebuild_table")

    assert migrated.db("verify").out == CLEAN


def test_an_edited_file_is_named_to_people_and_scripts(migrated: Desk) -> None:
    edited = migrated.own_sql() / "migrations" / SHIPPED[1].path.name
    migrated.db("migrate")
    edited.write_text(edited.read_text() + "-- an edit\n")

    human, done = migrated.each(["verify"], ["verify", "--json"])

    assert named(human) == [f"edited file {SHIPPED[1].path.name}"]
    assert json.loads(done.out) == {"edited": [SHIPPED[1].path.name], "differences": []}
    assert done.status == DIFFERENT


def test_a_half_migrated_schema_is_compared_with_the_files_it_has(desk: Desk) -> None:
    desk.client(SHIPPED[0].path)
    desk.client(SHIPPED[1].path)

    assert desk.db("verify").out == CLEAN


def test_a_file_that_fails_in_the_scratch_database_is_named_and_that_is_gone_afterwards(
    migrated: Desk,
) -> None:
    broken = migrated.own_sql() / "migrations" / SHIPPED[2].path.name
    broken.write_text(broken.read_text().replace("REFERENCES users", "REFERENCES nobody"))

    complaint = migrated.db("verify").complaint

    assert f"{SHIPPED[2].path.name}:5: " in complaint
    assert migrated.run("list_verify_databases") == []
    assert 0 not in dict(migrated.rows())


def test_two_verifies_at_once_both_succeed(migrated: Desk) -> None:
    programs = [migrated.start("verify") for _ in range(2)]

    ran = [end(program) for program in programs]

    assert [(each.status, each.out) for each in ran] == [(0, CLEAN)] * 2, ran
    assert migrated.run("list_verify_databases") == []


def test_a_verify_leaves_alone_what_the_verify_of_another_database_made(
    migrated: Desk, owner_app: Flask
) -> None:
    with owner_app.app_context(), diff.scratch() as cursor:
        for statement in SHIPPED[0].statements():
            cursor.execute(statement.text, {})
        before = diff.describe(cursor)

        assert end(migrated.start("verify")).out == CLEAN  # a process: this one has an application

        assert diff.describe(cursor) == before


def test_a_verify_waits_for_a_program_that_is_migrating(migrated: Desk) -> None:
    """It must not take a table that is there, and whose row is not yet, for a foreign one."""
    migrated.run("forget_boards")
    migrated.run("claim_elsewhere")
    program = migrated.start("verify")
    until(migrated.sessions)
    until(lambda: not any(row["info"] for row in migrated.sessions()))

    migrated.run("record_boards")
    migrated.run("unclaim")

    done = end(program)
    assert (done.status, done.out) == (0, CLEAN), done.err
