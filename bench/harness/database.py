"""The benchmark's own database server: MySQL in Docker, or an embedded one where there is none.

Both speak TCP on 127.0.0.1 without TLS to everybody, and hand a commit to the kernel instead of
syncing it to the disk: what is compared is what stands in front of the database.
"""

import json
import os
import secrets
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import click
import MySQLdb
from rawboard.cli.local import choose, docker
from rawboard.cli.local.embedded import EmbeddedServer

from bench.harness.mistakes import MeasureError
from bench.harness.places import VAR

CONTAINER = "rawboard-bench"
KEPT = VAR / "kept.json"
START_TIMEOUT = 120.0  # seconds
MAX_CONNECTIONS = 600  # every subject runs at once, idle but for one
OPTIONS = (
    f"--max-connections={MAX_CONNECTIONS}",
    "--innodb-buffer-pool-size=2G",  # a million boards fit
    "--innodb-sort-buffer-size=64M",  # a million boards are indexed in one go
    "--innodb-flush-log-at-trx-commit=2",
    "--skip-log-bin",
    "--skip-name-resolve",
)


class Server(Protocol):
    """A database server that listens on a port of 127.0.0.1."""

    kind: str
    port: int
    password: str

    def administrator(self) -> dict[str, Any]:
        """Return how to connect as root, as MySQLdb.connect takes it."""

    def start(self) -> None:
        """Start it; returns when it answers."""

    def stop(self) -> None:
        """Stop it and throw its data away."""


class DockerServer:
    """MySQL in a container; on Linux in the host's network, without Docker's proxy between."""

    kind = "docker"

    def __init__(self, port: int, password: str):
        self.port, self.password = port, password
        self.image = os.environ.get("MYSQL_IMAGE", docker.IMAGE)

    def administrator(self) -> dict[str, Any]:
        """Return how to connect as root, as MySQLdb.connect takes it."""
        address = {"host": "127.0.0.1", "port": self.port}
        return {**address, "user": "root", "password": self.password}

    def start(self) -> None:
        """Start the container; returns when MySQL answers."""
        docker.run("rm", "--force", "--volumes", CONTAINER)
        secret = f"MYSQL_ROOT_PASSWORD={self.password}"
        if sys.platform == "linux":
            network = ["--network=host"]
            listen = [f"--port={self.port}", "--bind-address=127.0.0.1"]
        else:
            network, listen = [f"--publish=127.0.0.1:{self.port}:3306"], []
        done = docker.run(
            *("run", "--detach", "--rm", f"--name={CONTAINER}", *network, "--env", secret),
            *(self.image, *OPTIONS, *listen, "--loose-mysqlx=OFF"),
            timeout=docker.PULL_TIMEOUT,
        )
        if done.returncode:
            raise MeasureError(f"MySQL in Docker did not start: {done.stderr[-2000:]}")
        _wait_for(self)

    def stop(self) -> None:
        """Remove the container and its data."""
        docker.run("rm", "--force", "--volumes", CONTAINER)


class Embedded(EmbeddedServer):
    """An embedded server on a port."""

    def __init__(self, port: int, password: str):
        listen = ("--skip-networking=0", f"--port={port}", "--bind-address=127.0.0.1")
        super().__init__(VAR / "database", (*OPTIONS, *listen))
        self.port, self.password = port, password

    def stop(self) -> None:
        """Stop it and throw its data away."""
        super().stop()
        shutil.rmtree(self.directory, ignore_errors=True)


def is_answering(server: Server) -> bool:
    """Tell whether a server takes connections."""
    try:
        MySQLdb.connect(connect_timeout=2, **server.administrator()).close()
    except MySQLdb.Error:
        return False
    return True


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(*, keep: bool) -> Iterator[Server]:
    """Provide the server: one that an earlier benchmark kept, or a new one.

    Args:
        keep: leaves it running, for the next benchmark to find it with all that is in it.
    """
    server = _kept()
    if server is None:
        server = _new()
        click.echo(f"Starting the database ({server.kind}).", err=True)
        server.start()
    try:
        if keep:
            KEPT.write_text(json.dumps([server.kind, server.port, server.password]))
        yield server
    finally:
        if not keep:
            drop(server)


def drop(server: Server | None = None) -> None:
    """Stop the server, or the one that was kept."""
    found = server or _kept()
    if found:
        found.stop()
    KEPT.unlink(missing_ok=True)


def _kept() -> Server | None:
    if not KEPT.exists():
        return None
    kind, port, password = json.loads(KEPT.read_text())
    server = _made(kind, port, password)
    return server if is_answering(server) else None


def _new() -> Server:
    variables = {name: os.environ[name] for name in ("DB", "MYSQL_IMAGE") if os.environ.get(name)}
    chosen = choose.choose(variables, compose=False)
    if chosen.kind == "embedded":
        choose.install_server(VAR.parents[1])
    return _made(chosen.kind, free_port(), secrets.token_urlsafe(18))


def _made(kind: str, port: int, password: str) -> Server:
    return DockerServer(port, password) if kind == "docker" else Embedded(port, password)


def _wait_for(server: Server) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while not is_answering(server):
        if time.monotonic() > deadline:
            raise MeasureError("the database did not answer in time")
        time.sleep(0.2)
