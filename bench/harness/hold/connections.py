"""Fewer connections than lanes: an account, or a server, that lets the API open three.

One worker with eight lanes, eight clients who read boards in a closed loop.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from bench.harness.data import Site
from bench.harness.database import MAX_CONNECTIONS
from bench.harness.hold.bars import Bar
from bench.harness.hold.server import board, rawboard
from bench.harness.hold.traffic import closed, statuses

CLIENTS = LANES = 8
CONNECTIONS = 3
LONG, SHORT = 10, 5  # seconds
BAR = 0.05
LEAST = 10  # connections that MariaDB lets a server be limited to
Json = dict[str, Any]


def measure(site: Site, *, short: bool) -> Json:
    """Measure under a limit of the account, then under one of the server."""
    seconds = SHORT if short else LONG
    with _limited_account(site):
        account = _measure(site, seconds)
    with _limited_server(site):
        server = _measure(site, seconds // 2)
    return {"the account's (1226)": account, "the server's (1040)": server}


def bars(found: Json) -> list[Bar]:
    """Return the lines of the report."""
    lines = []
    for limit, answers in found.items():
        everything = sum(answers.values())
        refused = 1 - answers.get("200", 0) / everything
        label = f"{CONNECTIONS} connections, {limit}, {CLIENTS} clients: refused"
        value = f"{refused:.1%} of {everything:,}"
        lines.append(Bar(label, value, f"at most {BAR:.0%}", refused <= BAR))
    return lines


def _measure(site: Site, seconds: int) -> dict[str, int]:
    with rawboard(site, LANES, RAWBOARD_WORKERS="1") as server:
        return statuses(closed(server.port, CLIENTS, board(server, site), seconds=seconds))


@contextmanager
def _limited_account(site: Site) -> Iterator[None]:
    site.ask("limit_app_account", connections=CONNECTIONS)
    try:
        yield
    finally:
        site.ask("limit_app_account", connections=0)


@contextmanager
def _limited_server(site: Site) -> Iterator[None]:
    """Limit the server, and take what would be too much by idle connections of a peer."""
    with ExitStack() as stack:
        for _ in range(LEAST - CONNECTIONS):
            stack.callback(site.connect().close)
        site.ask("limit_server", connections=LEAST)
        try:
            yield
        finally:
            site.ask("limit_server", connections=MAX_CONNECTIONS)
