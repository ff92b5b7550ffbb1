"""Cursors: opaque names of positions in lists, each bound to its list."""

import base64
import binascii
import functools
import hashlib
from datetime import datetime

import orjson

from rawboard.db.keyset import MAX_ID, Position


class CursorError(ValueError):
    """A cursor is damaged, or belongs to another list."""


def encode(position: Position, scope: str) -> str:
    """Return the cursor for the last row of a page; scope is the list with filters and order."""
    parts = [position.time.isoformat(), position.id, _digest(scope)]
    return base64.urlsafe_b64encode(orjson.dumps(parts)).rstrip(b"=").decode()


def decode(cursor: str, scope: str) -> Position:
    """Return the position that a cursor stands for.

    Raises:
        CursorError: it is damaged, or was made for another scope.
    """
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        time, row_id, digest = orjson.loads(text)
        position = Position(datetime.fromisoformat(time), row_id)
        is_id = type(row_id) is int and 0 < row_id <= MAX_ID
    except (ValueError, TypeError, binascii.Error) as error:
        raise CursorError("is not a cursor of this API") from error
    if digest != _digest(scope):
        raise CursorError("belongs to another list")
    if not is_id or position.time.tzinfo or position.time.year < 1000:
        raise CursorError("is not a cursor of this API")
    return position


@functools.lru_cache(1024)
def _digest(scope: str) -> str:
    return hashlib.sha256(scope.encode()).hexdigest()[:12]
