"""Runs queries on the request's connection, and retries what is safe to retry."""

import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

import MySQLdb
from flask import current_app
from MySQLdb.connections import Connection
from MySQLdb.cursors import Cursor

from rawboard.db.connection import mysql
from rawboard.db.context import Context, context, current_context
from rawboard.db.errors import (
    Conflict,
    DatabaseFault,
    Lost,
    NoSpace,
    OutcomeUnknown,
    ReadOnly,
    Unavailable,
    Unnamed,
    translate,
)
from rawboard.db.queries import Query
from rawboard.errors import NotFound, Overloaded

Row = dict[str, Any]
T = TypeVar("T")

ATTEMPTS = 4  # of a transaction that others keep getting in the way of
PATIENCE = 4.0  # seconds of such attempts after which another one is not made
BACKOFF = 0.02  # seconds before the second attempt at the most; doubles with each further one
PROMPT = 1.0  # seconds: a connection lost later than this was a server that hangs, not a stale one


def fetch_all(query: Query, **parameters: object) -> list[Row]:
    """Return every row of a query that only reads.

    Raises:
        Unavailable: the database cannot answer now.
        TypeError: the parameters are not exactly the query's.
    """
    return list(_run(query, parameters, writes=False).fetchall())


def fetch_one(query: Query, **parameters: object) -> Row | None:
    """Return the first row of a query that only reads, or None; raises as :func:`fetch_all`."""
    row: Row | None = _run(query, parameters, writes=False).fetchone()
    return row


def fetch(noun: str, query: Query, **parameters: object) -> Row:
    """Return the row of a query that only reads; raises NotFound where there is none."""
    row = fetch_one(query, **parameters)
    if row is None:
        raise NotFound(noun)
    return row


def write(query: Query, **parameters: object) -> int:
    """Run a statement that changes rows, and return how many it found (changed or not).

    Raises:
        Unavailable: nothing was changed; trying again is safe.
        OutcomeUnknown: the connection broke under way, or the error has no name.
        ConstraintViolated: with the constraint's name.
        TypeError: the parameters are not exactly the query's.
    """
    return _run(query, parameters, writes=True).rowcount


def insert(query: Query, **parameters: object) -> int:
    """Run an INSERT of one row, and return its id, 0 where the table numbers none.

    Raises:
        NotFound: it inserts nothing, because the caller that it names has changed.
        Unavailable, OutcomeUnknown, ConstraintViolated, TypeError: as :func:`write`.
    """
    cursor = _run(query, parameters, writes=True)
    if not cursor.rowcount:
        raise NotFound("caller")
    return int(cursor.lastrowid or 0)


def best_effort(work: Callable[[], object]) -> bool:
    """Do a write whose failure is logged, not raised; return whether it was done.

    It does not make the outcome of the client's own write unknown if a later statement fails.
    """
    written = context.written
    try:
        work()
    except (DatabaseFault, Overloaded, MySQLdb.Error) as fault:
        current_app.logger.warning("left undone: %s", fault)
        return False
    finally:
        context.written = written
    return True


def round_trip(call: Callable[[], object], *, writes: bool = False) -> None:
    """Make one round trip by the driver and count it; ``writes`` if it commits a change.

    Raises:
        DatabaseFault: what the driver's error stands for.
    """
    current_context().statements += 1
    try:
        call()
    except MySQLdb.Error as error:
        raise _fault(error, writes=writes) from error


def _fault(error: MySQLdb.Error, *, writes: bool) -> Exception:
    """Return what an error stands for, and discard connections that are of no more use."""
    fault = translate(error)
    if isinstance(fault, Unnamed):
        current_app.logger.error("an error number without a name: %s", error)
    if isinstance(fault, Lost | Unnamed):
        mysql.discard()
        if writes:
            context.written = True  # or may be: so a fault of what follows is no "nothing changed"
            fault = OutcomeUnknown(str(error))
    elif isinstance(fault, ReadOnly):
        mysql.discard()
        mysql.lanes.renew()  # after a fail-over, a new connection may lead to the new primary
    return fault


def _run(query: Query, parameters: dict[str, object], *, writes: bool) -> Cursor:
    current = current_context()
    text = query.sql(parameters, current.tags)
    if current.lane and current.lane.in_transaction:
        current.lane.has_written |= writes
        return _execute(current, mysql.usable(), text, parameters)

    def attempt() -> Cursor:
        connection = mysql.usable(polled=writes)
        return _execute(current, connection, text, parameters, writes=writes)

    return retried(attempt)


def _execute(
    current: Context,
    connection: Connection,
    text: str,
    parameters: dict[str, object],
    *,
    writes: bool = False,
) -> Cursor:
    cursor: Cursor = connection.cursor()
    round_trip(lambda: cursor.execute(text, parameters), writes=writes)
    if writes:
        current.written = True
    if "caller_fingerprint" in parameters and cursor.rowcount:
        current.caller_verified = True
    return cursor


def retried(attempt: Callable[[], T]) -> T:
    """Make an attempt, and again where that is safe: after a lost connection, or a conflict.

    Raises:
        DatabaseFault: the last attempt's, a conflict as Unavailable.
    """
    try:
        return _attempts(attempt)
    except (NoSpace, ReadOnly):
        mysql.lanes.write_refused_at = time.monotonic()
        raise


def _attempts(attempt: Callable[[], T]) -> T:
    lost = conflicts = 0
    began = time.monotonic()
    while True:
        started = time.monotonic()
        try:
            return attempt()
        except (Lost, ReadOnly):  # another connection may serve
            lost += 1
            if lost > 1 or time.monotonic() - started > PROMPT:
                raise
        except Conflict as conflict:
            conflicts += 1
            if conflicts == ATTEMPTS or time.monotonic() - began > PATIENCE:
                raise Unavailable(str(conflict)) from conflict
            time.sleep(random.uniform(0, BACKOFF * 2**conflicts))  # noqa: S311 (no secret)
