"""Bodies that come slowly or never: a bounded number of threads, for a bounded time."""

import socket
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from rawboard.http.body_reads import PLACES
from tests.conftest import PASSWORD
from tests.support.api import Api
from tests.support.connections import status

BODY = b'{"title": "T", "content": "C"}'
CREDENTIALS = b64encode(f"alice:{PASSWORD}".encode()).decode()
LENGTH = f"Content-Length: {len(BODY)}"
PIPELINED = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"  # answered before the body is read
SILENT = [
    ([LENGTH], BODY[:1], b""),
    ([LENGTH], b"", b""),
    (["Transfer-Encoding: chunked"], b"1\r\n{\r\n", b""),
    ([LENGTH, "Expect: 100-continue"], b"", b""),
    ([LENGTH], BODY[:1], PIPELINED),
]


@pytest.fixture(scope="module")
def impatient_api(variables: dict[str, str], directory: Path) -> Iterator[Api]:
    settings = {"RAWBOARD_BODY_TIMEOUT": "1", "RAWBOARD_THREADS": str(PLACES + 8)}
    api = Api(variables, directory, **settings).start()
    yield api
    api.stop()


@pytest.fixture
def api(impatient_api: Api, empty: None, enrol: Callable[..., dict[str, Any]]) -> Api:
    """An API that gives silent clients a second, and Alice's account."""
    enrol("alice")
    return impatient_api


def opened(api: Api, fields: list[str], body: bytes, before: bytes = b"") -> socket.socket:
    """A connection on which a POST of Alice's has begun."""
    lines = ["POST /api/v1/boards HTTP/1.1", "Host: localhost", "Content-Type: application/json"]
    head = "\r\n".join([*lines, f"Authorization: Basic {CREDENTIALS}", *fields, "", ""])
    connection = socket.create_connection(("127.0.0.1", api.port), timeout=5)
    connection.sendall(before + head.encode() + body)
    return connection


def answer(connection: socket.socket) -> tuple[int, bytes]:
    """The status, and all that comes until the server closes the connection."""
    received = b"".join(iter(lambda: connection.recv(65536), b""))
    last = received[received.rindex(b"HTTP/1.1 ") :]
    return int(last.split(b" ")[1]), last.lower()


def test_a_client_that_sends_no_more_of_its_body_gets_408(api: Api) -> None:
    with ExitStack() as stack:
        opening = [opened(api, *each) for each in SILENT]
        started = time.monotonic()
        for connection in map(stack.enter_context, opening):
            status, received = answer(connection)
            assert (status, b"connection: close" in received) == (408, True)
        assert 0.8 < time.monotonic() - started < 5


def test_silent_bodies_keep_no_thread_from_requests_without_one(api: Api) -> None:
    with ExitStack() as stack:
        for _ in range(PLACES):
            stack.enter_context(opened(api, [LENGTH], b"{"))
        alice = stack.enter_context(api.caller("alice", PASSWORD).session)
        time.sleep(0.2)

        started = time.monotonic()
        refused = alice.post(f"{api.base}/api/v1/boards", json={"title": "T", "content": ""})
        assert (refused.status_code, refused.headers["Connection"]) == (503, "close")
        assert 1 <= int(refused.headers["Retry-After"]) <= 3
        for path in ("/livez", "/readyz", "/api/v1/boards"):
            assert alice.get(api.base + path).status_code == 200
        assert time.monotonic() - started < 0.9  # none of those that are silent has ended yet


def test_slow_bodies_idle_connections_and_stalled_readers_are_left_alone(api: Api) -> None:
    with ExitStack() as stack:
        idle = HTTPConnection("127.0.0.1", api.port, timeout=5)
        assert status(idle) == 200
        reading = stack.enter_context(socket.create_connection(("127.0.0.1", api.port), timeout=5))
        page = "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        reading.sendall(page.encode())
        time.sleep(0.8)
        silent = stack.enter_context(opened(api, [LENGTH], b"{"))
        drip = stack.enter_context(opened(api, [LENGTH, "Connection: close"], b""))
        for byte in BODY:
            drip.sendall(bytes([byte]))
            time.sleep(0.037)

        assert answer(silent)[0] == 408
        assert answer(drip)[0] == 201
        assert status(idle) == 200  # on the same connection
        assert len(answer(reading)[1]) > 1_000_000
        idle.close()
