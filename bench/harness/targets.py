"""The targets of the project, and whether a measurement meets them."""

from dataclasses import dataclass
from typing import Any

WORKLOADS = ("W1", "W2", "W3")


@dataclass(frozen=True)
class Target:
    """Rawboard's rate has to be so many times another's, for W1, W2 and W3."""

    subject: str
    asked: tuple[float | None, float | None, float | None]


TARGETS = (
    Target("notes", (5, 4, 4)),
    Target("notes-hashing", (150, 150, 150)),
    Target("fastapi", (4, 3, 3)),
    Target("drf", (4, None, 4)),
    Target("falcon-granian", (1.0, 1.0, 1.0)),
    Target("wsgi-granian", (0.95, 0.95, 0.95)),
)


def ratios(found: dict[str, Any], name: str) -> list[float] | None:
    """Return how many times a subject's rate Rawboard's is, None where one was not measured."""
    theirs = next((each for each in found["subjects"] if each["name"] == name), None)
    if theirs is None or any(theirs[each]["ratio"] is None for each in WORKLOADS):
        return None
    return [theirs[each]["ratio"] for each in WORKLOADS]


def verdicts(found: dict[str, Any]) -> list[list[str]]:
    """Return a row for each target that was measured."""
    rows = []
    for target in TARGETS:
        reached = ratios(found, target.subject)
        if reached is None:
            continue
        label = next(s["label"] for s in found["subjects"] if s["name"] == target.subject)
        cells = [_verdict(a, r) for a, r in zip(target.asked, reached, strict=True)]
        rows.append([label, *cells])
    return rows


def _verdict(asked: float | None, reached: float) -> str:
    if asked is None:
        return f"{reached:.3g}"
    word = "met" if reached >= asked else "**missed**"
    return f"{reached:.3g} of {asked:g}: {word}"
