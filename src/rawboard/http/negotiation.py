"""Which of the offered media types an answer has: ``Accept`` (RFC 9110, 12.5.1)."""

import functools
from collections.abc import Sequence

from flask import request
from werkzeug.http import parse_accept_header

from rawboard.http.headers import sent
from rawboard.http.problems import Problem

Range = tuple[str, float]  # a media range without its parameters, and its weight


def choose(offered: Sequence[str]) -> str:
    """Return the offered media type that the client likes best.

    Args:
        offered: media types; the first is for clients without a preference.

    Raises:
        Problem: 406, it takes none of them.
    """
    best = preferred(sent(request.environ, "Accept") or "", tuple(offered))
    if best is None:
        raise Problem(406, f"This can be had as {' or '.join(offered)}; Accept takes none of that.")
    return best


@functools.lru_cache(1024)
def preferred(accept: str, offered: tuple[str, ...]) -> str | None:
    """Return the offered media type that an ``Accept`` likes best, None where it takes none.

    A type has the weight of the most specific range that holds it, so ``q=0`` excludes it from
    ``*/*``. Among equals the one that is named counts more than one that a ``*`` lets in, and then
    the order of the offer. Parameters are not compared, and what is malformed is left out.

    Args:
        accept: the header's value; an empty one takes everything.
        offered: media types, the first by default.
    """
    if not accept.strip():
        return offered[0]
    sound = accept.replace("q=.", "q=0.")  # as Java's HttpURLConnection has it, and "*" for "*/*"
    ranges = [(_bare(name), weight) for name, weight in parse_accept_header(sound)]
    best = max(offered, key=lambda kind: _liking(kind, ranges))
    return best if _liking(best, ranges)[0] else None


def _bare(name: str) -> str:
    name = name.partition(";")[0].strip().lower()
    return "*/*" if name == "*" else name


def _liking(kind: str, ranges: Sequence[Range]) -> tuple[float, int]:
    """Return the weight of a media type, and how specific the range is that gives it."""
    specificity = {kind: 2, kind.partition("/")[0] + "/*": 1, "*/*": 0}
    found = [(specificity[name], weight) for name, weight in ranges if name in specificity]
    specific, weight = max(found, default=(0, 0.0))
    return weight, specific
