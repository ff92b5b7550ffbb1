"""Compares the live schema with what the migrations give, object by object."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from flask import current_app
from MySQLdb.cursors import Cursor

from rawboard.db.connection import mysql
from rawboard.db.queries import Query, load_named
from rawboard.schema import migrations
from rawboard.schema.migration_files import files

FACTS = load_named("ops", "schema")
TABLE = load_named("ops", "table")
SCRATCH = load_named("ops", "scratch")
# What the queries of sql/ops/schema.sql list, in their order.
KINDS = ("table", "column", "index", "foreign key", "check", "program")
# What SHOW CREATE TABLE says or not by the table's history: the next id, and on MySQL the character
# set of a literal or of a column whose collation names it anyway.
UNSTABLE = re.compile(
    r" AUTO_INCREMENT=\d+|\b_(?:utf8mb4|utf8mb3|ascii|latin1|binary)(?=')|"
    r" CHARACTER SET \w+(?= COLLATE)"
)
Schema = dict[tuple[str, str], str]


@dataclass(frozen=True)
class Difference:
    """One object that is not as the migrations give it.

    ``object`` is its name, with its table's before it; ``expected`` and ``live`` are its definition
    by the migrations and in the database, None where there is none.
    """

    kind: str
    object: str
    expected: str | None
    live: str | None

    def __str__(self) -> str:
        """Return the difference as a line for people."""
        if self.live is None:
            return f"missing {self.kind} {self.object}: {self.expected}"
        if self.expected is None:
            return f"foreign {self.kind} {self.object}: {self.live}"
        return f"changed {self.kind} {self.object}: {self.live}; expected {self.expected}"


def verify() -> list[Difference]:
    """Return how the live schema differs from what its applied migrations give.

    These are applied to a scratch database on the same server, which words both the same.

    Raises:
        MySQLdb.Error: the account may not make the scratch database (sql/grants/owner.sql).
        MigrationError: a migration failed there.
    """
    with migrations.claimed():  # no program migrates meanwhile
        versions = {row["version"] for row in migrations.applied()}
        live = describe(mysql.connection.cursor())
        with scratch() as cursor:
            for migration in files():
                if migration.version in versions:
                    migrations.apply(migration, cursor)
            expected = describe(cursor)
    return compare(expected, live)


def compare(expected: Schema, live: Schema) -> list[Difference]:
    """Return the differences; what belongs to a missing or foreign table is left out."""
    whole = {name for kind, name in expected.keys() ^ live.keys() if kind == "table"}
    return [
        Difference(*key, expected.get(key), live.get(key))
        for key in sorted(expected.keys() | live.keys())
        if expected.get(key) != live.get(key)
        if key[0] == "table" or key[1].split(".")[0] not in whole
    ]


def describe(cursor: Cursor) -> Schema:
    """Return every object of the cursor's database with its definition."""
    return {
        (kind, row["object"]): row["definition"]
        for kind, query in zip(KINDS, FACTS.values(), strict=True)
        for row in _rows(cursor, query)
    }


def dump() -> str:
    """Return the live schema as SQL that makes it anew, the same for the same schema."""
    cursor = mysql.connection.cursor()
    statements = [
        "-- The schema that the migrations give, for reading and comparing; written by\n"
        "-- 'rawboard db dump' on MySQL. To install, apply sql/migrations.\n"
        "SET NAMES utf8mb4;\nSET SESSION foreign_key_checks = 0;\n"
        "SET SESSION innodb_ft_enable_stopword = OFF"
    ]
    for table in list(_rows(cursor, FACTS["list_tables"])):
        _prepared(cursor, TABLE["set_show_create_table"], table["object"])
        text: str = list(cursor.fetchone().values())[1]  # a view's row has more columns
        statements.append(UNSTABLE.sub("", text))
    return ";\n\n".join(statements) + ";\n"


@contextmanager
def scratch() -> Iterator[Cursor]:
    """Yield a cursor on an empty scratch database, which is dropped afterwards.

    Each database has its own, used by one program at a time (which has claimed the migrations).
    """
    digest = hashlib.sha256(current_app.config["MYSQL_DB"].encode()).hexdigest()
    name = f"rawboard_scratch_{digest[:16]}"
    with closing(mysql.connect) as connection:
        cursor = connection.cursor()
        _prepared(cursor, SCRATCH["set_drop_scratch"], name)
        _prepared(cursor, SCRATCH["set_create_scratch"], name)
        try:
            connection.select_db(name)
            yield cursor
        finally:
            _prepared(cursor, SCRATCH["set_drop_scratch"], name)


def _prepared(cursor: Cursor, query: Query, name: str) -> None:
    """Run a statement about a database or a table, whose name no parameter can stand for."""
    cursor.execute(query.statement.text, {"name": name})
    cursor.execute(TABLE["prepare_statement"].statement.text, {})
    cursor.execute(TABLE["execute_statement"].statement.text, {})


def _rows(cursor: Cursor, query: Query) -> Iterator[dict[str, str]]:
    cursor.execute(query.sql({}), {})
    yield from cursor
