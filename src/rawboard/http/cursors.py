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
    """Return the cursor for a position.

    Args:
        position: the last row of a page.
        scope: the list, its filters and its order; the cursor serves no other.
    """
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
    except (ValueError, TypeError, binascii.Error) as error:
        raise CursorError("is not a cursor of this API") from error
    if digest != _digest(scope):
        raise CursorError("belongs to another list")
    if not _is_sound(position):
        raise CursorError("is not a cursor of this API")
    return position


@functools.lru_cache(1024)
def _digest(scope: str) -> str:
    return hashlib.sha256(scope.encode()).hexdigest()[:12]


def _is_sound(position: Position) -> bool:
    is_id = type(position.id) is int and 0 < position.id <= MAX_ID
    return is_id and position.time.tzinfo is None and position.time.year >= 1000
