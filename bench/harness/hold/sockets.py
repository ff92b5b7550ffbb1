"""Connections of clients that send or take little, and how long the server holds them."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

WINDOW = 4096  # bytes that a client who reads nothing lets the server send
TICK = 0.25  # seconds
HELD = ("01", "08")  # ESTABLISHED, CLOSE_WAIT: the server has not closed


@contextmanager
def opened(
    port: int, count: int, request: bytes = b"", window: int | None = None
) -> Iterator[list[socket.socket]]:
    """Open connections and send the same on each; they are closed in the end."""
    found: list[socket.socket] = []
    try:
        for _ in range(count):
            found.append(_connected(port, window))
            with suppress(OSError):  # refused before all of it was sent
                found[-1].sendall(request)
        yield found
    finally:
        for each in found:
            each.close()


def has_begun(each: socket.socket) -> bool:
    """Tell whether a 200 has begun to arrive; nothing of it is taken."""
    each.setblocking(False)
    try:
        return each.recv(12, socket.MSG_PEEK).endswith(b"200")
    except OSError:
        return False


def held(port: int, sockets: list[socket.socket]) -> int:
    """Count the connections that the server has not closed, by the kernel's table.

    A client that takes nothing is not told when its connection is given up.
    """
    server = f":{port:04X}"
    clients = {f":{each.getsockname()[1]:04X}" for each in sockets}
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    fields = [line.split()[1:4] for line in lines]
    return sum(
        local.endswith(server) and remote[-5:] in clients and state in HELD
        for local, remote, state in fields
    )


def seconds_until_closed(
    port: int, sockets: list[socket.socket], since: float, patience: float
) -> float | None:
    """Return the seconds until the server has closed all, None if it does not in time."""
    while (passed := time.monotonic() - since) < patience:
        if not held(port, sockets):
            return passed
        time.sleep(TICK)
    return None


def _connected(port: int, window: int | None) -> socket.socket:
    made = socket.socket()
    if window:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    made.settimeout(5)
    made.connect(("127.0.0.1", port))
    return made
