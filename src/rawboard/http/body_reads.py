"""Reads bodies: a bounded number at once, each only while its client goes on sending.

WSGI's read has no time limit, and a body of one byte would hold its thread for ever. So a watchdog
shuts the receiving side of a silent client's connection, which ends the read.
"""

import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rawboard.admission import AdmissionQueue
from rawboard.db.connection import mysql
from rawboard.errors import Overloaded
from rawboard.http.problems import Problem
from rawboard.http.tcp_connections import connections, idle

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

PLACES = 16  # bodies that are read at once: other threads answer what has none
PATIENCE = 0.1  # seconds to wait for a place: a body that has come is read in less
LINGERED = 2_097_152  # bytes that are read of a body that the response did not wait for
PIECE = 65_536  # of them at once
LONGEST_PAUSE = 1.0  # seconds between two looks at the connections
TOLERANCE = 0.25  # seconds between what the kernel and this process see of one event


@dataclass(eq=False)
class Read:
    """A body that is being read.

    Args:
        client: the address of the connection's other side, a proxy's where there is one.
        port: the server's.
        began: when, as time.monotonic has it.
        is_abandoned: the watchdog has ended it, or another one of the same client.
    """

    client: str
    port: str
    began: float
    is_abandoned: bool = False

    def is_silent(self, connection: socket.socket, timeout: float) -> bool:
        """Tell whether this is the connection of a body of which nothing came for so long.

        WSGI does not name it. Its last bytes came when the read began or since then, and what was
        sent (100 Continue, a response before it) went before: at once, where no thread had to be
        waited for and the client takes what it is sent. So the older the read, the wider the
        window: an idle connection of the same client may fall into it, and ends a little early.
        """
        client, port = connection.getpeername()[0], connection.getsockname()[1]
        if (client.partition("%")[0], str(port)) != (self.client, self.port):
            return False
        sent, received = idle(connection)
        age = time.monotonic() - self.began
        window = max(TOLERANCE, age - timeout)
        return received >= timeout and received < age + window and sent > age - window


class BodyReads:
    """The bodies that a worker is reading.

    Args:
        timeout: seconds after which a client that sends nothing is given up.
    """

    def __init__(self, timeout: float):
        self._timeout = timeout
        self._places = AdmissionQueue(PLACES, PLACES, PATIENCE)
        self._under_way: set[Read] = set()
        self._is_watched = False
        self._lock = threading.Lock()

    def read(self, environ: "WSGIEnvironment", size: int) -> bytes:
        """Return up to so many bytes of a request's body, fewer only where it ends.

        Raises:
            Overloaded: too many are being read.
            Problem: 408, its client was silent for too long.
        """
        mysql.release()  # a body takes as long as its client likes
        self._watch()
        server = environ.get("werkzeug.proxy_fix.orig", environ)  # not X-Forwarded-For
        self._places.enter()
        read = Read(server.get("REMOTE_ADDR", ""), server["SERVER_PORT"], time.monotonic())
        self._under_way.add(read)
        try:
            received: bytes = environ["wsgi.input"].read(size)
        finally:
            self._under_way.discard(read)
            self._places.leave()
        if read.is_abandoned and len(received) < size:
            detail = f"No part of the body came for {self._timeout:g} seconds."
            raise Problem(408, detail, headers={"Connection": "close"})  # RFC 9110, 15.5.9
        return received

    def linger(self, environ: "WSGIEnvironment") -> None:
        """Go on reading, in the background, what comes on a connection that is to be closed.

        Closing at once would reset it while its client still sends, and the client may never see
        the response (RFC 9112, 9.6).
        """

        def discard() -> None:
            with suppress(Overloaded, Problem):
                for _ in range(LINGERED // PIECE):
                    if len(self.read(environ, PIECE)) < PIECE:
                        return

        threading.Thread(target=discard, name="lingering-close", daemon=True).start()

    def _watch(self) -> None:
        if self._is_watched:
            return
        with self._lock:
            if not self._is_watched:
                threading.Thread(target=self._patrol, name="body-watchdog", daemon=True).start()
                self._is_watched = True

    def _patrol(self) -> None:
        while True:
            time.sleep(min(LONGEST_PAUSE, self._timeout / 10))
            latest = time.monotonic() - self._timeout
            old = [read for read in tuple(self._under_way) if read.began <= latest]
            if old:
                self._abandon_silent(old)

    def _abandon_silent(self, reads: list[Read]) -> None:
        for connection in connections():
            with connection, suppress(OSError):  # it is closed meanwhile
                found = [read for read in reads if read.is_silent(connection, self._timeout)]
                for read in found:
                    read.is_abandoned = True
                if found:
                    connection.shutdown(socket.SHUT_RD)
