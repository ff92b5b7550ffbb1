"""Draws what ``bench throughput`` measured: ``plot.py RESULT.json TARGET`` (.png and .svg)."""

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.axes import Axes

TITLES = {"W1": "W1: read one board", "W2": "W2: a page of 20", "W3": "W3: post a board"}
OURS, THEIRS, BARE = "#c8102e", "#6b7a8f", "#b9c2cd"


def colour(name: str) -> str:
    """Return the colour of a subject: ours, a framework's, or what has none."""
    if name == "rawboard":
        return OURS
    return BARE if name == "database" or name.startswith("wsgi") else THEIRS


def draw(axes: Axes, subjects: list[dict[str, Any]], workload: str) -> None:
    """Draw one workload: the medians as bars, the slowest and fastest round as a line."""
    medians = [subject[workload]["median"] for subject in subjects]
    low = [m - min(s[workload]["rates"]) for m, s in zip(medians, subjects, strict=True)]
    high = [max(s[workload]["rates"]) - m for m, s in zip(medians, subjects, strict=True)]
    colours = [colour(subject["name"]) for subject in subjects]
    places = range(len(subjects))
    axes.barh(places, medians, color=colours, xerr=[low, high], ecolor="black", capsize=2)
    for place, (middle, up) in enumerate(zip(medians, high, strict=True)):
        axes.text(middle + up, place, f"  {middle:,.0f}", va="center", fontsize=8)
    axes.set_title(TITLES[workload], loc="left", fontsize=10)
    axes.set_xlabel("requests a second")
    axes.set_xlim(0, max(m + h for m, h in zip(medians, high, strict=True)) * 1.2)
    axes.set_yticks(places, [subject["label"].replace("**", "") for subject in subjects])
    axes.spines[["top", "right"]].set_visible(False)


def main(source: str, target: str) -> None:
    """Draw all three beside each other."""
    mpl.rcParams["svg.hashsalt"] = "rawboard"  # the same numbers, the same file
    mpl.rcParams["svg.fonttype"] = "none"  # text stays text
    found = json.loads(Path(source).read_text())
    subjects = [s for s in found["subjects"] if s["name"] != "rawboard-logging"]
    subjects.sort(key=lambda subject: subject["W1"]["median"])
    figure, all_axes = plt.subplots(
        1, 3, figsize=(14, 1.2 + 0.36 * len(subjects)), sharey=True, layout="constrained"
    )
    for axes, workload in zip(all_axes, TITLES, strict=True):
        draw(axes, subjects, workload)
    figure.savefig(f"{target}.png", dpi=110)
    figure.savefig(f"{target}.svg", metadata={"Date": None})


if __name__ == "__main__":
    main(*sys.argv[1:])
