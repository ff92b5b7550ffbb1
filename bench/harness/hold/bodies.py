"""POST bodies that stop after one byte, and bodies that drip, of clients without an account."""

import socket
import time
from typing import Any

from bench.harness.data import Site
from bench.harness.hold.bars import Bar, at_most
from bench.harness.hold.probes import bars as probe_bars
from bench.harness.hold.probes import probing
from bench.harness.hold.server import log_in, probed, rawboard, request
from bench.harness.hold.sockets import opened, seconds_until_closed
from bench.harness.processes import Running

FEW, MANY = 8, 64
BODY = b" " * 1000
PATIENCE = 14.0  # seconds
BAR = 12.0  # seconds: ten, and the watchdog's own
DRIPS = 8  # bytes, one a second
Json = dict[str, Any]


def measure(site: Site, *, short: bool) -> Json:  # noqa: ARG001 (the server's time limit decides)
    """Measure silent bodies, few and many, then drips; each at a fresh server."""
    found = {}
    for count in (FEW, MANY):
        with rawboard(site) as server:
            log_in(server, site)
            found[f"{count} silent bodies"] = _silent(server, site, count)
    with rawboard(site) as server:
        log_in(server, site)
        found[f"{MANY} dripping bodies"] = _dripping(server, site)
    return found


def bars(found: Json) -> list[Bar]:
    """Return the lines of the report."""
    lines = []
    for label, each in found.items():
        lines += probe_bars(label, each["probes"])
        if "ended" in each:
            lines.append(at_most(f"{label}: all ended after", each["ended"], BAR))
    return lines


def _silent(server: Running, site: Site, count: int) -> Json:
    since = time.monotonic()
    with (
        opened(server.port, count, _begun(server)) as sockets,
        probing(server.port, probed(server, site)) as probes,
    ):
        ended = seconds_until_closed(server.port, sockets, since, PATIENCE)
    return {"ended": ended, "probes": probes.found()}


def _dripping(server: Running, site: Site) -> Json:
    with (
        opened(server.port, MANY, _begun(server)) as sockets,
        probing(server.port, probed(server, site)) as probes,
    ):
        for _ in range(DRIPS):
            time.sleep(1)
            for each in sockets:
                _drip(each)
    return {"probes": probes.found()}


def _begun(server: Running) -> bytes:
    whole = request(server, "POST", "/api/v1/users", BODY)
    return whole[: 1 - len(BODY)]


def _drip(each: socket.socket) -> None:
    try:
        each.send(BODY[:1])
    except OSError:
        return  # this one was refused, or ended
