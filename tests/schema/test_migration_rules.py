"""The rules for migrations: the shipped files keep them, and each rule bites."""

from pathlib import Path

import pytest

from rawboard.db.two_way_sql import Statement, split
from rawboard.schema.migration_files import Migration
from tests.support.desk import SHIPPED, Desk
from tests.support.migration_rules import (
    SAMPLES,
    complaints,
    file_complaints,
    name_complaint,
    undo_complaints,
)

pytest_plugins = ["tests.support.desk_fixtures"]

GOOD = {"good_table", "good_alter", "good_index", "good_drop"}
GOOD |= {"copies_boards", "without_stopwords", "record", "take_back", "take_back_all"}
BROKEN = {
    "no_algorithm": "no ALGORITHM",
    "no_lock": "no LOCK",
    "index_without_both": "no ALGORITHM; no LOCK",
    "no_primary_key": "notes has no primary key",
    "not_again": "a CREATE TABLE that cannot be run again",
    "drop_not_again": "a DROP TABLE that cannot be run again",
    "nameless_unique": "a nameless uq on notes",
    "nameless_check": "a nameless ck on notes",
    "nameless_index": "a nameless ix on notes",
    "nameless_foreign_key": "a nameless fk on notes",
    "inline_unique": "a nameless constraint within a column of notes",
    "inline_references": "a nameless constraint within a column of notes",
    "name_of_another_table": "uq_boards_id is no uq_notes_...",
    "name_of_another_kind": "uq_notes_id is no ck_notes_...",
    "a_trigger": "TRIGGER is not portable",
    "a_procedure": "PROCEDURE is not portable",
    "a_function": "FUNCTION is not portable",
    "an_event": "EVENT is not portable",
    "a_named_lock": "GET_LOCK is not portable",
    "a_table_lock": "LOCK TABLES is not portable",
}
CHARSET = "it does not set the client's character set first"
WAIT = "it does not limit its wait for locks next"
RECORD = "it does not record itself last"
STOPWORDS = "it makes the full-text index with stopwords"
TAKE_BACK = "it does not take its row back last"
each_migration = pytest.mark.parametrize("migration", SHIPPED, ids=lambda each: each.path.name)


def statements_of(path: Path) -> list[Statement]:
    return list(split(path.read_text(), path.name))


@each_migration
def test_a_shipped_migration_and_its_undo_file_keep_every_rule(migration: Migration) -> None:
    statements = statements_of(migration.path)
    assert migration.undo_path.exists(), f"write sql/migrations/undo/{migration.path.name}"
    undo = statements_of(migration.undo_path)

    assert complaints([*statements, *undo]) == []
    assert file_complaints(statements, migration.version, migration.name) == []
    assert undo_complaints(undo, migration.version) == []


def test_there_is_no_undo_file_without_its_migration() -> None:
    undo = {path.name for path in (SHIPPED[0].path.parent / "undo").iterdir()}

    assert undo == {migration.path.name for migration in SHIPPED}


def test_every_sample_that_keeps_the_rules_passes() -> None:
    assert complaints([SAMPLES[name].statement for name in GOOD]) == []
    assert {*SAMPLES} == {*BROKEN, *GOOD}


@pytest.mark.parametrize(("name", "complaint"), BROKEN.items(), ids=BROKEN)
def test_a_statement_that_breaks_a_rule_is_found(name: str, complaint: str) -> None:
    assert "; ".join(complaints([SAMPLES[name].statement])) == complaint


def test_a_file_that_leaves_out_or_swaps_a_part_is_found() -> None:
    names, wait, table, record = statements_of(SHIPPED[1].path)
    files: list[tuple[list[Statement], list[str]]] = [
        ([names, wait, table, record], []),
        ([wait, table, record], [CHARSET, WAIT]),
        ([names, table, wait, record], [WAIT]),
        ([names, wait, record, table], [RECORD]),
        ([names, wait, table], [RECORD]),
        ([], [CHARSET, WAIT, RECORD]),
    ]

    for statements, found in files:
        assert file_complaints(statements, 2, "create_users") == found
    assert file_complaints([names, wait, table, record], 4, "create_users") == [RECORD]
    assert file_complaints([names, wait, table, record], 2, "make_users") == [RECORD]


def test_a_file_that_makes_the_full_text_index_with_stopwords_is_found() -> None:
    names, wait, off, alter, record = statements_of(SHIPPED[5].path)
    copy = SAMPLES["copies_boards"].statement

    def found(*statements: Statement) -> list[str]:
        return file_complaints([names, *statements, record], 6, "index_boards_text")

    assert found(wait, off, alter) == found(wait, off, copy) == []
    assert found(wait, alter) == found(wait, copy) == found(wait, alter, off) == [STOPWORDS]


def test_an_undo_file_that_keeps_its_row_is_found() -> None:
    names, wait, drop, delete = statements_of(SHIPPED[1].undo_path)

    assert undo_complaints([names, wait, drop, delete], 2) == []
    assert undo_complaints([names, wait, drop, delete], 3) == [TAKE_BACK]
    assert undo_complaints([names, wait, delete, drop], 2) == [TAKE_BACK]
    assert undo_complaints([drop, delete], 2) == [CHARSET, WAIT]


def test_the_database_agrees(migrated: Desk) -> None:
    """What the files give, by the server's own account of it."""
    names = migrated.run("list_names")

    assert {row["name"] for row in names} >= {"uq_users_email", "fk_boards_user_id"}
    for row in names:
        assert name_complaint(row["in_table"], row["prefix"], row["name"]) is None
    assert migrated.run("list_unkeyed_tables") == []
    assert migrated.run("list_unindexed_foreign_keys") == []
    assert migrated.run("list_cascading_keys") == []


def test_the_database_would_disagree_with_what_breaks_a_rule(migrated: Desk) -> None:
    migrated.run("make_unkeyed_table")
    migrated.run("make_key_without_index")

    wrong = [
        name_complaint(row["in_table"], row["prefix"], row["name"])
        for row in migrated.run("list_names")
    ]

    assert set(filter(None, wrong)) == {
        "body is no uq_loose_...",
        "ix_other is no ix_loose_...",
        "fk_users_invited_by is no ix_users_...",  # the index that the server makes where none is
    }
    assert migrated.run("list_unkeyed_tables") == [{"name": "loose"}]
