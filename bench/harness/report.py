"""Writes what was measured into docs/performance.md, each table between its own markers."""

import json
import re
import subprocess
from collections.abc import Sequence
from typing import Any

import click

from bench.harness import environments
from bench.harness.mistakes import MeasureError
from bench.harness.places import BENCH, DOCS, RESULTS

DOCUMENT = DOCS / "performance.md"
PLOT = DOCS / "performance"  # .png and .svg

Json = dict[str, Any]


def keep(name: str, found: Json) -> None:
    """Keep what a measurement found, for later reports."""
    (RESULTS / f"{name}.json").write_text(json.dumps(found, indent=1))


def kept(name: str) -> Json | None:
    """Return what a measurement found, if it was made."""
    path = RESULTS / f"{name}.json"
    found: Json | None = json.loads(path.read_text()) if path.exists() else None
    return found


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; all columns but the first are numbers."""
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def show(name: str, text: str) -> None:
    """Print a measurement's text and put it between its markers in docs/performance.md.

    Raises:
        MeasureError: the document has no such markers.
    """
    click.echo(f"\n{text}\n")
    start, end = f"<!-- bench:{name} -->", f"<!-- /bench:{name} -->"
    block = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
    document = DOCUMENT.read_text()
    if not block.search(document):
        raise MeasureError(f"{DOCUMENT.name} has no place marked {start} ... {end}")
    DOCUMENT.write_text(block.sub(lambda _: f"{start}\n\n{text}\n\n{end}", document))


def plot(found: Json) -> None:
    """Draw a measurement of throughput as docs/performance.png and .svg."""
    environments.make("plot")
    source = RESULTS / "plot.json"
    source.write_text(json.dumps(found))
    python = environments.program("plot", "python")
    command = [python, str(BENCH / "plot.py"), str(source), str(PLOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MeasureError(f"the plot could not be drawn: {done.stderr[-2000:]}")
