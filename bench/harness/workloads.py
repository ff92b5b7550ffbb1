"""The three workloads, as calls of each subject's own callers.

W1 reads one board with its author by id, W2 a page of 20 boards at one of the first 50 places of
the list, W3 posts a board. The draw is the same for every subject.
"""

import json
import random
from dataclasses import replace
from pathlib import Path

from bench.harness import load
from bench.harness.data import CALLERS, PASSWORD, Site
from bench.harness.load import Call, Load, Result
from bench.harness.mistakes import MeasureError
from bench.harness.places import PEERS
from bench.harness.processes import Running
from bench.harness.subjects import CONNECTIONS, WORKERS, Subject, loop
from bench.harness.wire import Wire, basic

NAMES = {"W1": "read one board", "W2": "a page of 20", "W3": "post a board"}
BOARDS = "/api/v1/boards"
IDS = 2000  # different boards that W1 reads
PAGES = 50
HASHING_SECONDS = 5  # at least, for what gives a dozen answers a second
CONTENT = "Some words to fill a line. " * 8


class Workloads:
    """The plans of one subject.

    Args:
        running: its server.
        site: the database.
    """

    def __init__(self, running: Running, site: Site):
        self.running, self.site = running, site
        self.plans = {name: self._plan(name) for name in NAMES}

    def warm_up(self, workload: str, seconds: int) -> None:
        """Run a workload for what it leaves in memories and caches."""
        if not self.running.subject.hashes:
            load.begin(self.running.port, self.plans[workload], seconds).result()

    def run(self, workload: str, seconds: int) -> Result:
        """Run a workload, let the server come to rest, and take back what was posted."""
        seconds = max(seconds, HASHING_SECONDS) if self.running.subject.hashes else seconds
        before = self.running.cpu_seconds()
        found = load.begin(self.running.port, self.plans[workload], seconds).result()
        self.running.rest()
        found = replace(found, cpu=self.running.cpu_seconds() - before)
        if workload == "W3":
            self.site.forget_new_boards()
        return found.check(f"{self.running.subject.name} {workload}")

    def _plan(self, workload: str) -> Path:
        choose = random.Random(load.SEED)
        calls = {"W1": self._reads, "W2": self._pages, "W3": self._posts}[workload](choose)
        return load.plan(f"{self.running.subject.name}-{workload}", calls)

    def _reads(self, choose: random.Random) -> list[Call]:
        ids = [row["id"] for row in self.site.ask("list_board_ids")]
        picked = choose.sample(ids, IDS)
        return [self._call("GET", f"{BOARDS}/{each}", index) for index, each in enumerate(picked)]

    def _pages(self, _choose: random.Random) -> list[Call]:
        wire = self.running.wire()
        found = pages(wire, PAGES)
        wire.close()
        return [self._call("GET", path, number) for number in range(CALLERS) for path in found]

    def _posts(self, choose: random.Random) -> list[Call]:
        body = {"content": CONTENT}
        return [
            self._call("POST", BOARDS, number, json.dumps({"title": title, **body}))
            for number, title in enumerate(f"Board {choose.random()}" for _ in range(IDS))
        ]

    def _call(self, method: str, path: str, number: int, body: str = "") -> Call:
        name = f"{self.running.subject.callers}{number % CALLERS + 1}"
        headers = {"Authorization": basic(name, PASSWORD)}
        if body:
            headers["Content-Type"] = "application/json"
        return Call(method, path, headers, body)


class Loop:
    """The database alone."""

    def __init__(self, subject: Subject, site: Site):
        self.subject, self.site = subject, site
        ids = [row["id"] for row in site.ask("list_board_ids")]
        self.ids = [str(ids[0]), str(ids[-1])]

    def warm_up(self, workload: str, seconds: int) -> None:
        """Nothing: it has no memory but the database's, which the others warmed up."""

    def run(self, workload: str, seconds: int) -> Result:
        """Run a workload's statements, and take back what they posted."""
        size = [str(WORKERS), str(CONNECTIONS // WORKERS)]
        command = [*loop(), workload, str(seconds), *self.ids, *size]
        found = Load(command, env=self.site.peer, cwd=PEERS / "database").result()
        if workload == "W3":
            self.site.forget_new_boards()
        return found.check(f"the database alone, {workload}")


def pages(wire: Wire, count: int) -> list[str]:
    """Follow the list's links and return the paths of its first pages."""
    found = [f"{BOARDS}?limit=20"]
    while len(found) < count:
        answer = wire.get(found[-1])
        if answer.status != 200:
            raise MeasureError(f"{found[-1]}: {answer.status} {answer.body[:300]!r}")
        found.append(path_of(answer.json()["next"]))
    return found


def path_of(url: str) -> str:
    """Return a URL without scheme and authority."""
    return "/" + url.split("/", 3)[3] if "://" in url else url
