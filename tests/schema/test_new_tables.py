"""What a new table needs in the DBA's files: each test prints the lines that are missing."""

import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rawboard.db.queries import SQL_DIRECTORY, Query, load
from tests.support import rights
from tests.support.rights import Rights

SAMPLES = load(Path(__file__).parents[1] / "sql" / "rights.sql")
SEEDED = re.compile(r"^INSERT INTO (\w+)", re.MULTILINE)
LEDGER = "schema_migrations"  # the owner's; the program reads it, and the migrations write it
Columns = dict[str, list[str]]  # by table, those that an INSERT may set


@pytest.fixture
def columns(run_sql: Callable[..., list[dict[str, Any]]]) -> Columns:
    found: Columns = {}
    for row in run_sql("list_insertable_columns"):
        found.setdefault(row["of_table"], []).append(row["name"])
    return found


def refuse(file: str, lines: str, verb: str = "add to") -> None:
    """Fails with the lines that a file lacks, indented, and without a traceback."""
    if lines:
        pytest.fail(f"{verb} sql/{file}:\n\n{textwrap.indent(lines, '    ')}\n", pytrace=False)


def granted(role: str) -> dict[str, Rights]:
    return rights.granted(load(SQL_DIRECTORY / "grants" / f"{role}.sql").values())


def needed(tables: Columns) -> dict[str, Rights]:
    """What the API needs: the queries that it sends are all there are."""
    files = sorted((SQL_DIRECTORY / "queries").glob("*.sql"))
    queries = [query for path in files for query in load(path).values()]
    return {**rights.needed(queries, tables), LEDGER: {"SELECT": []}}


def test_the_api_has_the_rights_that_its_queries_need(columns: Columns) -> None:
    has = granted("app")
    lacking = {
        table: wanted
        for table, wanted in needed(columns).items()
        if not rights.same(wanted, has.get(table, {}))
    }

    new = [rights.statement("app", *each) for each in lacking.items() if each[0] not in has]
    other = [rights.statement("app", *each) for each in lacking.items() if each[0] in has]
    refuse("grants/app.sql", "\n\n".join(new))
    refuse("grants/app.sql", "\n\n".join(other), "no more and no less, in")


def test_reports_read_every_table(columns: Columns) -> None:
    lacking = columns.keys() - granted("readonly").keys()

    each = [rights.statement("readonly", table, {"SELECT": []}) for table in sorted(lacking)]
    refuse("grants/readonly.sql", "\n\n".join(each), "without columns that are secret, add to")


def test_every_table_has_demo_rows(columns: Columns) -> None:
    seeded = SEEDED.findall((SQL_DIRECTORY / "seeds" / "demo.sql").read_text())
    lacking = columns.keys() - {*seeded, LEDGER}

    rows = [
        f"-- What it is.\nINSERT INTO {table} ({', '.join(columns[table])})\n"
        "VALUES\n    (1001, ...)\nON DUPLICATE KEY UPDATE id = id;"
        for table in sorted(lacking)
    ]
    refuse("seeds/demo.sql", "\n\n".join(rows), "add rows, which the samples refer to, to")


def test_checksums_are_made_of_every_table(columns: Columns) -> None:
    (query,) = load(SQL_DIRECTORY / "ops" / "checksums.sql").values()
    listed = query.statement.text.removeprefix("CHECKSUM TABLE")
    tables = [table.strip() for table in re.sub(r"--.*", "", listed).split(",")]

    names = textwrap.fill(", ".join(sorted(columns)), rights.WIDTH - 4)
    refuse(
        "ops/checksums.sql",
        f"{textwrap.indent(names, 4 * ' ')};" if {*tables} != {*columns} else "",
        "the tables in",
    )


@pytest.mark.parametrize("query", SAMPLES.values(), ids=SAMPLES)
def test_what_a_query_needs_is_what_its_comment_says(query: Query) -> None:
    found = rights.needed([query], {"notes", "users"})

    shown = [f"{table}: {_shown(each)}" for table, each in sorted(found.items())]
    assert shown == query.documentation.splitlines()


def _shown(each: Rights) -> str:
    return ", ".join(f"{k} ({', '.join(v)})" if v else k for k, v in each.items())


def test_a_grant_is_shown_as_its_file_has_it() -> None:
    app = (SQL_DIRECTORY / "grants" / "app.sql").read_text()

    for table, given in granted("app").items():
        shown = rights.statement("app", table, given)
        assert shown.partition("\n")[2] in app


def test_long_lists_of_columns_are_wrapped() -> None:
    many = [f"a_column_with_a_name_{number}" for number in range(9)]

    shown = rights.statement("app", "notes", {"SELECT": [], "INSERT": many})

    assert max(map(len, shown.splitlines())) <= rights.WIDTH
    assert shown.count("a_column") == 9
