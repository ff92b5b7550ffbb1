"""sql/ops: what a DBA runs to see what the server and the boards are doing."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rawboard.db.queries import SQL_DIRECTORY
from tests.support.api import Api, Caller
from tests.support.dba import Account, Accounts, Session, meanwhile
from tests.support.faults import until

pytest_plugins = ["tests.support.dba_fixtures"]

OPS = SQL_DIRECTORY / "ops"
FILES = sorted(OPS.glob("*.sql"))
MAY_RUN = [("monitor", noun) for noun in ("sessions", "locks", "slowest", "sizes", "indexes")]
MAY_RUN += [("readonly", "activity"), ("readonly", "integrity"), ("backup", "checksums")]
MAY_RUN += [("app", "durability")]
EVER = "2000-01-01"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_runs_in_the_client_as_it_stands(accounts: Accounts, path: Path) -> None:
    accounts["administrator"].pipe(path.read_text())


@pytest.mark.parametrize(("role", "noun"), MAY_RUN)
def test_the_account_that_a_file_asks_for_may_run_it(
    accounts: Accounts, role: str, noun: str
) -> None:
    accounts[role].pipe((OPS / f"{noun}.sql").read_text())


@pytest.fixture
def migrated_copy(copy: Account) -> Iterator[Session]:
    """A session on a scratch database that has the schema, and asks for no foreign key."""
    for path in sorted((SQL_DIRECTORY / "migrations").glob("*.sql")):
        copy.pipe(path.read_text())
    with copy.session() as session:
        session.ask("ignore_foreign_keys")
        yield session


@pytest.mark.parametrize("noun", ["board", "token"])
def test_what_has_lost_its_user_is_found(migrated_copy: Session, noun: str) -> None:
    assert migrated_copy.ask_ops("integrity", f"list_orphan_{noun}s", limit=10) == []
    migrated_copy.ask(f"insert_{noun}")

    (orphan,) = migrated_copy.ask_ops("integrity", f"list_orphan_{noun}s", limit=10)

    assert orphan["user_id"] == 0


def test_boards_that_a_search_misses_are_found_and_a_rebuild_mends_it(
    migrated_copy: Session,
) -> None:
    def missed() -> list[Any]:
        return migrated_copy.ask_ops("integrity", "list_unsearchable_boards", limit=10)

    migrated_copy.ask("insert_board")
    migrated_copy.ask("insert_board_with_a_stopword")
    assert missed() == []

    migrated_copy.ask("use_stopwords")
    migrated_copy.ask("rebuild_boards")
    assert len(missed()) == 1

    migrated_copy.ask("use_no_stopwords")
    migrated_copy.ask("rebuild_boards")
    assert missed() == []


def test_the_sizes_of_all_tables_are_listed(monitor: Session) -> None:
    sizes = {row["name"]: row for row in monitor.ask_ops("sizes", "list_table_sizes")}

    assert sizes.keys() == {row["name"] for row in monitor.ask("list_table_names")}
    assert all(row["total_mib"] > 0 for row in sizes.values())


def test_the_checksum_of_every_table_is_listed_and_changes_with_a_row(
    accounts: Accounts, alice: Caller
) -> None:
    with accounts["backup"].session() as session:
        before = session.checksums()
        alice.post_board()
        after = session.checksums()

        assert list(before) == [row["name"] for row in session.ask("list_table_names")]
    assert [table for table in before if before[table] != after[table]] == ["boards"]


def test_a_setting_that_may_lose_acknowledged_writes_is_named_in_the_log_too(
    accounts: Accounts, shared_api: Api
) -> None:
    def weak() -> dict[str, int]:
        rows = root.ask_ops("durability", "list_weak_durability_settings")
        return {row["setting"]: row["value"] for row in rows}

    with accounts["administrator"].session() as root:
        assert weak()["innodb_flush_log_at_trx_commit"] == 2  # as this suite's servers are started
        until(lambda: "innodb_flush_log_at_trx_commit is 2, not 1" in shared_api.log_text())

        root.ask("set_log_flush", value=1)
        assert "innodb_flush_log_at_trx_commit" not in weak()
        root.ask("set_log_flush", value=2)


def test_activity_counts_the_boards_of_each_user_since_a_moment(
    accounts: Accounts, alice: Caller, bob: Caller, run_sql: Callable[..., Any]
) -> None:
    for author in (bob, alice, alice):
        author.post_board()
    run_sql("create_board_at", user_id=bob.user["id"], title="Old", created_at="1999-12-31")

    with accounts["readonly"].session() as session:
        counted = session.ask_ops("activity", "list_activity_by_user", since=EVER, limit=9)
        first = session.ask_ops("activity", "list_activity_by_user", since=EVER, limit=1)

    assert [(row["username"], row["boards"]) for row in counted] == [("alice", 2), ("bob", 1)]
    assert first == counted[:1]


def test_a_running_statement_is_listed_with_its_name(accounts: Accounts, monitor: Session) -> None:
    def running() -> list[str]:
        rows = monitor.ask_ops("sessions", "list_running_statements")
        return [row["statement"] for row in rows if row["session"] == busy.id]

    with accounts["app"].session() as busy, meanwhile(lambda: busy.ask("sleep", seconds=1)):
        until(running)
        (statement,) = running()

    assert "query='sleep'" in statement
    until(lambda: running() == [])


def test_sessions_are_counted_by_account(accounts: Accounts, monitor: Session) -> None:
    def idle() -> int:
        rows = monitor.ask_ops("sessions", "list_sessions_by_account")
        wanted = ("rawboard_backup", "Sleep")
        return sum(row["sessions"] for row in rows if (row["account"], row["command"]) == wanted)

    with accounts["backup"].session(), accounts["backup"].session():
        until(lambda: idle() == 2)
    until(lambda: idle() == 0)


def test_the_slowest_queries_are_listed_by_name_where_the_server_keeps_samples(
    accounts: Accounts, monitor: Session
) -> None:
    def executions() -> int:
        rows = monitor.ask_ops("slowest", "list_slowest_queries", limit=1000)
        return sum(row["executions"] for row in rows if row["query"] == "sleep")

    keeps_samples = monitor.ask("find_statement_statistics")[0]["samples"]
    before = executions()
    with accounts["app"].session() as session:
        session.ask("sleep", seconds=0)
        session.ask("sleep", seconds=0)

    # The server counts a statement just after it has answered it.
    until(lambda: executions() - before == 2 * keeps_samples)


def test_an_index_that_another_one_covers_is_redundant_and_unused(
    accounts: Accounts, monitor: Session
) -> None:
    counts_uses = monitor.ask("find_performance_schema")[0]["is_on"]
    with accounts["owner"].session() as owner:
        owner.ask("create_twin_index")
        try:
            redundant = monitor.ask_ops("indexes", "list_redundant_indexes")
            unused = monitor.ask_ops("indexes", "list_unused_indexes")
        finally:
            owner.ask("drop_twin_index")

    assert [row["redundant_index"] for row in redundant] == ["ix_boards_twin"]
    assert [row["covered_by"] for row in redundant] == ["ix_boards_created_at"]
    assert ("ix_boards_twin" in {row["unused_index"] for row in unused}) == bool(counts_uses)
