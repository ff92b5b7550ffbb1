"""1,024 connections that say nothing."""

import time
from typing import Any

from bench.harness.data import Site
from bench.harness.hold.bars import Bar, at_most
from bench.harness.hold.probes import bars as probe_bars
from bench.harness.hold.probes import probing
from bench.harness.hold.server import log_in, probed, rawboard
from bench.harness.hold.sockets import opened, seconds_until_closed

CONNECTIONS = 1024
PATIENCE = 40.0  # seconds
BAR = 35.0  # seconds: 30 for the head of a request, and what it takes to close them all
LABEL = f"{CONNECTIONS:,} silent connections"
Json = dict[str, Any]


def measure(site: Site, *, short: bool) -> Json:  # noqa: ARG001 (the server's time limit decides)
    """Open them, and ask for something else until they are closed."""
    with rawboard(site) as server:
        log_in(server, site)
        since = time.monotonic()
        with (
            opened(server.port, CONNECTIONS) as sockets,
            probing(server.port, probed(server, site)) as probes,
        ):
            ended = seconds_until_closed(server.port, sockets, since, PATIENCE)
    return {"ended": ended, "probes": probes.found()}


def bars(found: Json) -> list[Bar]:
    """Return the lines of the report."""
    ended = at_most(f"{LABEL}: all ended after", found["ended"], BAR)
    return [*probe_bars(LABEL, found["probes"]), ended]
