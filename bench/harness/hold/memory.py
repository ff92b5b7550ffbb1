"""What a worker keeps of attacks: its resident memory after ordinary requests, and after them."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from bench.harness.data import Site
from bench.harness.hold.bars import Bar
from bench.harness.hold.server import SizedMake, board, codings, longest, rawboard, request
from bench.harness.hold.sockets import WINDOW, opened
from bench.harness.hold.traffic import closed, statuses
from bench.harness.processes import Running, resident
from bench.harness.wire import basic
from bench.harness.workloads import BOARDS

ORDINARY = 1000  # requests
CLIENTS = 8
LOGINS = 2000
FIELDS = 300  # requests with a long field, of each kind
FEWER = 4  # times, if it is to be short
BODIES, READERS = 64, 8  # that stop
STALL = 2.0  # seconds
UPLOAD = 100_000  # bytes
BAR = 40.0  # MiB
MIB = 2**20
Json = dict[str, Any]


def measure(site: Site, *, short: bool) -> Json:
    """Measure one worker after ordinary requests, and after each attack in turn."""
    fewer = FEWER if short else 1
    with rawboard(site, RAWBOARD_WORKERS="1") as server:
        closed(server.port, CLIENTS, board(server, site), count=ORDINARY)
        before, attacks = _resident(server), []
        for name, attack in _attacks(server, fewer).items():
            answers = attack()
            grown = _resident(server) - before
            attacks.append({"name": name, "grown": grown, "answers": answers})
    site.ask("delete_login_failures")
    return {"before": before, "attacks": attacks}


def bars(found: Json) -> list[Bar]:
    """Return the lines of the report."""
    grown = found["attacks"][-1]["grown"]
    value = f"{grown:.1f} MiB over {found['before']:.1f}"
    steps = ", ".join(f"{each['name']} {each['grown']:.1f}" for each in found["attacks"])
    return [
        Bar("a worker's growth by all attacks", value, f"at most {BAR:g} MiB", grown <= BAR),
        Bar("and after each of them, MiB", steps),
    ]


def _resident(server: Running) -> float:
    """Return the memory of the worker when it rests, in MiB."""
    server.rest()
    return max(resident(pid) for pid in server.workers()) / MIB


def _attacks(server: Running, fewer: int) -> dict[str, Callable[[], dict[str, int]]]:
    """Return what sends each attack and counts its answers, by name."""

    def sent(make: SizedMake, count: int) -> dict[str, int]:
        size = longest(server, make)
        sized = partial(make, server, size)
        return statuses(closed(server.port, CLIENTS, sized, count=count // fewer))

    upload = request(server, "POST", "/api/v1/users", b" " * UPLOAD)[:-1]
    bundle = request(server, "GET", "/docs/swagger-ui-bundle.js")
    return {
        "logins": partial(sent, _login, LOGINS),
        "Accept": partial(sent, _with_accept, FIELDS),
        "Content-Type": partial(sent, _with_type, FIELDS),
        "query": partial(sent, _with_query, FIELDS),
        "Accept-Encoding": partial(sent, codings, FIELDS),
        "bodies": partial(_stall, server, BODIES, upload),
        "readers": partial(_stall, server, READERS, bundle, WINDOW),
    }


def _login(server: Running, size: int, number: int) -> bytes:
    """Return a login whose name takes four bytes a character, as CPython keeps it (PEP 393)."""
    name = f"\N{GRINNING FACE}{number}".ljust(size * 3 // 4 - 20, "n")  # Base64: four of three
    return request(server, "GET", BOARDS, fields={"Authorization": basic(name, "wrong")})


def _with_accept(server: Running, size: int, number: int) -> bytes:
    field = f"application/json; n{number}=".ljust(size, "x")
    return request(server, "GET", BOARDS, caller=number, fields={"Accept": field})


def _with_type(server: Running, size: int, number: int) -> bytes:
    """Return a POST with a long type in place of the one that Wire gave it."""
    field = f"Content-Type: application/json; n{number}=".ljust(size, "x")
    sent = request(server, "POST", BOARDS, b"{}", number)
    return sent.replace(b"Content-Type: application/json", field.encode())


def _with_query(server: Running, size: int, number: int) -> bytes:
    return request(server, "GET", f"{BOARDS}?limit=1".ljust(size - number, "&"), caller=number)


def _stall(server: Running, count: int, sent: bytes, window: int | None = None) -> dict[str, int]:
    with opened(server.port, count, sent, window):
        time.sleep(STALL)
    return {}
