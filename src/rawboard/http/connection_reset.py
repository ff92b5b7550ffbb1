"""Resets the connection of a response whose body fails in the middle.

Granian sends the last chunk (RFC 9112, section 7.1) whatever the iterable raised, so a partial body
looks complete, and WSGI has no way to prevent that. So the connection is broken from below. WSGI
does not name its socket either: it is found by writing an unlikely number of blanks and looking at
which socket takes that many.
"""

import secrets
import socket
import struct
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, suppress

from rawboard.http.tcp_connections import connections, written

FIRST_PAUSE = 0.005  # seconds in which the server writes; each further pause is longer
LONGEST_PAUSE = 1.0
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
            found = {}  # one of each, for the process may hold a connection twice
            for each in connections():
                stack.enter_context(each)
                with suppress(OSError):  # it is closed meanwhile
                    found[each.getpeername()] = each
            before = {each: written(each) for each in found.values()}
            filler = b" " * (1000 + secrets.randbelow(8000))
            yield filler
            time.sleep(pause)
            size = len(filler)
            # On the wire: bare (HTTP/1.0), or a chunk of HTTP/1.1 or 2.
            sizes = (size, size + len(f"{size:x}") + 4, size + 9)
            taken = [each for each in before if written(each) - before[each] in sizes]
            if len(taken) == 1:
                # The server closes the connection, and the kernel tells the client that it is
                # broken: to a client of HTTP/1.0 the ordinary end would be the end of the body.
                taken[0].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                taken[0].shutdown(socket.SHUT_RD)
        pause = min(pause * 1.5, LONGEST_PAUSE)
