"""The commands of ``python -m bench``."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import click

from bench.harness import (
    account,
    attack,
    compare,
    data,
    database,
    growth,
    hold,
    logins,
    pieces,
    places,
    remote,
    report,
    rolling,
    rows,
    search,
    start,
    subjects,
    tables,
    throughput,
)
from bench.harness.data import Site
from bench.harness.database import Server

# Each has measure(server, site, short=...), which returns what it found, and text(found), which
# turns that into the blocks of docs/performance.md; its name is the command's.
MEASUREMENTS = (
    *(compare, account, pieces, remote, growth, attack, logins, start, rows, search),
    *(hold, rolling),
)


@click.group()
def main() -> None:
    """Measure Rawboard against its peers, and write docs/performance.md."""


def _add(measurement: ModuleType) -> None:
    name = measurement.__name__.rpartition(".")[2]

    @click.option("--short", is_flag=True, help="fewer and shorter rounds")
    @click.option("--keep-database", is_flag=True, help="leave it running for the next command")
    def command(short: bool, keep_database: bool, **chosen: tuple[str, ...]) -> None:
        with _site(keep=keep_database) as (server, site):
            _measure(measurement, server, site, short=short, **chosen)

    if measurement is hold:
        command = click.argument("parts", nargs=-1, type=click.Choice([*hold.PARTS]))(command)
    main.command(name=name, help=measurement.__doc__)(command)


for each in MEASUREMENTS:
    _add(each)


@main.command(name="all")
@click.option("--short", is_flag=True, help="fewer and shorter rounds")
@click.option("--keep-database", is_flag=True, help="leave it running for the next command")
def everything(short: bool, keep_database: bool) -> None:
    """Make every measurement; full text at 100,000 boards alone: its larger index takes long."""
    with _site(keep=keep_database) as (server, site):
        for measurement in MEASUREMENTS:
            _measure(measurement, server, site, short=short or measurement is search)


@main.command()
@click.argument("names")
@click.option("--rounds", default=3, show_default=True)
@click.option("--seconds", default=3, show_default=True, help="of each load")
@click.option("--threads", default=subjects.THREADS, show_default=True, help="of each worker")
def look(names: str, rounds: int, seconds: int, threads: int) -> None:
    """Compare a few subjects (NAMES, with commas), print, and leave docs/ as it is.

    The database stays for the next look; 'drop' stops it.
    """
    with _site(keep=True) as (_, site):
        found = throughput.measure(subjects.named(names), site, rounds, seconds, threads)
        click.echo(tables.throughput(found))


@main.command()
def drop() -> None:
    """Stop the database that an earlier command left running."""
    database.drop()


@main.command(name="report")
def write() -> None:
    """Write docs/performance.md anew from what was measured last."""
    for measurement in MEASUREMENTS:
        found = report.kept(measurement.__name__.rpartition(".")[2])
        if found:
            _write(measurement, found)


@contextmanager
def _site(*, keep: bool) -> Iterator[tuple[Server, Site]]:
    places.make()
    with database.running(keep=keep) as server:
        yield server, data.prepare(server)


def _measure(
    measurement: ModuleType, server: Server, site: Site, *, short: bool, **chosen: tuple[str, ...]
) -> None:
    name = measurement.__name__.rpartition(".")[2]
    click.echo(f"== {name}", err=True)
    found = measurement.measure(server, site, short=short, **chosen)
    report.keep(name, found)
    _write(measurement, found)


def _write(measurement: ModuleType, found: report.Json) -> None:
    for block, text in measurement.text(found).items():
        report.show(block, text)
