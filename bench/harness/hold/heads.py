"""The longest Accept-Encoding that the server takes, in processor time, against none."""

from functools import partial
from typing import Any

from bench.harness.data import Site
from bench.harness.hold.bars import Bar
from bench.harness.hold.server import codings, log_in, longest_field, rawboard, request
from bench.harness.hold.traffic import Make, closed, statuses
from bench.harness.processes import Running
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
    labels = {"codings": "Accept-Encoding", "filler": "another field"}
    return [_bar(f"{found['size'] // 1000} kB of {labels[name]}", found, name) for name in labels]


def _bar(label: str, found: Json, name: str) -> Bar:
    cost, times = found[name]["seconds"], found[name]["seconds"] / found["plain"]["seconds"]
    answers = ", ".join(f"{count} {status}" for status, count in found[name]["answers"].items())
    value = f"{cost * 1000:.2f} ms, {times:.1f} times a plain one's ({answers})"
    return Bar(f"a head with {label}, processor time", value)


def _reads(server: Running, site: Site, fields: dict[str, str]) -> Make:
    path = f"{BOARDS}/{site.last_id}"
    return lambda _: request(server, "GET", path, caller=0, fields=fields)


def _cost(server: Running, times: int, make: Make) -> Json:
    """Return the seconds of processor time of one request, and the answers."""
    before = server.cpu_seconds()
    replies = closed(server.port, 1, make, count=times)
    return {"seconds": (server.cpu_seconds() - before) / times, "answers": statuses(replies)}
