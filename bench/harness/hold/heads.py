"""The longest Accept-Encoding that the server takes, in processor time, against none."""

from functools import partial
from typing import Any

from bench.harness.data import Site
from bench.harness.hold.bars import Bar
from bench.harness.hold.server import codings, log_in, longest_field, rawboard, request
from bench.harness.hold.traffic import Make, closed
from bench.harness.mistakes import MeasureError
from bench.harness.processes import Running, cpu_seconds
from bench.harness.workloads import BOARDS

LONG, SHORT = 200, 100  # requests
Json = dict[str, Any]


def measure(site: Site, *, short: bool) -> Json:
    """Measure a read of one board: plain, with a long field that says nothing, and with codings."""
    with rawboard(site, RAWBOARD_WORKERS="1") as server:
        log_in(server, site)
        size, times = longest_field(server), SHORT if short else LONG
        heads = {"plain": {}, "filler": {"X-Filler": "x" * size}}
        found: Json = {"size": size}
        for name, fields in heads.items():
            found[name] = _cost(server, times, _reads(server, site, fields))
        found["codings"] = _cost(server, times, partial(codings, server, site, size))
    return found


def bars(found: Json) -> list[Bar]:
    """Return the lines of the report."""
    plain = found["plain"]
    return [
        Bar(
            f"a head with {found['size'] // 1000} kB of {label}, processor time",
            f"{found[name] * 1000:.2f} ms, {found[name] / plain:.1f} times a plain one's",
        )
        for name, label in (("codings", "Accept-Encoding"), ("filler", "another field"))
    ]


def _reads(server: Running, site: Site, fields: dict[str, str]) -> Make:
    path = f"{BOARDS}/{site.last_id}"
    return lambda _: request(server, "GET", path, caller=0, fields=fields)


def _cost(server: Running, times: int, make: Make) -> float:
    """Return the seconds of processor time of one request."""
    (worker,) = server.workers()
    before = cpu_seconds(worker)
    replies = closed(server.port, 1, make, count=times)
    if not all(reply.status == 200 for reply in replies):
        raise MeasureError("a request with a long head was refused")
    return (cpu_seconds(worker) - before) / times
