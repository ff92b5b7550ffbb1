"""A migration killed half-way, by either hand: run again, it ends well or says what to do."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.desk import NEXT, SHIPPED, Desk, Facts
from tests.support.faults import in_transaction, until
from tests.support.proxy import Proxy

pytest_plugins = ["tests.support.desk_fixtures"]

NAMES = [migration.path.name for migration in SHIPPED]
ALTER = f"{NEXT:04}_add_boards_pinned.sql"
ALTER_LINE = 6
PINNED = ("column", "boards.pinned")


def kill_after(
    desk: Desk, proxy: Proxy, statement: bytes, is_done: Callable[[Facts], bool], *command: str
) -> None:
    """End the program at once when the server has carried out a statement; it cannot know."""
    proxy.cut_at(statement, "never")
    program = desk.start(*command, **proxy.settings)
    until(lambda: is_done(desk.facts()) and not any(row["info"] for row in desk.sessions()))
    program.kill()
    program.communicate()


def assert_all_is_well(desk: Desk, last: int = NEXT) -> None:
    """Every file is recorded once, nobody has the claim, and the schema is what they give."""
    assert [version for version, _ in desk.rows()] == list(range(1, last + 1))
    done = desk.db("verify")
    assert done.status == 0, done.out + done.err


@pytest.mark.parametrize("table", ["schema_migrations", "users"])
def test_a_program_killed_after_its_create_table_ends_well_when_run_again(
    desk: Desk, interceptor: Proxy, table: str
) -> None:
    made = ("table", table)
    statement = f" TABLE IF NOT EXISTS {table}".encode()
    kill_after(desk, interceptor, statement, lambda facts: made in facts, "migrate")

    again = desk.db("migrate")

    assert again.status == 0, again.err
    assert again.out.splitlines()[-1] == f"applied {NAMES[-1]}"
    assert len(desk.rows()) == len(SHIPPED)


def test_a_program_killed_after_its_alter_stops_next_time_and_says_what_to_do(
    migrated: Desk, interceptor: Proxy
) -> None:
    migrated.add_migration("add_boards_pinned")
    kill_after(
        migrated, interceptor, b"ADD COLUMN pinned", lambda facts: PINNED in facts, "migrate"
    )

    complaint = migrated.db("migrate").complaint

    assert f"{ALTER}:{ALTER_LINE}: Duplicate column name 'pinned'" in complaint
    assert "'db repair --applied" in complaint
    assert NEXT not in dict(migrated.rows())
    repaired = migrated.db("repair", "--applied", str(NEXT))
    assert repaired.out == f"recorded {ALTER} as applied\n"
    assert_all_is_well(migrated)


def test_an_undo_killed_after_its_alter_stops_next_time_and_says_what_to_do(
    migrated: Desk, interceptor: Proxy
) -> None:
    migrated.client(migrated.add_migration("add_boards_pinned"))
    undo = ("undo", "--to", str(NEXT - 1), "--yes")
    kill_after(
        migrated, interceptor, b"DROP COLUMN pinned", lambda facts: PINNED not in facts, *undo
    )

    complaint = migrated.db(*undo).complaint

    assert f"undo/{ALTER}:{ALTER_LINE}: Can't DROP" in complaint
    advice = re.search(r"'db repair (--[a-z-]+)", complaint)
    assert advice, complaint
    repaired = migrated.db("repair", advice[1], str(NEXT))
    assert repaired.status == 0, repaired.err
    assert_all_is_well(migrated, NEXT - 1)


def test_a_program_killed_while_it_waits_for_a_lock_leaves_nothing_behind(migrated: Desk) -> None:
    migrated.add_migration("add_boards_pinned")

    with in_transaction(migrated.root):
        migrated.run("read_boards")
        program = migrated.start("migrate")
        migrated.wait_for_lock_wait()
        program.kill()
        program.communicate()
        migrated.wait_until_gone()
    assert 0 in dict(migrated.rows())  # its claim, which now is a dead one's

    again = migrated.db("migrate")
    assert (again.status, again.out) == (0, f"applied {ALTER}\n")
    assert PINNED in migrated.facts()


def test_a_client_killed_while_it_waits_for_a_lock_leaves_nothing_behind(migrated: Desk) -> None:
    path = migrated.add_migration("add_boards_pinned")

    with in_transaction(migrated.root):
        migrated.run("read_boards")
        client = migrated.start_client()
        assert client.stdin
        client.stdin.write(path.read_text())
        client.stdin.flush()
        migrated.wait_for_lock_wait()
        client.kill()
        client.communicate()
        migrated.wait_until_gone()

    again = migrated.client(path)
    assert again.status == 0, again.err
    assert PINNED in migrated.facts()


def kill_client_after_its_first_change(desk: Desk, path: Path) -> None:
    """End the client once it has changed the schema, before it gets to read the last statement."""
    client = desk.start_client()
    assert client.stdin
    before = desk.facts()
    client.stdin.write(path.read_text().rpartition("INSERT")[0])
    client.stdin.flush()
    until(lambda: desk.facts() != before)
    client.kill()
    client.communicate()


def test_a_client_killed_after_its_create_table_is_taken_up_by_the_program(migrated: Desk) -> None:
    kill_client_after_its_first_change(migrated, migrated.add_migration("create_probes"))

    again = migrated.db("migrate")

    assert (again.status, again.out) == (0, f"applied {NEXT:04}_create_probes.sql\n")


def test_a_client_killed_after_its_alter_is_noticed_by_either_hand(migrated: Desk) -> None:
    path = migrated.add_migration("add_boards_pinned")
    kill_client_after_its_first_change(migrated, path)

    assert f"line {ALTER_LINE}: Duplicate column name 'pinned'" in migrated.client(path).err
    assert f"{ALTER}:{ALTER_LINE}: Duplicate column name" in migrated.db("migrate").complaint
    assert migrated.db("repair", "--applied", str(NEXT)).status == 0
    assert NEXT in dict(migrated.rows())


def test_a_migration_that_cannot_get_its_lock_gives_up_and_says_so(migrated: Desk) -> None:
    path = migrated.add_migration("add_boards_pinned")
    path.write_text(path.read_text().replace("lock_wait_timeout = 2", "lock_wait_timeout = 1"))
    before = migrated.facts()

    with in_transaction(migrated.root):
        migrated.run("read_boards")
        refused = migrated.db("migrate")

    assert f"{ALTER}:{ALTER_LINE}: Lock wait timeout exceeded" in refused.complaint
    assert migrated.facts() == before | {("rows", "schema_migrations"): migrated.run("list_rows")}
    assert 0 not in dict(migrated.rows())
