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
WARM_UP = 1  # seconds before each measurement
SETTLE = 0.5  # seconds after W3, in which the database clears up

Json = dict[str, Any]


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
    so that what changes with time, or what one leaves behind, hits all alike.

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
            each.warm_up("W1", LOG_IN)
        results: dict[str, dict[str, list[Result]]] = {
            subject.name: {name: [] for name in NAMES} for subject in subjects
        }
        for number in range(rounds):
            click.echo(f"Round {number + 1} of {rounds}.", err=True)
            for workload in NAMES:
                for name in _rotated(list(loads), number):
                    results[name][workload].append(_one(loads[name], workload, seconds))
        memory = {n: max(resident(pid) for pid in r.workers()) for n, r in running.items()}
    return {
        "rounds": rounds,
        "seconds": seconds,
        "threads": threads,
        "subjects": [_summary(s, results[s.name], memory.get(s.name)) for s in subjects],
    }


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
    shift = by * 3 % len(names)
    rotated = names[shift:] + names[:shift]
    return rotated[::-1] if by % 2 else rotated  # backwards, so that neighbours change sides


def _one(found: Workloads | Loop, workload: str, seconds: int) -> Result:
    found.warm_up(workload, WARM_UP)
    result = found.run(workload, seconds)
    if workload == "W3":
        time.sleep(SETTLE)
    return result


def _summary(subject: Subject, results: dict[str, list[Result]], memory: int | None) -> Json:
    found: Json = {"name": subject.name, "label": subject.label, "memory": memory}
    for workload, runs in results.items():
        rates = [run.rate for run in runs]
        found[workload] = {
            "rates": rates,
            "median": median(rates),
            "p50": median(run.p50 for run in runs),
            "p99": median(run.p99 for run in runs),
            "cpu": median(run.cpu / run.requests for run in runs),
        }
    return found
