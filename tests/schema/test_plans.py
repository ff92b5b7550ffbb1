"""The plan gate: no query reads, sorts or copies what grows with its table."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import MySQLdb
import pytest
from flask import Flask

from rawboard import create_app, settings
from rawboard.db.connection import become_owner, mysql
from rawboard.db.queries import SQL_DIRECTORY, Query, load
from rawboard.db.two_way_sql import split
from rawboard.repositories import board_lists
from rawboard.schema import explain, migrations
from tests.conftest import TEST_QUERIES

SCRATCH = "rawboard_scratch_test"
PROBES = load(Path(__file__).parents[1] / "sql" / "optional_parts.sql")
COMBINATIONS = [
    pytest.param(query, without, id=explain.shown(query, without))
    for query in explain.queries()
    for without in (query.statement.optional - parts for parts in query.combinations())
]
# Nobody, and one of volume.sql's, who has a hundred boards.
AUTHORS: list[dict[str, object]] = [{}, {"author_id": 1100}, {"author_name": "volume97"}]
LISTS: list[tuple[str, dict[str, object]]] = [
    ("list_users", {}),
    *(
        ("list_boards" + order, author)
        for order in board_lists.ORDERS.values()
        for author in AUTHORS
    ),
]


@pytest.fixture(scope="module")
def crowded(variables: dict[str, str], server: Any) -> Iterator[Flask]:
    """An application on a database with 1,000 users and 100,000 boards."""
    with MySQLdb.connect(charset="utf8mb4", autocommit=True, **server.administrator()) as root:
        for name in ("drop_scratch", "create_scratch"):
            root.cursor().execute(TEST_QUERIES[name].statement.text, {})
        chosen = settings.load({**variables, "MYSQL_DB": SCRATCH})
        app = create_app(chosen)
        with app.app_context():
            become_owner(app, chosen)
            migrations.migrate(lambda name: None)
            for seeds in ("demo.sql", "volume.sql"):
                for statement in split((SQL_DIRECTORY / "seeds" / seeds).read_text(), seeds):
                    mysql.connection.cursor().execute(statement.text, {})
            yield app
            mysql.discard()
        root.cursor().execute(TEST_QUERIES["drop_scratch"].statement.text, {})


@pytest.mark.parametrize(("query", "without"), COMBINATIONS)
def test_no_query_costs_more_than_its_comment_allows(
    crowded: Flask, query: Query, without: frozenset[str]
) -> None:
    rows = explain.explain(query, {}, without)

    assert explain.complaints(query, rows, without) == []


def test_every_combination_of_optional_parts_is_explained(crowded: Flask) -> None:
    query = PROBES["list_chosen_boards"]
    every = [query.statement.optional - parts for parts in query.combinations()]

    plans = {without: explain.explain(query, {}, without) for without in every}

    assert len(plans) == 8
    for without, rows in plans.items():
        tables = {row["table"] for row in rows}
        assert tables == ({"b"} if "username" in without else {"b", "u"})


def test_the_gate_bites_and_names_the_combination_that_costs_too_much(crowded: Flask) -> None:
    query = PROBES["count_boards_of_version"]

    found = [
        explain.complaints(query, explain.explain(query, {}, without), without)
        for without in ([], ["author_id"])
    ]

    assert found == [[], ["count_boards_of_version without author_id: full scan"]]


@pytest.mark.parametrize(("name", "author"), LISTS)
@pytest.mark.parametrize("depth", ["2020-01-01 05:00:00", "2022-06-01", "9999-12-31"])
def test_a_page_reads_no_more_rows_than_it_shows_however_deep_it_is(
    crowded: Flask, run_plan: Any, name: str, author: dict[str, object], depth: str
) -> None:
    query = explain.find(name)
    end = "before" if "before" in query.statement.parameters else "after"

    rows, reads = run_plan(query, **{end: depth, f"{end}_id": 10**6}, **author)

    # A row of the page, its author, and a few at the edges of the range.
    assert reads <= 2 * len(rows) + 8


@pytest.mark.parametrize("name", ["list_boards_by_words", "list_boards_by_words_oldest_first"])
@pytest.mark.parametrize("word", ["volume123", "volume9999"])
def test_a_search_reads_no_more_rows_than_it_finds(
    crowded: Flask, run_plan: Any, name: str, word: str
) -> None:
    (found,), _ = run_plan(explain.find("count_boards_by_words"), words=f"+{word}*")

    rows, reads = run_plan(explain.find(name), words=f"+{word}*")

    assert len(rows) == min(20, found["boards"])
    assert reads <= 3 * found["boards"] + 8


@pytest.fixture
def run_plan() -> Any:
    """Runs a query and counts the rows that the storage engine was asked for."""

    def run(query: Query, **values: object) -> tuple[list[Any], int]:
        cursor = mysql.connection.cursor()
        before = reads(cursor)
        statement = query.statement.without(query.statement.optional - values.keys())
        cursor.execute(statement.text, {**statement.samples, **values})
        return list(cursor), reads(cursor) - before

    def reads(cursor: Any) -> int:
        cursor.execute(TEST_QUERIES["list_handler_reads"].statement.text, {})
        return sum(int(row["Value"]) for row in cursor)

    return run


@pytest.mark.parametrize(
    ("row", "cost"),
    [
        ({"type": "ALL"}, "full scan"),
        ({"type": "index", "rows": 100_000}, "full index scan"),
        ({"type": "index_merge"}, "index merge"),
        ({"extra": "Using where; Using filesort"}, "filesort"),
        ({"extra": "Using temporary"}, "temporary table"),
    ],
)
def test_each_cost_is_named_and_may_be_allowed_with_a_reason(
    row: dict[str, object], cost: str
) -> None:
    rows = [{"table": "t", "type": "ref", "extra": "", "rows": 1, "select_type": "SIMPLE", **row}]
    statement = explain.find("find_any_admin").statement

    def complaints(documentation: str) -> list[str]:
        return explain.complaints(Query("probe", statement, "probe.sql", documentation), rows)

    assert complaints("") == [f"probe: {cost}"]
    assert complaints(f"plan: allows {cost}: once a night") == []
    assert complaints(f"plan: allows {cost}:") == [f"probe: {cost}"], "a reason is asked for"


def test_the_gate_bites_when_the_index_of_a_page_is_gone(crowded: Flask) -> None:
    cursor = mysql.connection.cursor()
    cursor.execute(TEST_QUERIES["drop_page_index"].statement.text, {})
    try:
        query = explain.find("list_boards")
        everybodys = query.statement.optional
        assert explain.complaints(query, explain.explain(query, {}, everybodys), everybodys)
    finally:
        cursor.execute(TEST_QUERIES["restore_page_index"].statement.text, {})
