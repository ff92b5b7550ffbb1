"""Runs queries and transactions on the thread's connection, and retries what is safe to retry."""

import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, TypeVar

import MySQLdb
from MySQLdb.cursors import Cursor

from rawboard.db.connection import Kept, mysql
from rawboard.db.context import tally
from rawboard.db.errors import (
    READ_ONLY,
    Conflict,
    DatabaseFault,
    Lost,
    OutcomeUnknown,
    Unavailable,
    is_lost,
    number,
    translate,
)
from rawboard.db.queries import Query

Row = dict[str, Any]
T = TypeVar("T")

ATTEMPTS = 4  # of a transaction that others keep getting in the way of
PATIENCE = 4.0  # seconds of such attempts after which another one is not made
BACKOFF = 0.02  # seconds before the second attempt at the most; doubles with each further one
BATCH_ROWS = 1000  # of one INSERT of many
BATCH_TEXT = 1_048_576  # characters in them: 4 MiB, a quarter of MariaDB's max_allowed_packet
PROMPT = 1.0  # seconds: a connection lost later than this was a server that hangs, not a stale one


def fetch_all(query: Query, **parameters: object) -> list[Row]:
    """Return every row of a query that only reads.

    Raises:
        Unavailable: the database cannot answer now.
        TypeError, ValueError: the parameters are not the query's (:meth:`Query.sql`).
    """
    return list(_run(query, parameters, writes=False).fetchall())


def fetch_one(query: Query, **parameters: object) -> Row | None:
    """Return the first row of a query that only reads, or None; raises as :func:`fetch_all`."""
    row: Row | None = _run(query, parameters, writes=False).fetchone()
    return row


def write(query: Query, **parameters: object) -> int:
    """Run a statement that changes rows, and return how many it found (changed or not).

    Raises:
        Unavailable: nothing was changed; trying again is safe.
        OutcomeUnknown: the connection broke under way.
        ConstraintViolated: with the constraint's name.
        TypeError, ValueError: the parameters are not the query's (:meth:`Query.sql`).
    """
    return _run(query, parameters, writes=True).rowcount


def insert(query: Query, **parameters: object) -> int:
    """Run an INSERT of one row, and return its generated id; raises as :func:`write`."""
    return int(_run(query, parameters, writes=True).lastrowid or 0)


def insert_many(query: Query, rows: Iterable[dict[str, object]]) -> None:
    """Insert rows in their order, by a few INSERTs of many rows, inside a transaction.

    Args:
        query: a plain INSERT ... VALUES of one row, from which the driver makes one of many.
        rows: its parameters, once for each row.

    Raises:
        RuntimeError: no transaction is open, which alone keeps this all or nothing.
        ConstraintViolated, TypeError: as :func:`write`.
    """
    if not mysql.kept.in_transaction:
        raise RuntimeError("many rows are inserted in a transaction only")
    mysql.kept.has_written = True
    for batch in _batches(query, rows):
        text = query.sql(batch[0], tally().tags)
        cursor: Cursor = mysql.connection.cursor()
        cursor.max_stmt_length = sys.maxsize  # the driver must not cut the batch up again
        _guarded(partial(cursor.executemany, text, batch), writes=False)


def transaction(work: Callable[[], T], *, keep: bool = True) -> T:
    """Run work in one transaction, and return what it returns; a conflict runs all of it again.

    Inside a transaction, work becomes part of that one.

    Args:
        work: calls the functions above; it may run several times, so it must do nothing else.
        keep: False takes everything back at the end.

    Raises:
        Unavailable: nothing was changed. OutcomeUnknown: the connection broke during COMMIT.
    """
    if mysql.kept.in_transaction:
        return work()
    return _retried(lambda: _transact(work, keep=keep))


def _run(query: Query, parameters: dict[str, object], *, writes: bool) -> Cursor:
    text = query.sql(parameters, tally().tags)
    kept = mysql.kept
    if kept.in_transaction:
        kept.has_written |= writes
        return _send(kept, text, parameters, writes=False)
    return _retried(lambda: _send(kept, text, parameters, writes=writes))


def _transact(work: Callable[[], T], *, keep: bool) -> T:
    kept = mysql.kept
    _guarded(lambda: mysql.connection.begin(), writes=False)
    kept.in_transaction, kept.has_written = True, False
    try:
        result = work()
        if keep:
            _guarded(lambda: mysql.connection.commit(), writes=kept.has_written)
    except BaseException:
        _roll_back()
        raise
    if keep:
        kept.in_transaction = False
        tally().written |= kept.has_written
    else:
        _roll_back()
    return result


def _roll_back() -> None:
    kept = mysql.kept
    if not kept.in_transaction:  # the connection was discarded, and the transaction with it
        return
    try:
        _guarded(lambda: mysql.connection.rollback(), writes=False)
    except DatabaseFault:
        mysql.discard()
    kept.in_transaction = False


def _batches(query: Query, rows: Iterable[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    batch: list[dict[str, object]] = []
    text = 0
    for row in rows:
        query.sql(row)  # refuses a row that is not the query's
        more = sum(len(value) for value in row.values() if isinstance(value, str))
        if batch and (len(batch) == BATCH_ROWS or text + more > BATCH_TEXT):
            yield batch
            batch, text = [], 0
        batch.append(row)
        text += more
    if batch:
        yield batch


def _retried(attempt: Callable[[], T]) -> T:
    lost = conflicts = 0
    began = time.monotonic()
    while True:
        started = time.monotonic()
        try:
            return attempt()
        except Lost:
            lost += 1
            if lost > 1 or time.monotonic() - started > PROMPT:
                raise
        except Conflict as conflict:
            conflicts += 1
            if conflicts == ATTEMPTS or time.monotonic() - began > PATIENCE:
                raise Unavailable(str(conflict)) from conflict
            time.sleep(random.uniform(0, BACKOFF * 2**conflicts))  # noqa: S311 (no secret)


def _send(kept: Kept, text: str, parameters: dict[str, object], *, writes: bool) -> Cursor:
    so_far = tally()
    if writes and not so_far.statements:
        # A stale connection must show now: lost under a write, nobody could tell.
        mysql.ping_if_told()
    cursor: Cursor = mysql.usable(kept).cursor()
    _guarded(lambda: cursor.execute(text, parameters), writes=writes)
    so_far.written |= writes
    return cursor


def _guarded(call: Callable[[], object], *, writes: bool) -> None:
    """Make one round trip, count it, and translate what goes wrong."""
    tally().statements += 1
    try:
        call()
    except MySQLdb.Error as error:
        raise _fault(error, writes=writes) from error


def _fault(error: MySQLdb.Error, *, writes: bool) -> Exception:
    if is_lost(error):
        mysql.discard()
        return OutcomeUnknown(str(error)) if writes else Lost(str(error))
    if number(error) in READ_ONLY:
        mysql.discard()  # after a fail-over, a new connection may lead to the new primary
    return translate(error)
