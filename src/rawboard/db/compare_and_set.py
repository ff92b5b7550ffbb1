"""Compare and set: ``UPDATE ... WHERE id = ? AND version = ?``, and what follows a lost race."""

from collections.abc import Callable
from typing import TypeVar

from rawboard.db.errors import Conflict
from rawboard.db.transactions import transaction

Row = TypeVar("Row")
Result = TypeVar("Result")


def compare_and_set(
    row: Row, write: Callable[[Row], Result | None], lock: Callable[[Row], Row]
) -> Result:
    """Write what was decided on a row that was read, or decide once more on the locked row.

    The second attempt cannot lose: without a lock, eight writers of one row give up in 8 to 60 %
    of their writes even with four attempts.

    Args:
        row: as it was read.
        write: decides, and writes where the row is still of this version; None if it is not.
        lock: reads the row anew, FOR UPDATE.

    Raises:
        Whatever ``write`` and ``lock`` raise.
    """
    result = write(row)
    return transaction(lambda: _write_locked(row, write, lock)) if result is None else result


def _write_locked(
    row: Row, write: Callable[[Row], Result | None], lock: Callable[[Row], Row]
) -> Result:
    result = write(lock(row))
    if result is None:  # it cannot be, unless something else than this program changes versions
        raise Conflict("the version of a locked row changed")
    return result
