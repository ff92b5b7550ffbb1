"""W1, W2 and W3 of every subject, in interleaved rounds."""

import time
from statistics import median
from typing import Any

import click

from bench.harness import equality, load
from bench.harness.data import Site
from bench.harness.load import Result
from bench.harness.processes import Running, resident, serving
from bench.harness.subjects import THREADS, Subject
from bench.harness.workloads import NAMES, Loop, Workloads

LOG_IN = 3  # seconds of load in which every worker comes to know every caller
WARM_UP = 1  # seconds of the other workloads
SETTLE = 0.5  # seconds after W3, in which the database clears up

OURS = "rawboard"

Json = dict[str, Any]
Runs = dict[str, list[tuple[Result, float | None]]]  # by workload, with Rawboard's rate beside it


def measure(
    subjects: list[Subject],
    site: Site,
    rounds: int,
    seconds: int,
    threads: int = THREADS,
    variables: dict[str, str] | None = None,
) -> Json:
    """Measure and return rates, latencies and memory.

    Every server runs all the time; one at a time is asked. Each round takes them in another order,
    and Rawboard before and after each of the others: a machine's speed changes within seconds where
    it shares a host, so only neighbours in time are compared.

    Args:
        subjects: which.
        site: the database.
        rounds: how often each workload is run with each subject.
        seconds: how long each time.
        threads: a worker, where it has any.
        variables: for every server besides its own, such as another way to the database.
    """
    load.require_wrk()
    with serving(subjects, site, threads, variables) as running:
        click.echo("Comparing the answers.", err=True)
        equality.check(running, site)
        loads = _loads(subjects, running, site)
        for each in loads.values():
            for name in NAMES:
                each.warm_up(name, LOG_IN if name == "W1" else WARM_UP)
        runs: dict[str, Runs] = {name: {each: [] for each in NAMES} for name in loads}
        for number in range(rounds):
            click.echo(f"Round {number + 1} of {rounds}.", err=True)
            for workload in NAMES:
                _round(loads, workload, number, seconds, runs)
        memory = {n: max(resident(pid) for pid in r.workers()) for n, r in running.items()}
    return {
        "rounds": rounds,
        "seconds": seconds,
        "threads": threads,
        "subjects": [_summary(s, runs[s.name], memory.get(s.name)) for s in subjects],
    }


def _round(
    loads: dict[str, Workloads | Loop],
    workload: str,
    number: int,
    seconds: int,
    runs: dict[str, Runs],
) -> None:
    """Run a workload with each subject once, and with Rawboard in between."""

    def ours() -> float | None:
        if OURS not in loads:
            return None
        runs[OURS][workload].append((_one(loads[OURS], workload, seconds), None))
        return runs[OURS][workload][-1][0].rate

    before = ours()
    for name in _rotated([name for name in loads if name != OURS], number):
        result = _one(loads[name], workload, seconds)
        after = ours()
        beside = (before + after) / 2 if before and after else None
        runs[name][workload].append((result, beside))
        before = after


def _loads(
    subjects: list[Subject], running: dict[str, Running], site: Site
) -> dict[str, Workloads | Loop]:
    return {
        subject.name: Workloads(running[subject.name], site)
        if subject.is_server
        else Loop(subject, site)
        for subject in subjects
    }


def _rotated(names: list[str], by: int) -> list[str]:
    shift = by * 3 % len(names) if names else 0
    rotated = names[shift:] + names[:shift]
    return rotated[::-1] if by % 2 else rotated  # backwards, so that neighbours change sides


def _one(found: Workloads | Loop, workload: str, seconds: int) -> Result:
    result = found.run(workload, seconds)
    if workload == "W3":
        time.sleep(SETTLE)
    return result


def _summary(subject: Subject, runs: Runs, memory: int | None) -> Json:
    found: Json = {"name": subject.name, "label": subject.label, "memory": memory}
    for workload, pairs in runs.items():
        results = [result for result, _ in pairs]
        ratios = [beside / result.rate for result, beside in pairs if beside]
        found[workload] = {
            "rates": [result.rate for result in results],
            "median": median(result.rate for result in results),
            "ratio": median(ratios) if ratios else None,  # Rawboard's rate beside it, by its own
            "p50": median(result.p50 for result in results),
            "p99": median(result.p99 for result in results),
            "cpu": median(result.cpu / result.requests for result in results),
        }
    return found
