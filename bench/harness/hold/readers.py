"""Readers who take nothing: of a file that needs no account, and of a CSV stream."""

import time
from contextlib import ExitStack
from socket import socket
from typing import Any

from bench.harness.data import Site
from bench.harness.hold.bars import Bar, at_most
from bench.harness.hold.probes import bars as probe_bars
from bench.harness.hold.probes import probing
from bench.harness.hold.server import log_in, probed, rawboard, request
from bench.harness.hold.sockets import WINDOW, has_begun, opened, seconds_until_closed
from bench.harness.hold.traffic import closed, statuses
from bench.harness.processes import Running
from bench.harness.workloads import BOARDS

READERS = 8
BUNDLE = "/docs/swagger-ui-bundle.js"
PIPELINED = 4  # requests on one connection: one file may fit into what the kernel buffers
OF_ONE = 4  # streams of one user
BEGIN = 1.0  # seconds in which an answer begins
PROBED = 4.0  # seconds
PATIENCE = 40.0  # seconds
BAR = 35.0  # seconds: TCP_USER_TIMEOUT of 30, and the kernel's next try
Json = dict[str, Any]


def measure(site: Site, *, short: bool) -> Json:  # noqa: ARG001 (the server's time limit decides)
    """Measure both at the same time, each at a server of its own."""
    with rawboard(site) as files, rawboard(site) as lists, ExitStack() as stack:
        log_in(files, site)
        log_in(lists, site)
        since = time.monotonic()
        bundle = request(files, "GET", BUNDLE, fields={"Connection": "keep-alive"}) * PIPELINED
        of_files = stack.enter_context(opened(files.port, READERS, bundle, WINDOW))
        of_lists = stack.enter_context(opened(lists.port, OF_ONE, _csv(lists, 0), WINDOW))
        time.sleep(BEGIN)
        others = closed(
            lists.port, 1, lambda _: _csv(lists, READERS - 1, "/api/v1/users"), count=10
        )
        for caller in range(1, READERS):
            of_lists += stack.enter_context(opened(lists.port, 1, _csv(lists, caller), WINDOW))
        stalled = {f"{READERS} readers of a file": (files, of_files)}
        stalled[f"{READERS} readers of CSV"] = (lists, of_lists)
        return {"others": statuses(others), "stalled": _measure(stalled, site, since)}


def bars(found: Json) -> list[Bar]:
    """Return the lines of the report."""
    good, everything = found["others"].get("200", 0), sum(found["others"].values())
    label = f"{OF_ONE} stalled CSV readers of one user: CSV of another user"
    lines = [Bar(label, f"{good} of {everything}", "all", good == everything)]
    for name, each in found["stalled"].items():
        lines += probe_bars(name, each["probes"])
        lines.append(at_most(f"{name}: all ended after", each["ended"], BAR))
    return lines


def _measure(
    stalled: dict[str, tuple[Running, list[socket]]], site: Site, since: float
) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for name, (server, _) in stalled.items():
        with probing(server.port, probed(server, site)) as probes:
            time.sleep(PROBED)
        found[name] = {"probes": probes.found()}
    for name, (server, sockets) in stalled.items():
        begun = [each for each in sockets if has_begun(each)]
        found[name]["begun"] = len(begun)
        found[name]["ended"] = seconds_until_closed(server.port, begun, since, PATIENCE)
    return found


def _csv(server: Running, caller: int, path: str = BOARDS) -> bytes:
    return request(server, "GET", path, caller=caller, fields={"Accept": "text/csv"})
