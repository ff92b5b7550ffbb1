"""A small HTTP client over one kept connection: what it costs itself is tens of microseconds."""

import base64
import json
import socket
import time
from typing import Any, NamedTuple

from bench.harness.mistakes import MeasureError

TIMEOUT = 60.0  # seconds


class Answer(NamedTuple):
    """An HTTP answer."""

    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes

    def json(self) -> Any:
        """Return the body parsed."""
        return json.loads(self.body)


def basic(username: str, password: str) -> str:
    """Return the Authorization field of RFC 7617."""
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


class Wire:
    """One client's connection to 127.0.0.1; the server has to send Content-Length.

    Args:
        port: the server's.
        headers: sent with each request.
    """

    def __init__(self, port: int, headers: dict[str, str]):
        self.port, self.headers = port, headers
        self._socket: socket.socket | None = None

    def get(self, path: str) -> Answer:
        """Ask for a path."""
        return self.send(self.written("GET", path))

    def post(self, path: str, body: object) -> Answer:
        """Send a body as JSON."""
        return self.send(self.written("POST", path, json.dumps(body).encode()))

    def timed(self, request: bytes) -> float:
        """Send a request and return the seconds to its whole answer, which must be a good one."""
        started = time.perf_counter()
        answer = self.send(request)
        seconds = time.perf_counter() - started
        if answer.status >= 300:
            raise MeasureError(f"{request[:80]!r}: {answer.status} {answer.body[:300]!r}")
        return seconds

    def written(self, method: str, path: str, body: bytes = b"") -> bytes:
        """Return a request as it goes over the wire."""
        fields = {"Host": f"127.0.0.1:{self.port}", **self.headers}
        if body:
            fields |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
        lines = [f"{method} {path} HTTP/1.1", *(f"{n}: {v}" for n, v in fields.items())]
        return "\r\n".join([*lines, "", ""]).encode() + body

    def send(self, request: bytes) -> Answer:
        """Send a request and return the answer."""
        self.open().sendall(request)
        data = self._more(b"")
        while b"\r\n\r\n" not in data:
            data = self._more(data)
        head, _, body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in lines)}
        while len(body) < int(headers["content-length"]):
            body = self._more(body)
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(int(first.split()[1]), headers, body)

    def open(self) -> socket.socket:
        """Connect, if it is not, and return the socket."""
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), TIMEOUT)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._socket:
            self._socket.close()
        self._socket = None

    def _more(self, data: bytes) -> bytes:
        received = self.open().recv(1 << 20)
        if not received:
            raise ConnectionError("the server closed the connection")
        return data + received
