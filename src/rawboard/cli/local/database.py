"""A database for as long as something needs it: started, prepared, and stopped by the last user."""

import fcntl
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import MySQLdb

from rawboard import settings
from rawboard.cli.local import choose
from rawboard.cli.local.docker import ComposeServer
from rawboard.cli.local.embedded import EmbeddedServer, ServerError
from rawboard.schema import accounts

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
Server = ComposeServer | EmbeddedServer


@dataclass(frozen=True)
class Found:
    """A database: the variables that lead to it, and a description of what serves and why.

    ``is_local`` is one that was started for this directory. ``grant`` makes its API's account, once
    the tables are there; the account of an external one is its DBA's to make.
    """

    variables: dict[str, str]
    description: str
    is_local: bool = False
    grant: Callable[[], None] = lambda: None


@contextmanager
def provided() -> Iterator[Found]:
    """Provide the working directory's database, with data in ``var/``, while the context lasts.

    Any signal to stop is a KeyboardInterrupt.

    Raises:
        ServerError: none can be had.
    """
    for number in STOPS:
        signal.signal(number, _interrupt)
    variables, var = settings.environment(), Path.cwd() / "var"
    memory = var / "database"
    remembered = memory.read_text().strip() if memory.exists() else ""
    checkout = choose.SETUP.exists()
    chosen = choose.choose(variables, compose=True, remembered=remembered, checkout=checkout)
    if chosen.kind == "external":
        yield Found(variables, f"external ({chosen.reason})")
        return
    var.mkdir(exist_ok=True)
    if chosen.kind == "embedded":
        choose.install_server(Path.cwd())
    is_docker = chosen.kind == "docker"
    server = ComposeServer(variables) if is_docker else EmbeddedServer(var / "embedded")
    with _running(server, var / f"{chosen.kind}.lock"):
        memory.write_text(f"{chosen.kind}\n")
        yield _prepared(server, variables, chosen.reason)


def _interrupt(*_: object) -> NoReturn:
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)  # once is enough; let the stopping finish
    raise KeyboardInterrupt


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


@contextmanager
def _running(server: Server, lock: Path) -> Iterator[None]:
    """Start the server if need be; the last of those who share it stops it, if they started it.

    Each user holds the lock shared, so a killed one drops out by itself; the file says whether they
    started the server. Starting and stopping happen under a second lock, which is held no longer.
    """
    with lock.open("a") as users:
        with _alone(lock):
            if not server.is_running():
                lock.write_text("started")
                server.start()
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield
        finally:
            with _alone(lock), suppress(BlockingIOError):  # which says that others use it still
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if lock.read_text():
                    server.stop()
                    lock.write_text("")


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.with_suffix(".changing").open("w") as changing:
        fcntl.flock(changing, fcntl.LOCK_EX)
        yield
