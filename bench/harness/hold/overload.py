"""Ten times the arrivals that the server can work off, of keyed POSTs with 50 ms a statement.

The normal latency is measured first, by a closed loop of as many clients as there are lanes, and
the capacity by one of twice as many: each connection goes to either worker, and no lane may be
idle. Then come open-loop arrivals at ten times the capacity, from clients that give up after 10 s,
and then a light load, until the server is well again.
"""

import asyncio
from statistics import median
from typing import Any

from bench.harness.data import Site
from bench.harness.delay import delayed, ping_seconds
from bench.harness.hold.bars import Bar, at_most, counted, percentile
from bench.harness.hold.posts import Posts
from bench.harness.hold.probes import Probing, probing
from bench.harness.hold.probes import bars as probe_bars
from bench.harness.hold.recovery import Recovery
from bench.harness.hold.server import log_in, rawboard, request
from bench.harness.hold.traffic import OpenLoop, Reply, closed, statuses, urgent
from bench.harness.processes import Running
from bench.harness.subjects import THREADS, WORKERS

DELAY = 50_000  # microseconds a statement
PINGS = 20
LANES = WORKERS * THREADS
TIMES = 10  # the capacity
LONG, SHORT = 20, 10  # seconds of overload
CALM = 5  # seconds of each closed loop
SLOWER = 2  # times the normal latency, and no more
LIGHT = 0.5  # of the capacity
IN_TIME = 1.0  # seconds
MOST_LATE = 0.1  # seconds by which the generator may be late, or the machine is too busy to tell
BUSY, OVERLOAD = 10_000, 100_000  # the number of the first request
Json = dict[str, Any]


def measure(site: Site, *, short: bool) -> Json:
    """Measure the proxy, the capacity, the overload and the recovery."""
    with delayed(site, DELAY) as slow:
        connection = slow.connect()
        trip = ping_seconds(connection, PINGS)
        connection.close()
        with rawboard(slow) as server:
            try:
                return {"round trip": trip, **_measure(server, site, SHORT if short else LONG)}
            finally:
                site.forget_new_boards()


def bars(found: Json) -> list[Bar]:
    """Return the lines of the report."""
    share = found["in time"] / found["capacity"]
    label = f"{TIMES} times the arrivals"
    value = f"{found['in time']:.3g}/s of {found['capacity']:.3g}/s: {share:.2f}"
    doubled, lost = found["doubled"], found["lost"]
    once = f"{found['acknowledged']} acknowledged, {lost} lost, {doubled} doubled"
    return [
        Bar(f"{label}: accepted within 1 s, of the capacity", value, "at least 0.8", share >= 0.8),
        at_most(f"{label}: p99 of what is accepted", found["accepted p99"], 2),
        _refusals(label, found),
        *probe_bars(label, found["probes"]),
        at_most(f"{label}: well again after", found["well again"], 3),
        Bar(f"{label}: each acknowledged POST is there once", once, "all", not lost + doubled),
        Bar("and answers", counted(found["statuses"])),
        Bar("and a round trip to the database; a POST without overload", _calm(found)),
        at_most("and the load generator is late by (p99)", found["lag p99"], MOST_LATE),
    ]


def _refusals(label: str, found: Json) -> Bar:
    what = f"{label}: the slowest refusal (503)"
    if found["slowest refusal"] is None:
        return Bar(what, "none was sent", "at most 1.2 s", is_met=False)
    return at_most(what, found["slowest refusal"], 1.2)


def _calm(found: Json) -> str:
    return f"{found['round trip'] * 1000:.1f} ms; {found['normal'] * 1000:.0f} ms"


def _measure(server: Running, site: Site, seconds: int) -> Json:
    posts = Posts(server)
    log_in(server, site, 4)
    calm = closed(server.port, LANES, posts.request, seconds=CALM)
    normal = median(reply.seconds for reply in calm)
    busy = closed(server.port, 2 * LANES, posts.request, seconds=CALM, first=BUSY)
    capacity = sum(reply.is_good for reply in busy) / CALM
    overload = OpenLoop(server.port, TIMES * capacity, posts.request, first=OVERLOAD)
    recovery = Recovery(server.port, capacity * LIGHT, SLOWER * normal, posts.request)
    livez = {"/livez": request(server, "GET", "/livez")}
    with urgent(), probing(server.port, livez) as probes:
        arrivals = asyncio.run(_overload(overload, recovery, seconds, probes))
    return {
        "capacity": capacity,
        "normal": normal,
        "well again": recovery.well_after,
        "probes": probes.found(),
        **_summary(arrivals, overload.lag, seconds),
        **posts.check(site, [*calm, *busy, *arrivals, *recovery.replies]),
    }


async def _overload(
    overload: OpenLoop, recovery: Recovery, seconds: int, probes: Probing
) -> list[Reply]:
    await overload.run(seconds)
    probes.stopped.set()
    await recovery.run()
    return await overload.replies()


def _summary(arrivals: list[Reply], lag: list[float], seconds: int) -> Json:
    accepted = [reply.seconds for reply in arrivals if reply.is_good]
    refused = [reply.seconds for reply in arrivals if reply.status == 503]
    return {
        "in time": sum(each <= IN_TIME for each in accepted) / seconds,
        "accepted p99": percentile(accepted, 0.99),
        "slowest refusal": max(refused, default=None),
        "statuses": statuses(arrivals),
        "lag p99": percentile(lag, 0.99),
    }
