"""``rawboard db dump``: the schema as SQL, the same for the same schema; ``sql/schema.sql``."""

import re
from difflib import unified_diff

from rawboard.db.queries import SQL_DIRECTORY
from tests.support.desk import SHIPPED, Desk, end

pytest_plugins = ["tests.support.desk_fixtures"]

DIFFERENT = 4
KINDS = {"table", "column", "index", "foreign key", "check"}
TABLE = re.compile(r"^CREATE TABLE `(\w+)` (\(.*?^\))", re.MULTILINE | re.DOTALL)
WRITE_ANEW = "Write it anew: make db-dump DB=docker > sql/schema.sql"
COMMITTED = SQL_DIRECTORY / "schema.sql"
OTHER = {"MYSQL_DB": "rawboard_scratch_other"}


def test_a_loaded_dump_gives_the_same_dump_and_with_a_baseline_verifies(migrated: Desk) -> None:
    migrated.run("create_other_database")
    kept = migrated.cwd / "schema.sql"
    kept.write_text(migrated.db("dump").out)

    loaded = end(migrated.start_client(OTHER["MYSQL_DB"]), kept.read_text())

    assert loaded.status == 0, loaded.err
    same = migrated.db("dump", "--check", "schema.sql", **OTHER)
    assert (same.status, same.out, same.err) == (0, "", "")
    assert migrated.db("baseline", "--to", str(len(SHIPPED)), **OTHER).status == 0
    assert migrated.db("verify", **OTHER).status == 0


def test_a_check_tells_a_changed_schema_by_its_exit_status(migrated: Desk) -> None:
    (migrated.cwd / "schema.sql").write_text(migrated.db("dump").out)
    migrated.run("drop_index")

    changed = migrated.db("dump", "--check", "schema.sql")

    assert (changed.status, changed.out) == (DIFFERENT, "")
    assert changed.err == "schema.sql is not the schema of this database\n"


def test_the_committed_schema_is_what_the_migrations_give(migrated: Desk) -> None:
    """On MySQL word for word; MariaDB words it otherwise, but has the same tables."""
    committed = COMMITTED.read_text()
    if migrated.is_mysql:
        dumped = migrated.db("dump").out
        lines = (committed.splitlines(), dumped.splitlines(), "schema.sql", "the migrations")
        assert committed == dumped, f"{WRITE_ANEW}\n" + "\n".join(unified_diff(*lines, n=1))
    tables = dict(TABLE.findall(committed))
    for kind, name in migrated.facts():
        table, _, part = name.partition(".")
        known = f"`{part}`" in tables.get(table, "") if part else table in tables
        if kind in KINDS and not name.endswith(".PRIMARY"):
            assert known, f"it lacks {kind} {name}. {WRITE_ANEW}"


def test_a_dump_depends_neither_on_rows_nor_on_maintenance(migrated: Desk) -> None:
    before = migrated.db("dump").out
    migrated.client(SQL_DIRECTORY / "seeds" / "demo.sql")
    migrated.run("rebuild_table")

    assert migrated.db("dump").out == before
    assert "AUTO_INCREMENT=" not in before


def test_a_foreign_view_is_dumped_too(migrated: Desk) -> None:
    migrated.run("add_view")

    done = migrated.db("dump")

    assert done.status == 0, done.err
    assert "`board_titles`" in done.out
