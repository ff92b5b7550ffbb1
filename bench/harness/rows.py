"""Rows a second: streaming all boards and bulk inserts, against a bare mysqlclient loop."""

import json
import os
import subprocess
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from MySQLdb.cursors import SSCursor
from rawboard.db.queries import load as load_queries

from bench.harness import data, subjects
from bench.harness.data import BOARDS, PASSWORD, Site
from bench.harness.database import Server
from bench.harness.mistakes import MeasureError
from bench.harness.places import BENCH, VAR
from bench.harness.processes import Running, resident, serving
from bench.harness.report import table

SQL = load_queries(BENCH / "sql" / "rows.sql")
BULK = 10_000  # rows of one request, the most that Rawboard takes
BATCH = 1000  # rows of one INSERT of the loop, as Rawboard's own
LONG, SHORT = 7, 3  # times
TARGET = 0.5
Json = dict[str, Any]


def measure(_server: Server, site: Site, *, short: bool) -> Json:
    """Measure all four in turns, then the memory that a stream costs."""
    with serving(subjects.named("rawboard"), site) as running:
        server = running["rawboard"]
        ways: dict[str, Callable[[], float]] = {
            "loop out": lambda: BOARDS / _seconds(lambda: _read_loop(site)),
            "api out": lambda: BOARDS / _seconds(lambda: _stream(server)),
            "loop in": lambda: BULK / _seconds(lambda: _write_loop(site)),
            "api in": lambda: BULK / _seconds(lambda: _post_bulk(server)),
        }
        body = VAR / "bulk.json"
        boards = [{"title": f"Bulk {n}", "content": "Some words. " * 18} for n in range(BULK)]
        body.write_text(json.dumps(boards))
        before = max(resident(pid) for pid in server.workers())
        found: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(SHORT if short else LONG):
            for name, way in ways.items():
                found[name].append(way())
                site.forget_new_boards()
        after = max(resident(pid) for pid in server.workers())
    return {"rates": found, "before": before, "after": after}


def text(found: Json) -> dict[str, str]:
    """Return the block."""
    rates = {name: median(values) for name, values in found["rates"].items()}
    rows = []
    for way, label in (
        ("out", f"all {BOARDS:,} boards out (NDJSON; SELECT)"),
        ("in", f"{BULK:,} boards in (one POST; one transaction)"),
    ):
        api, bare = rates[f"api {way}"], rates[f"loop {way}"]
        verdict = "met" if api / bare >= TARGET else "**missed**"
        rows.append([label, f"{api:,.0f}", f"{bare:,.0f}", f"**{api / bare:.2f}** ({verdict})"])
    heads = ["rows a second, medians", "Rawboard", "mysqlclient loop", f"share (of {TARGET})"]
    grown = (found["after"] - found["before"]) / 2**20
    return {"rows": f"{table(heads, rows)}\n\nA worker's memory grew by {grown:.1f} MiB meanwhile."}


def _seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _read_loop(site: Site) -> None:
    connection = site.connect()
    cursor = connection.cursor(SSCursor)
    cursor.execute(SQL["list_boards"].statement.text, {})
    if sum(1 for _ in cursor) != BOARDS:
        raise MeasureError("the loop read another number of boards")
    connection.close()


def _write_loop(site: Site) -> None:
    connection = site.connect()
    connection.autocommit(False)
    cursor = connection.cursor()
    user = data.ask(site.administrator, data.SQL["find_user_id"].statement.text, _CALLER)[0]["id"]
    content = "Some words. " * 18
    rows = [{"user_id": user, "title": f"Bulk {n}", "content": content} for n in range(BULK)]
    for start in range(0, BULK, BATCH):
        cursor.executemany(SQL["create_board"].statement.text, rows[start : start + BATCH])
    connection.commit()
    connection.close()


_CALLER = {"username": "argon1"}


def _stream(server: Running) -> None:
    kept = VAR / "stream.ndjson"
    _curl(server, kept, "--header", "Accept: application/x-ndjson")
    with kept.open("rb") as lines:
        if sum(1 for _ in lines) != BOARDS:
            raise MeasureError(f"the stream has another number of boards, see {kept.name}")


def _post_bulk(server: Running) -> None:
    kept = VAR / "bulk-answer.json"
    kind = ("--header", "Content-Type: application/json")
    _curl(server, kept, *kind, "--data-binary", f"@{VAR / 'bulk.json'}")
    if len(json.loads(kept.read_bytes()).get("data", [])) != BULK:
        raise MeasureError(f"the bulk POST was not taken, see {kept.name}")


def _curl(server: Running, target: os.PathLike[str], *arguments: str) -> None:
    url = f"http://127.0.0.1:{server.port}/api/v1/boards"
    command = ["curl", "--silent", "--show-error", "--user", f"argon1:{PASSWORD}", *arguments]
    subprocess.run([*command, "--output", str(target), url], check=True)
