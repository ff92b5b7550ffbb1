"""The TCP connections of this process, as the kernel knows them: WSGI names no socket."""

import fcntl
import os
import socket
import struct
import termios
from collections.abc import Iterator
from contextlib import suppress

# Where Linux's struct tcp_info (linux/tcp.h) has what is read here.
LAST_DATA_SENT = 44  # milliseconds ago; on a connection that has sent nothing, since it was opened
LAST_DATA_RECEIVED = 52  # likewise
ACKED = 120  # the bytes that the other side has acknowledged


def connections() -> Iterator[socket.socket]:
    """Yield a duplicate of each TCP connection of this process, which the caller closes.

    There are none on systems other than Linux.
    """
    with suppress(OSError):
        for number in os.listdir("/proc/self/fd"):  # noqa: PTH208 (names are all that is wanted)
            with suppress(OSError, struct.error):  # not TCP, not connected, or closed meanwhile
                yield _connection(int(number))


def _connection(number: int) -> socket.socket:
    duplicate = _duplicate(number)
    try:
        written(duplicate)
        duplicate.getpeername()
    except (OSError, struct.error):
        duplicate.close()
        raise
    return duplicate


def written(connection: socket.socket) -> int:
    """Return how many bytes the server has given to the kernel for this connection."""
    (acknowledged,) = struct.unpack_from("Q", _facts(connection), ACKED)
    (waiting,) = struct.unpack("i", fcntl.ioctl(connection, termios.TIOCOUTQ, bytes(4)))
    return int(acknowledged + waiting)


def idle(connection: socket.socket) -> tuple[float, float]:
    """Return for how many seconds nothing was sent, and nothing received."""
    facts = _facts(connection)
    (sent,) = struct.unpack_from("I", facts, LAST_DATA_SENT)
    (received,) = struct.unpack_from("I", facts, LAST_DATA_RECEIVED)
    return sent / 1000, received / 1000


def _facts(connection: socket.socket) -> bytes:
    return connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)


def _duplicate(number: int) -> socket.socket:
    duplicate = os.dup(number)
    try:
        return socket.socket(fileno=duplicate)
    except OSError:
        os.close(duplicate)
        raise
