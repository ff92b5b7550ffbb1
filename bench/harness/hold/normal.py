"""Ordinary load at growing numbers of connections: wrk reads one board (W1)."""

from typing import Any

from bench.harness import load
from bench.harness.data import Site
from bench.harness.hold.bars import Bar
from bench.harness.hold.server import log_in, rawboard
from bench.harness.workloads import Workloads

CONNECTIONS = (8, 16, 32, 64)
LONG, SHORT = 4, 2  # seconds
THREADS = 2  # of wrk
Json = dict[str, Any]


def measure(site: Site, *, short: bool) -> Json:
    """Measure each number of connections, at one server."""
    load.require_wrk()
    found = {}
    with rawboard(site) as server:
        log_in(server, site)
        plan = Workloads(server, site).plans["W1"]
        for connections in CONNECTIONS:
            seconds = SHORT if short else LONG
            result = load.begin(server.port, plan, seconds, connections, THREADS).result()
            found[str(connections)] = {
                name: getattr(result, name) for name in ("rate", "p50", "p99", "refused", "broken")
            }
            server.rest()
    return found


def bars(found: Json) -> list[Bar]:
    """Return the lines of the report."""
    lines = []
    for connections, each in found.items():
        latency = f"p50 {each['p50'] * 1000:.1f} ms, p99 {each['p99'] * 1000:.1f} ms"
        wrong = each["refused"] + each["broken"]
        value = f"{each['rate']:,.0f}/s, {latency}, {wrong} refused or broken"
        lines.append(Bar(f"reads of one board, {connections} connections", value))
    return lines
