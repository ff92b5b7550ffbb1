"""Rawboard as the attacks find it, and the requests that are sent to it."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rawboard.settings import Settings

from bench.harness import subjects
from bench.harness.data import CALLERS, Site
from bench.harness.hold.traffic import BROKEN, GAVE_UP, Make, ask, closed
from bench.harness.mistakes import MeasureError
from bench.harness.processes import Running, serving
from bench.harness.subjects import THREADS
from bench.harness.wire import Wire
from bench.harness.workloads import BOARDS

PAGE = f"{BOARDS}?limit=1"
SIZES = (120_000, 90_000, 60_000, 30_000, 15_000, 7_000, 3_500, 1_800)  # bytes of one field
SizedMake = Callable[[Running, int, int], bytes]  # of a size, and a number
TOO_LONG = (GAVE_UP, BROKEN, 400, 414, 431)


@contextmanager
def rawboard(site: Site, threads: int = THREADS, **variables: str) -> Iterator[Running]:
    """Run it, with lanes (or threads) a worker and more settings; unknown ones are left out."""
    chosen = {"RAWBOARD_DRAIN_SECONDS": "0", **variables}  # nothing is measured while it stops
    known = {n: v for n, v in chosen.items() if n.lower() in Settings.model_fields}
    with serving(subjects.named("rawboard"), site, threads, known) as running:
        yield running["rawboard"]


def request(
    server: Running,
    method: str,
    path: str,
    body: bytes = b"",
    caller: int | None = None,
    fields: Mapping[str, str] | None = None,
) -> bytes:
    """Return a request after which the connection ends.

    Args:
        server: that it goes to.
        method: HTTP's.
        path: with its query.
        body: JSON, if any.
        caller: any number; None sends no credentials.
        fields: of its head.
    """
    headers = {"Connection": "close", **(fields or {})}
    if caller is None:
        return Wire(server.port, headers).written(method, path, body)
    return server.wire(caller % CALLERS + 1, headers).written(method, path, body)


def board(server: Running, site: Site) -> Make:
    """Return what makes requests for one board, by each caller in turn."""
    path = f"{BOARDS}/{site.last_id}"
    requests = [request(server, "GET", path, caller=number) for number in range(CALLERS)]
    return lambda number: requests[number % CALLERS]


def log_in(server: Running, site: Site, seconds: float = 2.0) -> None:
    """Read boards for a while, so that each worker knows each caller and has its connections."""
    closed(server.port, 16, board(server, site), seconds=seconds)


def probed(server: Running, site: Site) -> dict[str, bytes]:
    """Return what other clients ask for meanwhile."""
    return {"/livez": request(server, "GET", "/livez"), "/boards/{id}": board(server, site)(0)}


def codings(server: Running, size: int, number: int) -> bytes:
    """Return a read with so many bytes of Accept-Encoding, others for each number."""
    field = ",".join(f"c{number}-{each};q=0.5" for each in range(size // 10))[:size]
    return request(server, "GET", PAGE, caller=0, fields={"Accept-Encoding": field})


def longest(server: Running, make: SizedMake) -> int:
    """Return the longest of some sizes of what makes a request of a size that the server takes.

    Raises:
        MeasureError: it takes none of them.
    """
    for size in SIZES:
        reply = asyncio.run(ask(server.port, 0, make(server, size, 0), time.monotonic()))
        if reply.status not in TOO_LONG:
            return size
    raise MeasureError(f"the server refuses a head of {SIZES[-1]} bytes")
