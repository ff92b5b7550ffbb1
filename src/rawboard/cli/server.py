"""``rawboard serve``: the parent process, which imports nothing that only the workers need."""

import logging
import resource
import socket
import sys
import time

import click

from rawboard import settings
from rawboard.cli.supervisor import Supervisor
from rawboard.cli.worker import BACKLOG, BACKPRESSURE
from rawboard.errors import Mistake
from rawboard.settings import Settings

FILES = 2 * BACKPRESSURE + 1024  # that a worker may have open: http/tcp_connections doubles them
COMMAND = (sys.executable, "-P", "-m", "rawboard.cli.main", "serve")


@click.command()
def serve() -> None:
    """Serve the API on the database that the settings name, and do nothing else.

    SIGTERM drains and ends, SIGHUP replaces the workers without failing a request.
    """
    chosen = settings.load(settings.environment())
    _configure_log()
    _allow_files()
    sys.exit(Supervisor(chosen, listen(chosen)).run())


def listen(chosen: Settings) -> list[socket.socket]:
    """Return listening sockets on the settings' host and port, one a worker.

    The kernel spreads connections evenly over sockets that share a port (SO_REUSEPORT); workers
    that share one socket get very uneven parts. Where it does not (other systems), there is one.

    Raises:
        Mistake: they cannot be had, as where another process listens there.
    """
    count = chosen.rawboard_workers if sys.platform == "linux" else 1
    listeners: list[socket.socket] = []
    try:
        for _ in range(count):
            listeners.append(_listener(chosen, is_first=not listeners))
    except OSError as error:
        where, why = f"{chosen.rawboard_host}:{chosen.port}", error.strerror or str(error)
        raise Mistake(f"cannot listen on {where}: {why}; try PORT=") from error
    return listeners


def _listener(chosen: Settings, *, is_first: bool) -> socket.socket:
    """Return one of them.

    Accepted connections inherit that small writes are sent at once, and that a connection whose
    client takes nothing for RAWBOARD_SEND_SECONDS ends (TCP_USER_TIMEOUT, RFC 5482).
    """
    family = socket.AF_INET6 if ":" in chosen.rawboard_host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if is_first:  # is refused the port of another server, even of one that would share it
        listener.bind((chosen.rawboard_host, chosen.port))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    if not is_first:
        listener.bind((chosen.rawboard_host, chosen.port))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux
        milliseconds = chosen.rawboard_send_seconds * 1000
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
    listener.listen(BACKLOG)
    return listener


def _configure_log() -> None:
    """Log as the workers' text format does; theirs is configured where Flask is imported."""
    formatter = logging.Formatter("%(asctime)sZ %(levelname)-7s - %(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.getLogger("rawboard.serve").addHandler(handler)


def _allow_files() -> None:
    """Raise the limit of open files, often 1,024, for as many connections as a worker takes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
