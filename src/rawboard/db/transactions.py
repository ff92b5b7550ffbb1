"""Transactions: all of a request's writes or none, retried where another was in the way."""

from collections.abc import Callable
from typing import TypeVar

from rawboard.db.connection import mysql
from rawboard.db.context import context, current_context
from rawboard.db.errors import DatabaseFault
from rawboard.db.execution import retried, round_trip
from rawboard.db.lanes import Lane

T = TypeVar("T")


def transaction(work: Callable[[], T], *, keep: bool = True) -> T:
    """Run work in one transaction, and return what it returns; a conflict runs all of it again.

    Inside a transaction, work becomes part of that one.

    Args:
        work: calls the functions of :mod:`rawboard.db.execution`; it may run several times, so it
            must do nothing else.
        keep: False rolls back at the end.

    Raises:
        Unavailable: nothing was changed.
        OutcomeUnknown: the connection broke during COMMIT, or COMMIT failed without a name.
    """
    lane = current_context().lane
    if lane and lane.in_transaction:
        return work()
    return retried(lambda: _transact(work, keep=keep))


def _transact(work: Callable[[], T], *, keep: bool) -> T:
    round_trip(mysql.usable().begin)
    lane = mysql.lane()  # the same to the end of the transaction
    lane.in_transaction, lane.has_written = True, False
    try:
        result = work()
        if keep:
            round_trip(mysql.usable().commit, writes=lane.has_written)
            lane.in_transaction = False
            context.written |= lane.has_written
    except BaseException:
        _roll_back(lane)
        raise
    if not keep:
        _roll_back(lane)
    return result


def _roll_back(lane: Lane) -> None:
    if not lane.in_transaction:  # the connection was discarded, and the transaction with it
        return
    try:
        round_trip(mysql.usable().rollback)
    except DatabaseFault:
        mysql.discard()
    lane.in_transaction = False
