"""What is compared, and the command that starts each."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.harness.environments import has_bjoern, make, program
from bench.harness.mistakes import MeasureError
from bench.harness.places import PEERS, VAR

WORKERS = 2
THREADS = 4  # a worker, of those that have threads: Rawboard's default
CONNECTIONS = 16

Command = Callable[[int, int], list[str]]  # of a port and a number of threads


@dataclass(frozen=True)
class Subject:
    """One API that answers, or the database alone.

    Args:
        name: for commands and files.
        label: for people.
        command: starts its server.
        peer: the folder under bench/peers, "" for Rawboard itself.
        callers: the kind of password hash that its callers have.
        variables: what its environment has besides.
        hashes: whether it hashes a password at every request, some 17 a second.
    """

    name: str
    label: str
    command: Command = field(repr=False)
    peer: str = ""
    callers: str = "argon"
    variables: dict[str, str] = field(default_factory=dict)
    hashes: bool = False

    @property
    def directory(self) -> Path:
        """Where it runs; for Rawboard a place without a developer's ``.env``."""
        return PEERS / self.peer if self.peer else VAR

    @property
    def is_server(self) -> bool:
        """Tell whether it answers HTTP."""
        return self.name != "database"


def _rawboard(_port: int, _threads: int) -> list[str]:
    return [str(Path(sys.executable).parent / "rawboard"), "serve"]


def granian(peer: str) -> Command:
    """Return how Granian serves a peer: Rawboard's workers and threads, by Granian's command."""

    def command(port: int, threads: int) -> list[str]:
        flags = ["--interface=wsgi", "--host=127.0.0.1", f"--port={port}", f"--workers={WORKERS}"]
        flags += [f"--blocking-threads={threads}", "--blocking-threads-idle-timeout=600"]
        flags += ["--log-level=warning", "--no-ws", "--respawn-failed-workers"]
        return [program(peer, "python"), "-m", "granian", *flags, "app:app"]

    return command


def bjoern(peer: str) -> Command:
    """Return how bjoern serves a peer; it has no threads."""
    script = str(PEERS / "shared" / "serve_bjoern.py")
    return lambda port, _: [program(peer, "python"), script, "app:app", str(port), str(WORKERS)]


def gunicorn(peer: str, target: str) -> Command:
    """Return how gunicorn serves a peer: with threads, which keep connections alive."""

    def command(port: int, threads: int) -> list[str]:
        flags = [f"--workers={WORKERS}", "--worker-class=gthread", f"--threads={threads}"]
        flags += ["--keep-alive=75", f"--bind=127.0.0.1:{port}", "--log-level=warning"]
        return [program(peer, "gunicorn"), *flags, target]

    return command


def _uvicorn(port: int, _threads: int) -> list[str]:
    flags = [f"--port={port}", f"--workers={WORKERS}", "--loop=uvloop", "--http=httptools"]
    flags += ["--no-access-log", "--log-level=warning"]
    return [program("fastapi-sqlalchemy", "uvicorn"), *flags, "app:app"]


def loop() -> list[str]:
    """Return the command of the loop on the database alone, without its arguments."""
    return [program("wsgi", "python"), "loop.py"]


NOTES = "Flask-SQLAlchemy + flask-smorest, gunicorn"
MEMORY = {"CREDENTIAL_MEMORY": "1"}
LONG_MEMORY = {
    "RAWBOARD_CREDENTIAL_SECONDS": "3600"
}  # as the peers', so that none hashes under way
QUIET = {"RAWBOARD_LOG_LEVEL": "warning", **LONG_MEMORY}  # no peer logs its requests
ALL = [
    Subject("rawboard", "**Rawboard**, granian", _rawboard, variables=QUIET),
    Subject("rawboard-logging", "Rawboard with its request log", _rawboard, variables=LONG_MEMORY),
    Subject("wsgi-granian", "bare WSGI function, granian", granian("wsgi"), "wsgi"),
    Subject("wsgi-bjoern", "bare WSGI function, bjoern", bjoern("wsgi"), "wsgi"),
    Subject("falcon-granian", "Falcon + mysqlclient, granian", granian("falcon"), "falcon"),
    Subject("falcon-bjoern", "Falcon + mysqlclient, bjoern", bjoern("falcon"), "falcon"),
    Subject("fastapi", "FastAPI + async SQLAlchemy, uvicorn", _uvicorn, peer="fastapi-sqlalchemy"),
    Subject(
        "drf",
        "Django REST framework, gunicorn",
        gunicorn("drf", "board_api.wsgi:application"),
        peer="drf",
        variables={"DJANGO_SECRET_KEY": "for the benchmark alone"},
    ),
    Subject(
        "notes",
        NOTES,
        gunicorn("flask-sqlalchemy", "app:app"),
        peer="flask-sqlalchemy",
        callers="scrypt",
        variables=MEMORY,
    ),
    Subject(
        "notes-hashing",
        f"{NOTES}, hashing at every request",
        gunicorn("flask-sqlalchemy", "app:app"),
        peer="flask-sqlalchemy",
        callers="scrypt",
        hashes=True,
    ),
    Subject(
        "database", "the database alone, no HTTP", lambda _port, _threads: loop(), peer="database"
    ),
]


def named(names: str) -> list[Subject]:
    """Return the subjects of these names, with commas between them; "" for all that can be had.

    Their environments are made. Where bjoern cannot be built, what needs it is left out.

    Raises:
        MeasureError: there is no such subject.
    """
    known = {subject.name: subject for subject in ALL}
    wanted = names.split(",") if names else list(known)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise MeasureError(f"no subject {', '.join(unknown)}; there are {', '.join(known)}")
    for peer in {_environment(known[name]) for name in wanted} - {""}:
        make(peer)
    return [known[name] for name in wanted if _can_be_had(known[name])]


def missing(found: list[Subject]) -> list[str]:
    """Return the labels of those that were left out."""
    return [subject.label for subject in ALL if subject not in found]


def _environment(subject: Subject) -> str:
    return "wsgi" if subject.peer == "database" else subject.peer


def _can_be_had(subject: Subject) -> bool:
    return not subject.name.endswith("-bjoern") or has_bjoern(subject.peer)
