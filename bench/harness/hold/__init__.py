"""The bars of overload, and of slow and hostile clients, measured from outside.

Everything runs on 127.0.0.1, with default time limits, and in bounded numbers and times.
"""

import resource
from typing import Any

import click

from bench.harness import report
from bench.harness.data import Site
from bench.harness.database import Server
from bench.harness.hold import (
    bodies,
    connections,
    heads,
    memory,
    normal,
    overload,
    readers,
    registrations,
    silence,
)
from bench.harness.mistakes import MeasureError

_MODULES = (
    overload,
    connections,
    bodies,
    readers,
    silence,
    memory,
    heads,
    registrations,
    normal,
)
# Each has measure(site, short=...), which returns what it found, and bars(found), its lines.
PARTS = {module.__name__.rpartition(".")[2]: module for module in _MODULES}
FILES = 8192  # connections and files that this process and a server may have open at once
Json = dict[str, Any]


def measure(_server: Server, site: Site, *, short: bool, parts: tuple[str, ...] = ()) -> Json:
    """Measure some parts, or all; what was found of the others before is kept.

    Raises:
        MeasureError: the system does not permit as many connections.
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most < FILES:
        raise MeasureError(f"the limit of open files (ulimit -H -n) is {most}, not {FILES}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, most))
    found: Json = report.kept("hold") or {}
    for name in parts or PARTS:
        click.echo(f"-- {name}", err=True)
        found[name] = PARTS[name].measure(site, short=short)
        report.keep("hold", found)  # a later part may fail
    return found


def text(found: Json) -> dict[str, str]:
    """Return the block."""
    lines = [bar for name, part in PARTS.items() if name in found for bar in part.bars(found[name])]
    heads_of = ["", "measured", "bar", ""]
    return {"hold": report.table(heads_of, [bar.cells() for bar in lines])}
