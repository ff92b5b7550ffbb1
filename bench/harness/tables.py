"""What the measurements of throughput look like in the document."""

from typing import Any

from bench.harness.report import table
from bench.harness.targets import WORKLOADS, ratios, verdicts

Json = dict[str, Any]
MIB = 2**20
MEMORY_TARGET = 60  # MiB


def machine(found: Json) -> str:
    """Return what was measured on, and what was not measured."""
    rows = [list(pair) for pair in found["machine"]]
    missing = found["missing"] or ["nothing of what bench/ knows"]
    return f"{table(['', ''], rows)}\n\nNot measured here: {', '.join(missing)}."


def throughput(found: Json) -> str:
    """Return the table of rates, and how it was made."""
    heads = ["requests a second", *WORKLOADS, "Rawboard is (times)", "p99, ms", "CPU, µs"]
    rows = [_row(found, subject) for subject in found["subjects"]]
    return f"{table(heads, rows)}\n\n{_how(found)}"


def targets(found: Json) -> str:
    """Return the table of targets."""
    return table(["Rawboard against", *WORKLOADS], verdicts(found))


def memory(found: Json) -> str:
    """Return the table of memory."""
    rows = [
        [subject["label"], f"{subject['memory'] / MIB:.1f}"]
        for subject in found["subjects"]
        if subject["memory"]
    ]
    ours = next(s["memory"] for s in found["subjects"] if s["name"] == "rawboard") / MIB
    verdict = "met" if ours < MEMORY_TARGET else "**missed**"
    worst = "Resident memory (VmRSS) of the larger worker."
    return (
        f"{table(['after the load', 'MiB a worker'], rows)}\n\n{worst}"
        f" Target for Rawboard: under {MEMORY_TARGET}: {verdict}."
    )


def _row(found: Json, subject: Json) -> list[str]:
    times = ratios(found, subject["name"]) or []
    return [
        subject["label"],
        *(_rates(subject[workload]) for workload in WORKLOADS),
        " / ".join(f"{each:.3g}" for each in times),
        " / ".join(f"{subject[each]['p99'] * 1000:.0f}" for each in WORKLOADS),
        " / ".join(f"{subject[each]['cpu'] * 1e6:.0f}" for each in WORKLOADS),
    ]


def _rates(found: Json) -> str:
    low, high = min(found["rates"]), max(found["rates"])
    return f"**{found['median']:,.0f}** ({low:,.0f} to {high:,.0f})"


def _how(found: Json) -> str:
    return (
        f"Median (slowest to fastest) of {found['rounds']} interleaved rounds of"
        f" {found['seconds']} s. Rawboard is run before and after each of the others; how many"
        " times the other's rate it has is the median of these neighbours' ratios. 2 workers,"
        f" {found['threads']} threads each where the server has threads, 16 kept connections. CPU"
        " is the server's own processor time for a request, without the database's."
    )
