"""Full-text searches at 100,000 and (not in the short form) 1,000,000 boards, without a target.

Every board of the seeds has the same text, and the titles differ by a number and a user's name:
this is the worst case for an index of pairs of characters, in which every pair is everywhere.
"""

from statistics import median
from typing import Any
from urllib.parse import urlencode

from bench.harness import data, subjects
from bench.harness.data import Site
from bench.harness.database import Server
from bench.harness.processes import Running
from bench.harness.report import table
from bench.harness.workloads import BOARDS

SEARCHES = {"a word of every board": "words", "the name of a user, in one of 1,000": "volume123"}
LONG, SHORT = 15, 7  # requests of each kind
Json = dict[str, Any]


def measure(server: Server, site: Site, *, short: bool) -> Json:
    """Measure the first page of each search."""
    if short:
        return {"100,000": _searches(site, SHORT)}
    million = data.prepare_million(server, site)
    data.index_million(million)
    return {"100,000": _searches(site, LONG), "1,000,000": _searches(million, LONG)}


def text(found: Json) -> dict[str, str]:
    """Return the block."""
    rows = [[label, *(cells[label] for cells in found.values())] for label in SEARCHES]
    return {"search": table(["full text, first page, ms", *found], rows)}


def _searches(site: Site, count: int) -> dict[str, str]:
    running = Running(subjects.named("rawboard")[0], site).start()
    try:
        return {label: _search(running, words, count) for label, words in SEARCHES.items()}
    finally:
        running.stop()


def _search(running: Running, words: str, count: int) -> str:
    wire = running.wire()
    request = wire.written("GET", f"{BOARDS}?{urlencode({'q': words})}")
    status = wire.send(request).status
    if status != 200:
        return f"answers {status}"
    times = [wire.timed(request) for _ in range(count)]
    return f"{median(times) * 1000:.1f}"
