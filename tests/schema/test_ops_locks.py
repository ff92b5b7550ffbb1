"""sql/ops/locks.sql: who waits for whom, and whose transaction stays open."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support.api import Caller
from tests.support.dba import Account, Accounts, Row, Session, meanwhile
from tests.support.faults import in_transaction, until

pytest_plugins = ["tests.support.dba_fixtures"]


class Locks:
    """What sql/ops/locks.sql shows; it must not be asked more often than the file says."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def waits(self) -> list[Row]:
        time.sleep(0.15)
        return self.session.ask_ops("locks", "list_lock_waits")

    def transactions(self, seconds: int) -> list[Row]:
        time.sleep(0.15)
        return self.session.ask_ops("locks", "list_open_transactions", seconds=seconds)


@pytest.fixture
def locks(monitor: Session) -> Locks:
    return Locks(monitor)


@contextmanager
def lock_wait(app: Account) -> Iterator[tuple[Session, Session]]:
    """Two sessions, the first of which waits for a lock of the second."""
    with app.session() as waiting, app.session() as blocking:
        blocking.connection.begin()
        blocking.ask("hold_all_boards")
        with meanwhile(lambda: waiting.ask("touch_boards")):
            try:
                yield waiting, blocking
            finally:
                blocking.connection.rollback()


def test_a_lock_wait_names_who_waits_and_who_blocks_and_how_to_end_it(
    accounts: Accounts, locks: Locks, alice: Caller
) -> None:
    alice.post_board()
    with lock_wait(accounts["app"]) as (waiting, blocking):
        until(locks.waits)
        (row,) = locks.waits()

    assert (row["waiting_session"], row["blocking_session"]) == (waiting.id, blocking.id)
    assert row["locked_table"].endswith("`boards`")
    assert "query='touch_boards'" in row["waiting_statement"]
    assert row["blocking_statement"] is None  # it idles inside its transaction
    assert row["blocking_account"] == "rawboard_app"
    assert row["to_end_the_blocker"].split() == ["KILL", str(blocking.id)]
    assert locks.waits() == []


def test_times_are_right_whatever_the_time_zone_of_the_one_who_looks(
    accounts: Accounts, monitor: Session, locks: Locks, alice: Caller
) -> None:
    alice.post_board()
    monitor.ask("move_time_zone")
    with lock_wait(accounts["app"]) as (waiting, blocking):
        until(locks.waits)
        waits, transactions = locks.waits(), locks.transactions(0)

    assert {waiting.id, blocking.id} <= {row["session"] for row in transactions}
    assert all(0 <= row["seconds"] < 60 for row in [*waits, *transactions])


def test_an_open_transaction_is_listed_from_so_many_seconds_on(
    accounts: Accounts, locks: Locks
) -> None:
    with accounts["app"].session() as idle:
        with in_transaction(idle.connection):
            idle.ask("hold_all_boards")
            assert idle.id in {row["session"] for row in locks.transactions(0)}
            assert idle.id not in {row["session"] for row in locks.transactions(60)}
        assert idle.id not in {row["session"] for row in locks.transactions(0)}
