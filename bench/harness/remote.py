"""The main subjects with 1 ms added to each round trip to the database.

A proxy of our own (bench/delay.c) holds back what goes to the database. It is compared with the
direct way first, so that it is known not to be what limits. Threads wait longer then, so each
worker has as many as there are connections to it.
"""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from threading import Thread
from typing import Any

from bench.harness import subjects, tables, throughput
from bench.harness.data import Site
from bench.harness.database import Server, free_port
from bench.harness.mistakes import MeasureError
from bench.harness.places import BENCH, VAR
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
    with _proxy(site, 0) as undelayed, _proxy(site, DELAY) as delayed:
        pings = {
            "directly": _pings(site),
            "through the proxy, no delay": _pings(_through(site, undelayed)),
            "through the proxy, 1 ms": _pings(_through(site, delayed)),
        }
        threads = CONNECTIONS // WORKERS
        size = SHORT if short else LONG
        found = throughput.measure(chosen, _through(site, delayed), *size, threads=threads)
    return {**found, "pings": pings}


def text(found: Json) -> dict[str, str]:
    """Return the block."""
    heads = ["the way to the database", "one client, ms a round trip", "16 clients, round trips/s"]
    rows = [
        [name, f"{ping['seconds'] * 1000:.3f}", f"{ping['rate']:,.0f}"]
        for name, ping in found["pings"].items()
    ]
    return {"remote": f"{tables.throughput(found)}\n\nThe proxy itself:\n\n{table(heads, rows)}"}


@contextmanager
def _proxy(site: Site, delay: int) -> Iterator[int]:
    port = free_port()
    target = site.peer["MYSQL_PORT"]
    process = subprocess.Popen([_built(), str(port), str(target), str(delay)])
    try:
        time.sleep(0.2)
        if process.poll() is not None:
            raise MeasureError("the delaying proxy did not start")
        yield port
    finally:
        process.terminate()
        process.wait(5)


def _built() -> str:
    program = VAR / "delay"
    source = BENCH / "delay.c"
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        raise MeasureError("no C compiler for bench/delay.c")
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        subprocess.run([compiler, "-O2", "-o", str(program), str(source)], check=True)
    return str(Path(program))


def _through(site: Site, port: int) -> Site:
    """Return the same database, reached by another port; the harness itself goes directly."""
    way = {"MYSQL_PORT": str(port)}
    return replace(site, api=site.api | way, peer=site.peer | way)


def _pings(site: Site) -> Json:
    alone = _ping(site)
    threads = [_Pinger(site) for _ in range(CONNECTIONS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = CONNECTIONS * PINGS / (time.perf_counter() - started)
    return {"seconds": alone, "rate": rate}


class _Pinger(Thread):
    """Pings as often as the others do."""

    def __init__(self, site: Site):
        super().__init__()
        self.connection = site.connect()

    def run(self) -> None:
        for _ in range(PINGS):
            self.connection.ping()
        self.connection.close()


def _ping(site: Site) -> float:
    connection = site.connect()
    times = []
    for _ in range(PINGS):
        started = time.perf_counter()
        connection.ping()
        times.append(time.perf_counter() - started)
    connection.close()
    return median(times)
