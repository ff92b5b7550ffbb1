"""The proxy that delays what goes to the database (bench/delay.c), and what it costs itself."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

import MySQLdb

from bench.harness.data import Site
from bench.harness.database import free_port
from bench.harness.mistakes import MeasureError
from bench.harness.places import BENCH, VAR


@contextmanager
def delayed(site: Site, delay: int) -> Iterator[Site]:
    """Provide the same database behind the proxy; the harness itself goes directly.

    Args:
        site: the database.
        delay: microseconds, of each round trip.
    """
    port = free_port()
    process = subprocess.Popen([_built(), str(port), site.peer["MYSQL_PORT"], str(delay)])
    try:
        time.sleep(0.2)
        if process.poll() is not None:
            raise MeasureError("the delaying proxy did not start")
        way = {"MYSQL_PORT": str(port)}
        yield replace(site, api=site.api | way, peer=site.peer | way)
    finally:
        process.terminate()
        process.wait(5)


def ping_seconds(connection: MySQLdb.Connection, times: int) -> float:
    """Return the median seconds of a round trip."""
    found = []
    for _ in range(times):
        started = time.perf_counter()
        connection.ping()
        found.append(time.perf_counter() - started)
    return median(found)


def _built() -> str:
    program = VAR / "delay"
    source = BENCH / "delay.c"
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        raise MeasureError("no C compiler for bench/delay.c")
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        subprocess.run([compiler, "-O2", "-o", str(program), str(source)], check=True)
    return str(Path(program))
