"""Keyset pagination: a page starts strictly after the (time, id) of the last row seen."""

from dataclasses import dataclass
from datetime import datetime

MAX_ID = 2**63 - 1
ID_FORM = r"[1-9][0-9]{0,18}"  # no sign, no leading zeros; 19 digits fit BIGINT UNSIGNED


@dataclass(frozen=True)
class Position:
    """The place in a list after which a page starts.

    Args:
        time: the last row's time, naive UTC, of the column that the list is sorted by.
        id: that row's id.
    """

    time: datetime
    id: int


# Where a list starts that has the newest first.
START = Position(datetime(9999, 12, 31), 0)  # noqa: DTZ001 (the database's times are naive UTC)
