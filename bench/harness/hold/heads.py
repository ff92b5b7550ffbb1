"""The longest Accept-Encoding that the server takes, in processor time, against none."""

from functools import partial
from typing import Any

from bench.harness.data import Site
from bench.harness.hold.bars import Bar, counted
from bench.harness.hold.server import PAGE, SizedMake, codings, log_in, longest, rawboard, request
from bench.harness.hold.traffic import Make, closed, statuses
from bench.harness.processes import Running

LONG, SHORT = 200, 100  # requests
Json = dict[str, Any]


def measure(site: Site, *, short: bool) -> Json:
    """Measure a page of one board: plain, with a long field that says nothing, and with codings."""
    times = SHORT if short else LONG
    with rawboard(site, RAWBOARD_WORKERS="1") as server:
        log_in(server, site)
        found = {"plain": _cost(server, times, lambda _: request(server, "GET", PAGE, caller=0))}
        for name, make in KINDS.items():
            size = longest(server, make)
            cost = _cost(server, times, partial(make, server, size))
            found[name] = {"size": size, **cost}
    return found


def bars(found: Json) -> list[Bar]:
    """Return the lines of the report."""
    lines = []
    for name in KINDS:
        cost, times = found[name]["seconds"], found[name]["seconds"] / found["plain"]["seconds"]
        answers = counted(found[name]["answers"])
        value = f"{cost * 1000:.2f} ms, {times:.1f} times a plain one's ({answers})"
        what = f"the longest head of {name}, {found[name]['size']:,} bytes: processor time"
        lines.append(Bar(what, value))
    return lines


def _filler(server: Running, size: int, _number: int) -> bytes:
    return request(server, "GET", PAGE, caller=0, fields={"X-Filler": "x" * size})


def _cost(server: Running, times: int, make: Make) -> Json:
    """Return the seconds of processor time of one request, and the answers."""
    before = server.cpu_seconds()
    replies = closed(server.port, 1, make, count=times)
    return {"seconds": (server.cpu_seconds() - before) / times, "answers": statuses(replies)}


KINDS: dict[str, SizedMake] = {"Accept-Encoding": codings, "a field that says nothing": _filler}
