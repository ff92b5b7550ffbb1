"""Comments that say where a statement comes from, in sqlcommenter's format.

SHOW PROCESSLIST, the slow log and performance_schema show them:
``SELECT /*application='rawboard',file='boards.sql',query='find_board_by_id',request_id='...',
route='...'*/ b.id, ...``
"""

import functools
import re
from urllib.parse import quote

FIRST_WORD = re.compile(r"\w+(?:\s*/\*\+.*?\*/)?", re.DOTALL)  # an optimizer hint stays next to it


def pairs(**values: str) -> str:
    """Return ``key='value'`` pairs, ``%`` doubled for the driver; no value can end the comment."""
    encoded = (f"{key}='{quote(value, safe='')}'" for key, value in sorted(values.items()))
    return ",".join(encoded).replace("%", "%%")


@functools.cache
def of_route(route: str) -> str:
    """Return the pair of a route, of which there are few."""
    return pairs(route=route)


def split(text: str, **values: str) -> tuple[str, str]:
    """Return a statement as the part up to the tags (these included) and the part behind them.

    The comment stands behind the first word. In front of it, or behind VALUES, the driver's
    executemany would no longer know an INSERT that it can send in one piece.
    """
    match = FIRST_WORD.match(text)
    end = match.end() if match else 0
    return f"{text[:end]} /*{pairs(**values)}", f"*/{text[end:]}"
