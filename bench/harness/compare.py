"""W1, W2 and W3 of every subject: the main table, the targets, the memory and the plot."""

from typing import Any

from bench.harness import machine, report, subjects, tables, throughput
from bench.harness.data import Site
from bench.harness.database import Server

LONG = (7, 2)  # rounds, seconds of each load
SHORT = (3, 1)
ONLY_LONG = ("rawboard-logging",)


def measure(_server: Server, site: Site, *, short: bool) -> dict[str, Any]:
    """Measure every subject that can be had."""
    facts = machine.describe(site)  # before, for the load that others make
    chosen = subjects.named("")
    if short:
        chosen = [each for each in chosen if each.name not in ONLY_LONG]
    found = throughput.measure(chosen, site, *(SHORT if short else LONG))
    return {**found, "machine": facts, "missing": subjects.missing(chosen)}


def text(found: dict[str, Any]) -> dict[str, str]:
    """Return the blocks, and draw the plot."""
    report.plot(found)
    return {
        "machine": tables.machine(found),
        "throughput": tables.throughput(found),
        "targets": tables.targets(found),
        "memory": tables.memory(found),
    }
