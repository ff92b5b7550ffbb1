"""Resets the connection of a response whose body fails in the middle.

Granian sends the last chunk (RFC 9112, section 7.1) whatever the iterable raised, so a partial body
looks complete, and WSGI has no way to prevent that. So the connection is broken from below. WSGI
does not name its socket either: it is found by writing an unlikely number of blanks and looking at
which socket takes that many.
"""

import fcntl
import os
import secrets
import socket
import struct
import termios
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, suppress

FIRST_PAUSE = 0.005  # seconds in which the server writes; each further pause is longer
LONGEST_PAUSE = 1.0
ACKED = 120  # where Linux's struct tcp_info has the bytes that the other side has acknowledged
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing drops what is unsent and sends an RST


def reset_on_error(body: Iterable[bytes]) -> Generator[bytes]:
    """Yield a body; where making it fails, go on with blanks until its connection is broken.

    Where it cannot be found (another system than Linux), that is until the client goes.
    """
    try:
        for chunk in body:  # noqa: UP028 ('yield from' would close the body, which others do)
            yield chunk
    except Exception:
        yield from _broken()
        raise


def _broken() -> Iterator[bytes]:
    pause = FIRST_PAUSE
    while True:  # until the server finds the connection broken and closes this generator
        with ExitStack() as stack:
            before = {each: _written(each) for each in _connections(stack)}
            filler = b" " * (1000 + secrets.randbelow(8000))
            yield filler
            time.sleep(pause)
            size = len(filler)
            # On the wire: bare (HTTP/1.0), or a chunk of HTTP/1.1 or 2.
            sizes = (size, size + len(f"{size:x}") + 4, size + 9)
            taken = [each for each in before if _written(each) - before[each] in sizes]
            if len(taken) == 1:
                # The server closes the connection, and the kernel tells the client that it is
                # broken: to a client of HTTP/1.0 the ordinary end would be the end of the body.
                taken[0].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                taken[0].shutdown(socket.SHUT_RD)
        pause = min(pause * 1.5, LONGEST_PAUSE)


def _connections(stack: ExitStack) -> Iterable[socket.socket]:
    """Return this process's TCP connections, duplicates that the stack closes."""
    found = {}
    with suppress(OSError):
        for number in os.listdir("/proc/self/fd"):  # noqa: PTH208 (names are all that is wanted)
            with suppress(OSError, struct.error):  # not TCP, not connected, or closed meanwhile
                each = stack.enter_context(_duplicate(int(number)))
                _written(each)
                found[each.getpeername()] = each
    return found.values()


def _duplicate(number: int) -> socket.socket:
    duplicate = os.dup(number)
    try:
        return socket.socket(fileno=duplicate)
    except OSError:
        os.close(duplicate)
        raise


def _written(connection: socket.socket) -> int:
    """Return how many bytes the server has given to the kernel for this connection."""
    facts = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
    (acknowledged,) = struct.unpack_from("Q", facts, ACKED)
    (waiting,) = struct.unpack("i", fcntl.ioctl(connection, termios.TIOCOUTQ, bytes(4)))
    return int(acknowledged + waiting)
