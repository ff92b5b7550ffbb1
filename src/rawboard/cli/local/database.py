"""A database for as long as something needs it: started, prepared, and stopped by the last user."""

import fcntl
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn, Protocol

import MySQLdb

from rawboard import settings
from rawboard.cli.local import choose
from rawboard.cli.local.docker import ComposeServer
from rawboard.cli.local.embedded import EmbeddedServer, ServerError
from rawboard.schema import accounts

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


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
        variables: the environment and ``.env``, with the settings that lead to the database.
        description: what serves and why it was chosen, for people.
        is_local: whether it is this directory's own, and not what the settings name.
        grant: makes the API's account, once the tables are there; an external database's DBA did.
    """

    variables: dict[str, str]
    description: str
    is_local: bool = False
    grant: Callable[[], None] = lambda: None


@contextmanager
def provided() -> Iterator[Found]:
    """Provide the working directory's database; any signal to stop is a KeyboardInterrupt.

    Raises:
        ServerError: none can be had.
    """
    for number in STOPS:
        signal.signal(number, _interrupt)
    with database(Path.cwd(), settings.environment()) as found:
        yield found


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)  # once is enough; let the stopping finish
    raise KeyboardInterrupt


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
    checkout = choose.setup(project).exists()
    chosen = choose.choose(variables, compose=True, remembered=remembered, checkout=checkout)
    if chosen.kind == "external":
        yield Found(variables, f"external ({chosen.reason})")
        return
    var.mkdir(exist_ok=True)
    server = _server(chosen.kind, project, variables)
    with _running(server, var / f"{chosen.kind}.lock"):
        memory.write_text(f"{chosen.kind}\n")
        yield _prepared(server, variables, chosen.reason)


def _prepared(server: Server, variables: dict[str, str], reason: str) -> Found:
    """Make the database and its owner on a running server, where they are missing."""
    administrator, passwords = server.administrator(), server.passwords
    try:
        made = accounts.prepare(administrator, passwords)
    except MySQLdb.Error as error:
        raise ServerError(f"{server.describe()} refuses its administrator: {error}") from error
    return Found(
        variables | server.location() | made,
        f"{server.describe()} ({reason})",
        is_local=True,
        grant=lambda: accounts.grant(administrator, passwords),
    )


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
