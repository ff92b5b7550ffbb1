"""What ten times the boards, and the way from the first page to 95 % depth, do to each list.

Two databases on one server, with 100,000 and 1,000,000 boards; one client, one request at a time,
the lists, depths and databases in turns.
"""

import base64
import json
import random
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from rawboard.db.queries import load as load_queries

from bench.harness import data, load, subjects
from bench.harness.data import Site
from bench.harness.database import Server
from bench.harness.places import BENCH
from bench.harness.processes import Running
from bench.harness.report import table
from bench.harness.wire import Wire
from bench.harness.workloads import BOARDS

POSITIONS = load_queries(BENCH / "sql" / "positions.sql")
AUTHOR = "volume500"
DEPTH = 0.95
MIDDLE = datetime(2022, 11, 22)  # noqa: DTZ001 (the database's times are naive UTC)
EVER, NEVER = datetime(1000, 1, 1), datetime(9999, 12, 31)  # noqa: DTZ001
LONG, SHORT = 400, 60  # requests of each kind
TARGET = 1.1
Json = dict[str, Any]


@dataclass(frozen=True)
class Listing:
    """A list that is measured.

    Args:
        label: for people.
        query: its parameters.
        by_author: whether it is one author's.
        path: where it is.
    """

    label: str
    query: tuple[tuple[str, str], ...] = ()
    by_author: bool = False
    path: str = BOARDS

    @property
    def order(self) -> str:
        """The value of ``sort``."""
        return dict(self.query).get("sort", "-created_at")


def _listings() -> Iterator[Listing]:
    for by_author in (False, True):
        whose = "one author's" if by_author else "all boards"
        author = (("author", AUTHOR),) if by_author else ()
        for order in ("-created_at", "created_at", "-updated_at", "updated_at"):
            yield Listing(f"{whose}, sort={order}", (*author, ("sort", order)), by_author)
        for bound in ("since", "until"):
            when = (bound, f"{MIDDLE.isoformat()}Z")
            yield Listing(f"{whose}, {bound}", (*author, when), by_author)
    yield Listing("boards under a user", path=f"/api/v1/users/{AUTHOR}/boards", by_author=True)
    yield Listing("users", path="/api/v1/users")


def measure(server: Server, site: Site, *, short: bool) -> Json:
    """Measure each list at both sizes and depths."""
    million = data.prepare_million(server, site)
    sites = {"100,000": site, "1,000,000": million}
    with ExitStack() as stack:
        wires = {}
        for size, each in sites.items():
            running = Running(subjects.named("rawboard")[0], each).start()
            stack.callback(running.stop)
            wires[size] = running.wire()
        requests, skipped = _requests(sites, wires)
        times = _in_turns(wires, requests, SHORT if short else LONG)
    return {"times": times, "skipped": skipped}


def text(found: Json) -> dict[str, str]:
    """Return the block."""
    heads = ["ms", "100,000", "at 95 %", "1,000,000", "at 95 %", "the worst of the first"]
    rows, missed = [], 0
    for label, times in found["times"].items():
        milliseconds = [1000 * seconds for seconds in times.values()]
        worst = max(milliseconds) / milliseconds[0]
        missed += worst > TARGET
        rows.append([label, *(f"{each:.2f}" for each in milliseconds), f"**{worst:.2f}**"])
    verdict = f"Target: at most {TARGET}: {'met' if not missed else f'**missed {missed} times**'}."
    skipped = f" Not there yet: {', '.join(found['skipped'])}." if found["skipped"] else ""
    return {"growth": f"{table(heads, rows)}\n\n{verdict}{skipped}"}


def _requests(
    sites: Mapping[str, Site], wires: Mapping[str, Wire]
) -> tuple[dict[str, dict[tuple[str, str], bytes]], list[str]]:
    found: dict[str, dict[tuple[str, str], bytes]] = {}
    skipped = []
    for listing in _listings():
        first = f"{listing.path}?{urlencode(listing.query)}".rstrip("?")
        answers = {size: wire.get(first) for size, wire in wires.items()}
        if any(answer.status != 200 for answer in answers.values()):
            skipped.append(listing.label)
            continue
        found[listing.label] = {}
        for size, wire in wires.items():
            deep = _deep(listing, sites[size], answers[size].json()["next"])
            found[listing.label][size, "first"] = wire.written("GET", first)
            found[listing.label][size, "deep"] = wire.written("GET", deep)
    return found, skipped


def _in_turns(
    wires: Mapping[str, Wire], requests: Mapping[str, Mapping[tuple[str, str], bytes]], count: int
) -> Json:
    kinds = [(label, *key) for label, keys in requests.items() for key in keys]
    times: dict[tuple[str, str, str], list[float]] = {kind: [] for kind in kinds}
    choose = random.Random(load.SEED)
    for number in range(count + 5):
        choose.shuffle(kinds)
        for label, size, depth in kinds:
            seconds = wires[size].timed(requests[label][size, depth])
            if number >= 5:  # the first ones fill caches
                times[label, size, depth].append(seconds)
    return {
        label: {f"{size} {depth}": median(times[label, size, depth]) for size, depth in keys}
        for label, keys in requests.items()
    }


def _deep(listing: Listing, site: Site, following: str) -> str:
    """Return the path of the page at 95 % depth.

    It is the link to the second page with another position in its cursor, which is JSON in
    base64: [time, id, digest of the list].
    """
    parts = urlsplit(following)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    cursor = asked["cursor"]
    fields = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    row = _position(listing, site)
    fields[:2] = [row["time"].isoformat(), row["id"]]
    written = json.dumps(fields, separators=(",", ":")).encode()
    asked["cursor"] = base64.urlsafe_b64encode(written).rstrip(b"=").decode()
    return f"{parts.path}?{urlencode(asked)}"


def _position(listing: Listing, site: Site) -> Json:
    if listing.path.endswith("/users"):
        size = _ask(site, "count_users")[0]["size"]
        return _ask(site, "find_user", offset=int(size * DEPTH))[0]
    name = "updated" if "updated" in listing.order else "created"
    asked = dict(listing.query)
    bounds: Json = {"since": MIDDLE if "since" in asked else EVER}
    bounds["until"] = MIDDLE if "until" in asked else NEVER
    suffix = "_by_author" if listing.by_author else ""
    if listing.by_author:
        bounds["user_id"] = site.ask("find_user_id", username=AUTHOR)[0]["id"]
    size = _ask(site, f"count_created{suffix}", **bounds)[0]["size"]
    depth = DEPTH if listing.order.startswith("-") else 1 - DEPTH
    return _ask(site, f"find_{name}{suffix}", offset=int(size * depth), **bounds)[0]


def _ask(site: Site, name: str, **parameters: object) -> list[Json]:
    return data.ask(site.administrator, POSITIONS[name].statement.text, parameters)
