"""Answers that do not wait for the body: the client gets them, whatever it still has to send."""

import socket
from base64 import b64encode
from http.client import HTTPConnection

import pytest

from rawboard.http.request_body import DRAINED
from tests.conftest import PASSWORD
from tests.support.api import Api, Caller

KNOWN = {"Authorization": f"Basic {b64encode(f'alice:{PASSWORD}'.encode()).decode()}"}
EARLY = [
    (401, "POST", "/api/v1/boards", {}),
    (404, "POST", "/api/v1/nowhere", {}),
    (405, "PUT", "/api/v1/boards", {}),
    (406, "POST", "/api/v1/boards", KNOWN | {"Accept": "image/png"}),
]


@pytest.mark.parametrize(("status", "method", "path", "headers"), EARLY)
@pytest.mark.parametrize("size", [60_000, 300_000])
def test_a_client_that_sends_its_whole_body_first_gets_the_answer(
    api: Api, alice: Caller, status: int, method: str, path: str, headers: dict[str, str], size: int
) -> None:
    connection = HTTPConnection("127.0.0.1", api.port, timeout=5)
    connection.request(method, path, b"x" * size, headers)
    with connection.getresponse() as response:
        assert response.status == status
        is_whole = size <= DRAINED
        assert response.getheader("Connection") == (None if is_whole else "close")
        response.read()
    if is_whole:
        kept = connection.sock
        connection.request("GET", "/livez")
        assert connection.getresponse().status == 200
        assert connection.sock is kept
    connection.close()


def test_a_chunked_body_is_read_to_its_end_too(api: Api) -> None:
    connection = HTTPConnection("127.0.0.1", api.port, timeout=5)
    for count, expected in [(6, None), (7, "close")]:
        chunks = iter([b"x" * 10_000] * count)
        connection.request("POST", "/api/v1/boards", chunks, encode_chunked=True)
        with connection.getresponse() as response:
            assert (response.status, response.getheader("Connection")) == (401, expected)
            response.read()
    connection.close()


def test_a_client_that_waits_to_be_invited_is_not(api: Api) -> None:
    head = "POST /api/v1/boards HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue"
    with socket.create_connection(("127.0.0.1", api.port), timeout=5) as connection:
        connection.sendall(f"{head}\r\n\r\n".encode())
        received = b"".join(iter(lambda: connection.recv(65536), b""))

    assert received.startswith(b"HTTP/1.1 401 ")
    assert b"connection: close" in received.lower()


def test_a_body_that_is_too_long_is_refused_before_it_is_read(api: Api, alice: Caller) -> None:
    connection = HTTPConnection("127.0.0.1", api.port, timeout=5)
    headers = KNOWN | {"Content-Length": "1100000"}  # of which the rest is never sent
    connection.request("PUT", "/api/v1/me", b"x" * 60_000, headers)
    with connection.getresponse() as response:
        assert (response.status, response.getheader("Connection")) == (413, "close")
    connection.close()
