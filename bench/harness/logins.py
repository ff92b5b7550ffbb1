"""A hundred first logins of one user at once: how many hashes they cost.

Counted by processor time: what the worker uses for a hundred first logins, less what it uses for a
hundred remembered ones, divided by what one hash costs. The user's hash is made twenty times as
dear as usual, so that what else a first login does (a statement more, the wait) hardly counts.
"""

import threading
import time
from statistics import median
from typing import Any

from argon2 import PasswordHasher
from rawboard.auth import passwords

from bench.harness import subjects
from bench.harness.data import PASSWORD, Site
from bench.harness.database import Server
from bench.harness.mistakes import MeasureError
from bench.harness.processes import Running, cpu_seconds
from bench.harness.report import table
from bench.harness.subjects import Subject
from bench.harness.workloads import BOARDS

LOGINS = 100
LONG, SHORT = 7, 3  # times
HASHES = 3  # timed, for the cost of one
USER = 8  # the caller who logs in
DEAR = PasswordHasher(40, 19 * 1024, 1)  # 20 times the passes of rawboard.auth.passwords
Json = dict[str, Any]


def measure(_server: Server, site: Site, *, short: bool) -> Json:
    """Log in, each time at a fresh server with one worker and as many threads as it may have."""
    subject = subjects.named("rawboard")[0]
    site.set_password_hash(f"{subject.callers}{USER}", DEAR.hash(PASSWORD))
    try:
        runs = _runs(subject, site, SHORT if short else LONG)
        return {"hash": _cost_of_a_hash(), "runs": runs}
    finally:
        site.set_password_hash(f"{subject.callers}{USER}", passwords.hash_password(PASSWORD))


def _runs(subject: Subject, site: Site, times: int) -> list[dict[str, float]]:
    runs = []
    for _ in range(times):
        running = Running(subject, site, 64, {"RAWBOARD_WORKERS": "1"})
        running.launch()
        try:
            runs.append(_one(running, site))
        finally:
            running.stop()
    return runs


def text(found: Json) -> dict[str, str]:
    """Return the block."""
    hashes = [(run["first"] - run["known"]) / found["hash"] for run in found["runs"]]
    seconds = median(run["seconds"] for run in found["runs"])
    rows = [
        ["one of this user's hashes, ms", f"{found['hash'] * 1000:.1f}"],
        ["100 first logins at once, ms of processor time", _ms(found, "first")],
        ["100 remembered logins at once, ms of processor time", _ms(found, "known")],
        ["hashes that the first ones cost", f"**{median(hashes):.2f}**"],
        ["until the last of them was answered, ms", f"{seconds * 1000:.0f}"],
    ]
    return {"logins": table(["one worker, 64 threads", "median"], rows)}


def _ms(found: Json, name: str) -> str:
    return f"{median(run[name] for run in found['runs']) * 1000:.0f}"


def _one(running: Running, site: Site) -> dict[str, float]:
    _wait(running)
    _at_once(running, site, 2)  # opens the connections to the database; another user
    first, seconds = _at_once(running, site, USER)
    known, _ = _at_once(running, site, USER)
    return {"first": first, "known": known, "seconds": seconds}


def _wait(running: Running) -> None:
    deadline = time.monotonic() + 30
    while True:
        wire = running.wire(3)
        try:
            wire.get("/livez")
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
        finally:
            wire.close()


def _at_once(running: Running, site: Site, number: int) -> tuple[float, float]:
    """Make all requests at once; returns processor time of the worker, and seconds."""
    worker = running.workers()[0]
    wires = [running.wire(number) for _ in range(LOGINS)]
    for wire in wires:
        wire.open()
    gate, statuses = threading.Barrier(LOGINS + 1), list[int]()
    request = wires[0].written("GET", f"{BOARDS}/{site.last_id}")

    def log_in(index: int) -> None:
        gate.wait()
        statuses.append(wires[index].send(request).status)

    threads = [threading.Thread(target=log_in, args=(index,)) for index in range(LOGINS)]
    for thread in threads:
        thread.start()
    before, started = cpu_seconds(worker), time.perf_counter()
    gate.wait()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    used = cpu_seconds(worker) - before
    for wire in wires:
        wire.close()
    if statuses != [200] * LOGINS:
        raise MeasureError(f"the logins were answered {sorted(set(statuses))}")
    return used, seconds


def _cost_of_a_hash() -> float:
    stored = DEAR.hash(PASSWORD)
    started = time.process_time()
    for _ in range(HASHES):
        DEAR.verify(stored, PASSWORD)
    return (time.process_time() - started) / HASHES
