"""Bars: what was measured beside what issue 11 asks for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """One line of the report.

    Args:
        what: is measured.
        measured: the value, for people.
        asked: the bar, "" where there is none.
        is_met: whether it is, None where there is none.
    """

    what: str
    measured: str
    asked: str = ""
    is_met: bool | None = None

    def cells(self) -> list[str]:
        """Return the line for a table."""
        verdict = {None: "", True: "met", False: "**missed**"}[self.is_met]
        return [self.what, self.measured, self.asked, verdict]


def at_most(what: str, value: float | None, most: float, unit: str = " s") -> Bar:
    """Return the bar of a value that may not be above another; None: it had no end in time."""
    if value is None:
        return Bar(what, "not in the time measured", f"at most {most:g}{unit}", is_met=False)
    return Bar(what, f"{value:.3g}{unit}", f"at most {most:g}{unit}", value <= most)


def percentile(values: Iterable[float], share: float) -> float | None:
    """Return a percentile by the nearest rank, None of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


def counted(answers: Mapping[str, int]) -> str:
    """Return how many answers there were of each status, for people."""
    return ", ".join(f"{status}: {count:,}" for status, count in answers.items())
