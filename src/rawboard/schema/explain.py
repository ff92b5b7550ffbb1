"""What a query costs, by EXPLAIN of its file; and which costs its comment allows."""

import re
from collections.abc import Collection, Sequence
from typing import Any

from rawboard.db.connection import mysql
from rawboard.db.queries import SQL_DIRECTORY, Query, load
from rawboard.db.two_way_sql import Sample
from rawboard.errors import Mistake

PREFIX = "EXPLAIN /*!80000 FORMAT=TRADITIONAL */ "  # rows and columns on both servers
# "plan: allows full scan: once at start-up": a cost that a query may have, and why.
ALLOWED = re.compile(r"^plan: allows ([a-z ]+): \S", re.MULTILINE)
SHORT = 200  # rows of an index that may be read from one end to the other

Rows = Sequence[dict[str, Any]]


def queries() -> list[Query]:
    """Return every query of ``sql/queries`` that can be explained."""
    files = map(load, sorted((SQL_DIRECTORY / "queries").glob("*.sql")))
    found = [query for file in files for query in file.values()]
    return [query for query in found if not query.name.startswith("set_")]


def find(name: str) -> Query:
    """Return the query of a name.

    Raises:
        Mistake: there is none.
    """
    for query in queries():
        if query.name == name:
            return query
    raise Mistake(f"sql/queries has no query '{name}'")


def given(query: Query, pairs: Sequence[str]) -> dict[str, Sample]:
    """Parse a query's ``name=value`` arguments; digits are a number, a list's values have commas.

    Raises:
        Mistake: one is not of that form.
    """
    values: dict[str, Sample] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise Mistake(f"'{pair}' is not PARAMETER=VALUE")
        is_list = isinstance(query.statement.samples.get(name), tuple)
        values[name] = tuple(map(_value, value.split(","))) if is_list else _value(value)
    return values


def _value(text: str) -> int | str:
    return int(text) if re.fullmatch(r"-?\d+", text) else text


def shown(query: Query, without: Collection[str] = ()) -> str:
    """Return the name of a query, and of the optional parts that are left out."""
    return query.name + (f" without {', '.join(sorted(without))}" if without else "")


def explain(query: Query, values: dict[str, Sample], without: Collection[str] = ()) -> Rows:
    """Return the rows of EXPLAIN for these values, else the samples; column names in lower case.

    Raises:
        Mistake: the query has no such part to leave out, or then no parameter for a value.
        MySQLdb.Error: the server refuses.
    """
    statement = query.statement.without(without)
    if unknown := set(without) - query.statement.optional:
        raise Mistake(f"{query.name} has no optional part {', '.join(sorted(unknown))}")
    if unknown := values.keys() - statement.parameters:
        raise Mistake(f"{shown(query, without)} has no parameter {', '.join(sorted(unknown))}")
    cursor = mysql.connection.cursor()
    cursor.execute(PREFIX + statement.text, {**statement.samples, **values})
    return [{key.lower(): value for key, value in row.items()} for row in cursor]


def complaints(query: Query, rows: Rows, without: Collection[str] = ()) -> list[str]:
    """Return the costs of a plan that the query's comment does not allow."""
    allowed = set(ALLOWED.findall(query.documentation))
    return [f"{shown(query, without)}: {cost}" for cost in costs(rows) if cost not in allowed]


def costs(rows: Rows) -> list[str]:
    """Name what makes a plan grow with the table: full scan, filesort, temporary table..."""
    found: list[str] = []
    for row in rows:
        kind, extra = str(row["type"]).lower(), str(row["extra"] or "").lower()
        is_real = row["table"] is not None and not str(row["table"]).startswith("<")
        is_target = row["select_type"] == "INSERT"  # of which MySQL says ALL
        known = {
            "full scan": kind == "all" and is_real and not is_target,
            "full index scan": kind == "index" and int(row["rows"] or 0) > SHORT,
            "index merge": kind == "index_merge",
            "filesort": "filesort" in extra,
            "temporary table": "temporary" in extra,
        }
        found += [cost for cost, is_there in known.items() if is_there]
    return found
