"""Bad files under ``sql/``: each is named with its line, and nothing is changed."""

import re

import pytest

from tests.support.desk import NEXT, SHIPPED, Desk

pytest_plugins = ["tests.support.desk_fixtures"]

TARGET = f"{NEXT:04}_"


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("two_changes", ":6: a second statement that changes the schema"),
        ("no_sample", ":5: the parameter /* :role */ needs a name in lower case and a sample"),
        ("records_another", ":7: "),
        ("records_nothing", ".sql"),
        ("is_empty", ".sql"),
    ],
)
def test_a_migration_with_a_mistake_is_named_and_no_file_is_applied(
    desk: Desk, name: str, complaint: str
) -> None:
    desk.client(SHIPPED[0].path)
    desk.add_migration(name)
    before = desk.facts()

    told = desk.db("migrate").complaint

    assert f"{TARGET}{name}.sql{complaint.removeprefix('.sql')}" in told
    assert desk.facts() == before


def test_a_statement_that_fails_is_named_with_its_line(migrated: Desk) -> None:
    migrated.add_migration("fails")
    before = migrated.rows()

    told = migrated.db("migrate").complaint

    assert f"{TARGET}fails.sql:5: Table 'rawboard_scratch_db.no_such_table' doesn't exist" in told
    assert migrated.rows() == before  # and the claim was given back


def test_a_file_edited_after_it_ran_stops_what_comes_after_it(migrated: Desk) -> None:
    migrated.db("verify")
    migrated.add_migration("create_probes")
    edited = migrated.sql / "migrations" / SHIPPED[1].path.name
    edited.write_text(edited.read_text() + "-- an edit\n")
    before = migrated.facts()

    told = migrated.db("migrate").complaint

    assert f"{edited.name} was edited after it had been applied; see 'db repair'" in told
    assert migrated.facts() == before


def test_a_gap_in_the_numbers_is_named_by_every_command(desk: Desk) -> None:
    folder = desk.own_sql() / "migrations"
    (folder / SHIPPED[1].path.name).unlink()

    for done in desk.each(["migrate"], ["status"]):
        assert f"{SHIPPED[2].path.name}: 0002 was expected here" in done.complaint
    assert desk.facts() == {}


def test_a_number_used_twice_is_named(desk: Desk) -> None:
    folder = desk.own_sql() / "migrations"
    (folder / "0002_zoo.sql").write_text((folder / SHIPPED[1].path.name).read_text())

    assert "0002_zoo.sql: the number 0002 is used twice" in desk.db("migrate").complaint
    assert desk.facts() == {}


def test_a_file_that_is_not_utf_8_is_named(desk: Desk) -> None:
    path = desk.add_migration("create_probes")
    path.write_bytes(path.read_bytes().replace(b"a table more", b"caf\xe9"))

    assert path.name in desk.db("migrate").complaint
    assert desk.facts() == {}


def test_a_query_without_a_sample_stops_every_command_at_its_start(migrated: Desk) -> None:
    path = migrated.own_sql() / "queries" / "boards.sql"
    text = re.sub(r"(/\* :board_id \*/) \d+", r"\1", path.read_text(), count=1)
    path.write_text(text)
    line = text[: text.index("/* :board_id */")].count("\n") + 1
    before = migrated.facts()

    told = migrated.db("verify").complaint

    assert f"boards.sql:{line}: the parameter /* :board_id */ needs" in told
    assert migrated.facts() == before


def test_an_unfinished_undo_file_undoes_nothing(migrated: Desk) -> None:
    """The latest one could be undone; but the mistake is better found before it is."""
    undo = migrated.own_sql() / "migrations" / "undo" / SHIPPED[1].path.name
    undo.write_text(undo.read_text().replace("WHERE version = 2", "WHERE version = '2"))
    before = migrated.facts()

    told = migrated.db("undo", "--to", "0", "--yes").complaint

    assert f"{undo.name}:7: this ' is never closed" in told
    assert migrated.facts() == before
