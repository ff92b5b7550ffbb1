"""From the start of ``rawboard serve`` to its first answer, on a migrated database."""

import time
from statistics import median
from typing import Any

from bench.harness import subjects
from bench.harness.data import Site
from bench.harness.database import Server
from bench.harness.mistakes import MeasureError
from bench.harness.processes import Running
from bench.harness.report import table
from bench.harness.wire import Wire
from bench.harness.workloads import BOARDS

LONG, SHORT = 9, 3  # times
PATIENCE = 30.0  # seconds
TARGET = 1.5  # seconds
Json = dict[str, Any]


def measure(_server: Server, site: Site, *, short: bool) -> Json:
    """Start and stop the server a few times."""
    subject = subjects.named("rawboard")[0]
    times = [_one(Running(subject, site), site) for _ in range(SHORT if short else LONG)]
    return {name: [each[name] for each in times] for name in times[0]}


def text(found: Json) -> dict[str, str]:
    """Return the block."""
    names = {"live": "`GET /livez`", "board": "a board, with credentials (one hash, one connect)"}
    rows = [
        [label, f"**{median(found[key]):.2f}** ({min(found[key]):.2f} to {max(found[key]):.2f})"]
        for key, label in names.items()
    ]
    times = len(found["live"])
    word = "met" if median(found["board"]) < TARGET else "**missed**"
    heads = ["start to the first answer", f"s, median of {times}"]
    return {"start": f"{table(heads, rows)}\n\nTarget: under {TARGET} s: {word}."}


def _one(running: Running, site: Site) -> dict[str, float]:
    started = time.perf_counter()
    running.launch()
    try:
        live = _until(Wire(running.port, {}), "/livez", started)
        board = _until(running.wire(), f"{BOARDS}/{site.last_id}", started)
    finally:
        running.stop()
    return {"live": live, "board": board}


def _until(wire: Wire, path: str, started: float) -> float:
    """Ask until there is a good answer, and return the seconds since the start."""
    while (seconds := time.perf_counter() - started) < PATIENCE:
        try:
            if wire.get(path).status == 200:
                wire.close()
                return time.perf_counter() - started
        except OSError:
            wire.close()
        time.sleep(0.005)
    raise MeasureError(f"no answer after {seconds:.0f} s")
