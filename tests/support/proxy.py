"""A TCP proxy in front of the database that misbehaves when it is told to.

The protocol travels in clear on loopback, and the driver sends a statement in one piece, so a
trap can wait for a statement by its first words.
"""

import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

CHUNK = 65536  # bytes
TICK = 0.05  # seconds between looks at whether the proxy still listens
# Where the connection breaks: the statement never arrives; it was carried out, and the answer
# never comes; half of the answer comes; nothing breaks, but the answer never comes; or it breaks at
# once, and the statement arrives LATE.
Moment = Literal["before", "after", "halfway", "never", "late"]
LATE = 0.4  # seconds
Forward = Callable[[bytes], bool]  # False: break the connection


@dataclass
class Trap:
    """What happens to the next statements that hold some bytes: a cut, or an error in answer."""

    needles: list[bytes]
    moment: Moment
    times: int
    error: int = 0
    text: str = ""


class Proxy:
    """Listens on 127.0.0.1 and forwards to where the settings in ``location`` lead."""

    def __init__(self, location: dict[str, str]) -> None:
        self._location = location
        self._holder = _bound(0)  # never listens: it keeps the port ours while connects are refused
        self.port: int = self._holder.getsockname()[1]
        self._listener: socket.socket | None = None
        self._accepting = threading.Thread()
        self.links: set[_Link] = set()
        self._lock = threading.Lock()
        self._trap: Trap | None = None
        self.flowing = threading.Event()
        self.turned_away = 0  # the error with which new connections are greeted, if any
        self.sprung = 0  # how often a trap has closed
        self.serve()

    @property
    def settings(self) -> dict[str, str]:
        """The settings that lead an API through here."""
        address = {"MYSQL_HOST": "127.0.0.1", "MYSQL_PORT": str(self.port)}
        return {**address, "MYSQL_UNIX_SOCKET": "", "MYSQL_SSL_MODE": "DISABLED"}

    def serve(self) -> None:
        """Listen and forward, and forget every trap."""
        self.turned_away, self._trap, self.sprung = 0, None, 0
        self.flowing.set()
        if self._listener is None:
            self._listener = _bound(self.port)
            self._listener.listen(128)
            self._listener.settimeout(TICK)
            self._accepting = threading.Thread(target=self._accept, args=(self._listener,))
            self._accepting.start()

    def refuse(self) -> None:
        """Break every connection and refuse new ones, as a machine without a server does."""
        listener, self._listener = self._listener, None
        if listener:
            self._accepting.join()
            listener.close()
        self.cut()

    def freeze(self) -> None:
        """Accept nothing, forward nothing, and close nothing."""
        self.flowing.clear()

    def cut(self) -> None:
        """Break every connection now; new ones are welcome."""
        with self._lock:
            links = list(self.links)
        for link in links:
            link.cut()

    def cut_at(
        self, needle: bytes, moment: Moment = "before", times: int = 1, *others: bytes
    ) -> None:
        """Break the connection at the next ``times`` statements that hold any of the bytes."""
        self._trap = Trap([needle, *others], moment, times)

    def answer(
        self, needles: list[bytes], error: int, text: str = "said by the proxy", times: int = 10**6
    ) -> None:
        """Answer the next statements that hold any of these with a server's error."""
        self._trap = Trap(needles, "before", times, error, text)

    def stop(self) -> None:
        self.refuse()
        self.flowing.set()
        for link in list(self.links):
            link.join()
        self._holder.close()

    def trap_for(self, data: bytes) -> Trap | None:
        """The trap that these bytes close, which then counts one less."""
        with self._lock:
            trap = self._trap
            if not trap or not trap.times or not any(needle in data for needle in trap.needles):
                return None
            trap.times -= 1
            self.sprung += 1
            return trap

    def forget(self, link: "_Link") -> None:
        with self._lock:
            self.links.discard(link)

    def _accept(self, listener: socket.socket) -> None:
        while self._listener is listener:
            if self.flowing.wait(TICK):
                with suppress(TimeoutError):
                    self._join(listener.accept()[0])

    def _join(self, client: socket.socket) -> None:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.turned_away:
            with client:
                client.sendall(_error(self.turned_away, "said by the proxy", sequence=0))
            return
        try:
            link = _Link(self, client, _connect(self._location))
        except OSError:
            client.close()
            return
        with self._lock:
            self.links.add(link)
        link.start()


class _Link(threading.Thread):
    """One client's connection and the one behind it to the server."""

    def __init__(self, proxy: Proxy, client: socket.socket, server: socket.socket) -> None:
        super().__init__(daemon=True)
        self.proxy, self.client, self.server = proxy, client, server
        self.expected: Moment | None = None  # how the next answer is to break off

    def run(self) -> None:
        back = threading.Thread(target=self._pump, args=(self.server, self._backward), daemon=True)
        back.start()
        self._pump(self.client, self._forward)
        back.join()
        self.client.close()
        self.server.close()
        self.proxy.forget(self)

    def cut(self) -> None:
        for side in (self.client, self.server):
            with suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)  # wakes the threads, which then close

    def _pump(self, source: socket.socket, forward: Forward) -> None:
        with suppress(OSError):
            while data := source.recv(CHUNK):
                self.proxy.flowing.wait()
                if not forward(data):
                    break
        self.cut()

    def _forward(self, data: bytes) -> bool:
        trap = self.proxy.trap_for(data)
        if trap and trap.error:
            self.client.sendall(_error(trap.error, trap.text, sequence=1))
            return True
        if trap and trap.moment == "before":
            return False
        if trap and trap.moment == "late":
            self.client.shutdown(socket.SHUT_RDWR)
            time.sleep(LATE)
        if trap:
            self.expected = trap.moment
        self.server.sendall(data)
        return True

    def _backward(self, data: bytes) -> bool:
        if self.expected == "halfway":
            self.client.sendall(data[: len(data) // 2])
        elif self.expected is None:
            self.client.sendall(data)
        return self.expected in (None, "never")


def _bound(port: int) -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind(("127.0.0.1", port))
    return made


def _connect(location: dict[str, str]) -> socket.socket:
    if location.get("MYSQL_UNIX_SOCKET"):
        made = socket.socket(socket.AF_UNIX)
        made.connect(location["MYSQL_UNIX_SOCKET"])
        return made
    address = (location["MYSQL_HOST"], int(location["MYSQL_PORT"]))
    made = socket.create_connection(address, timeout=5)
    made.settimeout(None)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def _error(number: int, text: str, *, sequence: int) -> bytes:
    """A server's error packet."""
    state = b"#HY000" if sequence else b""
    body = b"\xff" + struct.pack("<H", number) + state + text.encode()
    return struct.pack("<I", len(body))[:3] + bytes([sequence]) + body
