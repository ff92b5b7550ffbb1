"""What 16 clients who register in a closed loop do to the reads of another caller."""

import asyncio
import json
import secrets
from statistics import median
from typing import Any

from bench.harness.data import Site
from bench.harness.hold.bars import Bar, counted
from bench.harness.hold.server import board, log_in, rawboard, request
from bench.harness.hold.traffic import Make, Reply, closed, closed_loop, statuses
from bench.harness.processes import Running

CLIENTS = 16
LONG, SHORT = 10, 5  # seconds
BEFORE = 3  # seconds
Json = dict[str, Any]


def measure(site: Site, *, short: bool) -> Json:
    """Measure the reads alone, then beside the registrations."""
    with rawboard(site, RAWBOARD_REGISTRATION_LIMIT="0") as server:  # all come from one address
        log_in(server, site)
        reads = board(server, site)
        before = closed(server.port, 1, reads, seconds=BEFORE)
        try:
            registered, during = asyncio.run(_both(server, reads, SHORT if short else LONG))
        finally:
            site.ask("delete_registered_users")
    return {
        "before": median(reply.seconds for reply in before),
        "during": median(reply.seconds for reply in during),
        "reads": statuses(during),
        "registrations": statuses(registered),
    }


def bars(found: Json) -> list[Bar]:
    """Return the lines of the report."""
    before, during = found["before"] * 1000, found["during"] * 1000
    label = f"{CLIENTS} clients register"
    value = f"{before:.1f} ms before, {during:.1f} ms during"
    answers = counted(found["registrations"])
    return [Bar(f"{label}: another's median", value), Bar(f"{label}: answers", answers)]


async def _both(server: Running, reads: Make, seconds: float) -> tuple[list[Reply], list[Reply]]:
    token = secrets.token_hex(4)

    def registration(number: int) -> bytes:
        name = f"hold{token}{number}"
        user = {"username": name, "email": f"{name}@example.com", "password": secrets.token_hex(8)}
        return request(server, "POST", "/api/v1/users", json.dumps(user).encode())

    registering = closed_loop(server.port, CLIENTS, registration, seconds)
    return await asyncio.gather(registering, closed_loop(server.port, 1, reads, seconds))
