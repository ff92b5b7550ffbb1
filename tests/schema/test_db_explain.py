"""``rawboard db explain``: the plan of any query, with its samples or with given values."""

import json
from typing import Any

import pytest

from rawboard.db.queries import SQL_DIRECTORY
from tests.support.desk import SQL, Desk

pytest_plugins = ["tests.support.desk_fixtures"]


@pytest.fixture
def seeded(migrated: Desk) -> Desk:
    """A database with the rows that the samples refer to."""
    loaded = migrated.client(SQL_DIRECTORY / "seeds" / "demo.sql")
    assert loaded.status == 0, loaded.err
    return migrated


def plan(desk: Desk, *arguments: str) -> dict[str, Any]:
    """The one row of a plan, by explain --json."""
    done = desk.db("explain", *arguments, "--json")
    assert done.status == 0, done.err
    (row,) = json.loads(done.out)
    return dict(row)


def test_a_query_is_explained_with_its_samples_or_with_given_values(seeded: Desk) -> None:
    with_samples = plan(seeded, "lock_board_by_id")
    with_values = plan(seeded, "lock_board_by_id", "board_id=999999")

    assert (with_samples["table"], with_samples["type"], with_samples["key"]) == (
        "b", "const", "PRIMARY",
    )  # fmt: skip
    assert with_values["type"] is None  # there is no such row
    assert "const table" in with_values["extra"]


def test_people_get_a_line_for_each_row_of_the_plan(seeded: Desk) -> None:
    by_author = ("list_boards", "--without", "author_name", "author_id=1002", "limit=2")
    done = seeded.db("explain", *by_author)

    assert done.status == 0, done.err
    assert "table=b" in done.out
    assert "key=ix_boards_user_id_created_at" in done.out
    assert "!" not in done.out


def test_a_value_may_be_text_with_any_character(seeded: Desk) -> None:
    row = plan(seeded, "find_user_by_username", "username=o'brien=100%")

    assert "const table" in row["extra"]


@pytest.fixture
def probing(seeded: Desk) -> Desk:
    """Queries with optional parts, beside those of the program."""
    probes = SQL / "optional_parts.sql"
    (seeded.own_sql() / "queries" / probes.name).write_text(probes.read_text())
    return seeded


def test_optional_parts_are_in_unless_they_are_left_out(probing: Desk) -> None:
    name = "list_chosen_boards"

    ran = probing.each(
        ["explain", name, "--json"],
        ["explain", name, "--without", "username", "--json"],
        ["explain", name, "--without", "username", "--without", "author_id", "ids=1002", "--json"],
    )

    tables = [{row["table"] for row in json.loads(each.out)} for each in ran]
    assert tables == [{"b", "u"}, {"b"}, {"b"}], ran
    (row,) = json.loads(ran[2].out)
    assert row["key"] == "PRIMARY"


def test_a_complaint_is_about_the_combination_that_is_shown(probing: Desk) -> None:
    name = "count_boards_of_version"

    whole, left = probing.each(["explain", name], ["explain", name, "--without", "author_id"])

    assert (whole.status, left.status) == (0, 0), (whole, left)
    assert "without" not in whole.out
    assert left.out.splitlines()[-1] == f"! {name} without author_id: full scan"


def test_a_part_that_is_not_there_is_told_in_one_line(probing: Desk) -> None:
    name = "list_chosen_boards"
    mistakes = {
        ("--without", "limit"): f"{name} has no optional part limit",
        ("--without", "ids", "ids=1001"): f"{name} without ids has no parameter ids",
    }

    ran = probing.each(*(["explain", name, *arguments] for arguments in mistakes))

    for done, complaint in zip(ran, mistakes.values(), strict=True):
        assert complaint in done.complaint


def test_explaining_a_change_changes_nothing(seeded: Desk) -> None:
    before = seeded.facts()

    ran = seeded.each(["explain", "delete_user_by_id"], ["explain", "create_user"])

    assert [each.status for each in ran] == [0, 0], ran
    assert seeded.facts() == before


def test_a_mistake_in_the_arguments_is_told_in_one_line(migrated: Desk) -> None:
    mistakes = {
        ("find_nobody",): "sql/queries has no query 'find_nobody'",
        ("find_user_by_id", "id=1"): "find_user_by_id has no parameter id",
        ("find_user_by_id", "user_id"): "'user_id' is not PARAMETER=VALUE",
        ("list_users", "limit=many"): "the database says: ",
    }

    ran = migrated.each(*(["explain", *arguments] for arguments in mistakes))

    for done, complaint in zip(ran, mistakes.values(), strict=True):
        assert complaint in done.complaint
