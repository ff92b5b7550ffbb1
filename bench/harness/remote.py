"""The main subjects with 1 ms added to each round trip to the database.

A proxy of our own (bench/delay.c) holds back what goes to the database. It is compared with the
direct way first, so that it is known not to be what limits. Threads wait longer then, so each
worker has as many as there are connections to it.
"""

import time
from threading import Thread
from typing import Any

from bench.harness import subjects, tables, throughput
from bench.harness.data import Site
from bench.harness.database import Server
from bench.harness.delay import delayed, ping_seconds
from bench.harness.report import table
from bench.harness.subjects import CONNECTIONS, WORKERS

SUBJECTS = "rawboard,wsgi-granian,falcon-granian,fastapi,drf,notes"
DELAY = 1000  # microseconds
LONG = (5, 2)  # rounds, seconds of each load
SHORT = (3, 1)
PINGS = 500
Json = dict[str, Any]


def measure(_server: Server, site: Site, *, short: bool) -> Json:
    """Measure the proxy, then the subjects behind it."""
    chosen = subjects.named(SUBJECTS)
    with delayed(site, 0) as near, delayed(site, DELAY) as far:
        pings = {
            "directly": _pings(site),
            "through the proxy, no delay": _pings(near),
            "through the proxy, 1 ms": _pings(far),
        }
        threads = CONNECTIONS // WORKERS
        size = SHORT if short else LONG
        found = throughput.measure(chosen, far, *size, threads=threads)
    return {**found, "pings": pings}


def text(found: Json) -> dict[str, str]:
    """Return the block."""
    heads = ["the way to the database", "one client, ms a round trip", "16 clients, round trips/s"]
    rows = [
        [name, f"{ping['seconds'] * 1000:.3f}", f"{ping['rate']:,.0f}"]
        for name, ping in found["pings"].items()
    ]
    return {"remote": f"{tables.throughput(found)}\n\nThe proxy itself:\n\n{table(heads, rows)}"}


def _pings(site: Site) -> Json:
    alone = site.connect()
    seconds = ping_seconds(alone, PINGS)
    alone.close()
    threads = [_Pinger(site) for _ in range(CONNECTIONS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = CONNECTIONS * PINGS / (time.perf_counter() - started)
    return {"seconds": seconds, "rate": rate}


class _Pinger(Thread):
    """Pings as often as the others do."""

    def __init__(self, site: Site):
        super().__init__()
        self.connection = site.connect()

    def run(self) -> None:
        ping_seconds(self.connection, PINGS)
        self.connection.close()
