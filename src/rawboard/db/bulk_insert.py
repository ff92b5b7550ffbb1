"""Inserts of many rows: a few statements of a thousand rows each, inside a transaction."""

import sys
from collections.abc import Iterable, Iterator
from functools import partial

from MySQLdb.cursors import Cursor

from rawboard.db.connection import mysql
from rawboard.db.context import context
from rawboard.db.execution import round_trip
from rawboard.db.queries import Query

BATCH_ROWS = 1000  # of one INSERT
BATCH_TEXT = 1_048_576  # characters in them: 4 MiB, a quarter of MariaDB's max_allowed_packet


def insert_many(query: Query, rows: Iterable[dict[str, object]]) -> None:
    """Insert rows in their order, by a few INSERTs of many rows, inside a transaction.

    Args:
        query: a plain INSERT ... VALUES of one row, from which the driver makes one of many.
        rows: its parameters, once for each row.

    Raises:
        RuntimeError: no transaction is open, which alone keeps this all or nothing.
        ConstraintViolated, TypeError: as :func:`rawboard.db.execution.write`.
    """
    lane = mysql.lane()
    if not lane.in_transaction:
        raise RuntimeError("many rows are inserted in a transaction only")
    lane.has_written = True
    for batch in _batches(rows):
        texts = [query.sql(row, context.tags) for row in batch]  # checks each row's parameters
        cursor: Cursor = mysql.connection.cursor()
        cursor.max_stmt_length = sys.maxsize  # the driver must not cut the batch up again
        round_trip(partial(cursor.executemany, texts[0], batch))


def _batches(rows: Iterable[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    batch: list[dict[str, object]] = []
    text = 0
    for row in rows:
        more = sum(len(value) for value in row.values() if isinstance(value, str))
        if batch and (len(batch) == BATCH_ROWS or text + more > BATCH_TEXT):
            yield batch
            batch, text = [], 0
        batch.append(row)
        text += more
    if batch:
        yield batch
