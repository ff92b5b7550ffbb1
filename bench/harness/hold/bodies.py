"""POST bodies that stop after one byte, and bodies that drip, of clients without an account."""

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
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
    """Measure silent bodies, few and many, and drips: at the same time, each at its own server."""
    attacks: dict[str, Callable[[Running], Json]] = {
        f"{FEW} silent bodies": partial(_silent, FEW),
        f"{MANY} silent bodies": partial(_silent, MANY),
        f"{MANY} dripping bodies": _dripping,
    }
    with ThreadPoolExecutor() as pool:
        running = {name: pool.submit(_attack, each, site) for name, each in attacks.items()}
        return {name: each.result() for name, each in running.items()}


def bars(found: Json) -> list[Bar]:
    """Return the lines of the report."""
    lines = []
    for label, each in found.items():
        lines += probe_bars(label, each["probes"])
        if "ended" in each:
            lines.append(at_most(f"{label}: all ended after", each["ended"], BAR))
    return lines


def _attack(attack: Callable[[Running], Json], site: Site) -> Json:
    with rawboard(site) as server:
        log_in(server, site)
        with probing(server.port, probed(server, site)) as probes:
            found = attack(server)
    return {**found, "probes": probes.found()}


def _silent(count: int, server: Running) -> Json:
    since = time.monotonic()
    with opened(server.port, count, _begun(server)) as sockets:
        return {"ended": seconds_until_closed(server.port, sockets, since, PATIENCE)}


def _dripping(server: Running) -> Json:
    with opened(server.port, MANY, _begun(server)) as sockets:
        for _ in range(DRIPS):
            time.sleep(1)
            for each in sockets:
                _drip(each)
    return {}


def _begun(server: Running) -> bytes:
    whole = request(server, "POST", "/api/v1/users", BODY)
    return whole[: 1 - len(BODY)]


def _drip(each: socket.socket) -> None:
    try:
        each.send(BODY[:1])
    except OSError:
        return  # this one was refused, or ended
