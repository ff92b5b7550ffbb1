"""A database for as long as something needs it: started, prepared, and stopped by the last user."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

import click

from rawboard.cli.local import choose
from rawboard.cli.local.docker import ComposeServer
from rawboard.cli.local.embedded import EmbeddedServer
from rawboard.schema import accounts


class Server(Protocol):
    """A database server that the launcher may start and stop."""

    kind: str

    @property
    def passwords(self) -> dict[str, str]:
        """The password of each account."""

    def describe(self) -> str:
        """Return what serves, for people."""

    def administrator(self) -> dict[str, object]:
        """Return how to connect as an administrator, as MySQLdb.connect takes it."""

    def location(self) -> dict[str, str]:
        """Return the settings that lead to the server."""

    def is_running(self) -> bool:
        """Tell whether it runs, whoever started it."""

    def start(self) -> None:
        """Start it; returns when it answers."""

    def stop(self) -> None:
        """Stop it; its data stays."""


@dataclass(frozen=True)
class Found:
    """A database to work with.

    Args:
        settings: the ``MYSQL_...`` variables that lead to it.
        grant: makes the API's account, once the tables are there; an external database's DBA did.
    """

    settings: dict[str, str]
    grant: Callable[[], None]


@contextmanager
def database(project: Path, variables: dict[str, str]) -> Iterator[Found]:
    """Provide a database for as long as the context lasts.

    Args:
        project: the directory of the checkout; data goes to its ``var/``.
        variables: the environment and ``.env``.

    Raises:
        ServerError: none can be had.
    """
    var = project / "var"
    memory = var / "database"
    remembered = memory.read_text().strip() if memory.exists() else ""
    chosen = choose.choose(variables, compose=True, remembered=remembered)
    if chosen.kind == "external":
        click.echo(f"Database: external ({chosen.reason}).", err=True)
        yield Found({}, lambda: None)
        return
    var.mkdir(exist_ok=True)
    server = _server(chosen.kind, project, variables)
    with _running(server, var / f"{chosen.kind}.lock"):
        click.echo(f"Database: {server.describe()} ({chosen.reason}).", err=True)
        memory.write_text(f"{chosen.kind}\n")
        administrator, passwords = server.administrator(), server.passwords
        found = server.location() | accounts.prepare(administrator, passwords)
        yield Found(found, lambda: accounts.grant(administrator, passwords))


def _server(kind: str, project: Path, variables: dict[str, str]) -> Server:
    if kind == "docker":
        return ComposeServer(project, variables)
    choose.install_server(project)
    return EmbeddedServer(project / "var" / "embedded")


@contextmanager
def _running(server: Server, lock_path: Path) -> Iterator[None]:
    """Start the server if need be; the last of those who share it stops it, if they started it.

    Each user holds the lock shared, so a killed one drops out by itself. Starting and stopping
    happen under a second lock, which nobody holds for longer.
    """
    with lock_path.open("a+") as users:
        with _alone(lock_path):
            if not server.is_running():
                _mark(users, "started")
                server.start()
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield
        finally:
            with _alone(lock_path):
                _stop_if_last(server, users)


@contextmanager
def _alone(lock_path: Path) -> Iterator[None]:
    with lock_path.with_suffix(".changing").open("w") as changing:
        fcntl.flock(changing, fcntl.LOCK_EX)
        yield


def _stop_if_last(server: Server, users: IO[str]) -> None:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # somebody else still uses it
    users.seek(0)
    if users.read():
        server.stop()
        _mark(users, "")


def _mark(users: IO[str], text: str) -> None:
    users.seek(0)
    users.truncate()
    users.write(text)
    users.flush()
