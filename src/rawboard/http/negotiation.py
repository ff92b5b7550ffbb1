"""Content negotiation: the media type of a response by ``Accept`` (RFC 9110, 12.5.1)."""

import functools

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from rawboard.http.problems import Problem


@functools.lru_cache(128)
def choose(accept: str, offered: tuple[str, ...]) -> str:
    """Return the offered media type that an ``Accept`` prefers, the first by default.

    A type has the quality of the most specific range that holds it, so ``q=0`` excludes it from
    ``*/*``. Parameters are not compared, and what is malformed is left out.

    Raises:
        Problem: 406, it accepts none of them.
    """
    if not accept.strip():
        return offered[0]
    sound = accept.replace("q=.", "q=0.")  # as Java's HttpURLConnection writes it
    ranges = [(_media_range(name), quality) for name, quality in parse_accept_header(sound)]
    best = MIMEAccept(ranges).best_match(offered)
    if best is None:
        detail = f"The response is available as {' or '.join(offered)}; Accept allows none of them."
        raise Problem(406, detail)
    return best


def _media_range(name: str) -> str:
    name = name.partition(";")[0].strip().lower()
    return "*/*" if name == "*" else name  # as Java's HttpURLConnection writes that, too
