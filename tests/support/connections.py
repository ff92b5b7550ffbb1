"""Bare connections to a server, for what no HTTP library does."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

from tests.support.api import Api

BODY = b'{"username": "?"}'
HALF_A_POST = (
    b"POST /api/v1/users HTTP/1.1\r\nHost: rawboard\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n" % len(BODY)
)
OTHER_HALF = BODY  # it is not valid: 422
TIMEOUT = 10.0  # seconds


@contextmanager
def connected(api: Api, receive_buffer: int = 0) -> Iterator[socket.socket]:
    """A connection; a small receive buffer makes the server feel that nothing is taken."""
    with socket.socket() as client:
        client.settimeout(TIMEOUT)
        if receive_buffer:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        client.connect(("127.0.0.1", api.port))
        yield client


def received(client: socket.socket) -> bytes:
    """Everything until the server closes or resets the connection."""
    data = bytearray()
    try:
        while more := client.recv(65536):
            data += more
    except ConnectionResetError:
        pass
    return bytes(data)


def status(connection: HTTPConnection) -> int:
    """The status of a request on a kept connection."""
    connection.request("GET", "/livez")
    with connection.getresponse() as answer:
        answer.read()
        return answer.status
