"""Streams while the database misbehaves: no part of a list ever passes for the whole."""

import socket
from base64 import b64encode
from collections.abc import Callable, Iterator
from http.client import HTTPConnection

import pytest
from urllib3.exceptions import ProtocolError

from rawboard.http.connection_reset import reset_on_error
from tests.conftest import PASSWORD
from tests.support.api import Api, Caller
from tests.support.connections import status
from tests.support.faults import unavailable
from tests.support.proxy import Proxy
from tests.support.streaming import FORMATS, MIB, NDJSON, Fill, ids, opened, pieces

pytest_plugins = ["tests.support.fault_fixtures", "tests.support.stream_fixtures"]

LIST_BOARDS = b"query='list_boards"  # whichever of them it is
# Every statement of a stream but the first one names the time of the last row that was read.
NEXT_CHUNK = b"<= '2026-01-05"


@pytest.fixture
def alice(proxied_api: Api, member: Callable[..., Caller]) -> Caller:
    """Alice, whose API reaches the database through the proxy, on its only thread."""
    return member(proxied_api)


def test_a_database_that_is_away_before_the_first_row_is_503(alice: Caller, proxy: Proxy) -> None:
    proxy.cut_at(LIST_BOARDS, times=9)

    for kind in FORMATS * 2:  # and each gives its place among the streams back
        unavailable(opened(alice, kind))


@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
@pytest.mark.parametrize("kind", FORMATS)
def test_a_database_that_goes_in_mid_stream_breaks_the_connection(
    proxied_api: Api, alice: Caller, fill: Fill, proxy: Proxy, kind: str, coding: str
) -> None:
    fill(alice, 1000)
    proxy.cut_at(NEXT_CHUNK, times=9)
    told = proxied_api.log_text().count("a stream broke off")

    answer = opened(alice, kind, **{"Accept-Encoding": coding})

    assert answer.status_code == 200
    with pytest.raises(ProtocolError):
        list(pieces(answer))
    assert proxy.sprung == 2
    assert proxied_api.log_text().count("a stream broke off") == told + 1
    proxy.serve()
    assert alice.get("/boards?limit=1").status_code == 200  # on the same thread


def test_only_the_stream_that_fails_is_broken_off(
    alice: Caller, proxied_api: Api, fill: Fill, proxy: Proxy
) -> None:
    fill(alice, 1000)
    others = [HTTPConnection("127.0.0.1", proxied_api.port) for _ in range(5)]
    assert [status(other) for other in others] == [200] * 5
    proxy.cut_at(NEXT_CHUNK, times=9)

    with pytest.raises(ProtocolError):
        list(pieces(opened(alice)))

    assert [status(other) for other in others] == [200] * 5  # on the same connections
    for other in others:
        other.close()


def test_a_client_of_http_1_0_learns_of_it_too(
    alice: Caller, proxied_api: Api, fill: Fill, proxy: Proxy
) -> None:
    fill(alice, 1000)
    proxy.cut_at(NEXT_CHUNK, times=9)
    credentials = b64encode(f"alice:{PASSWORD}".encode()).decode()
    lines = [
        "GET /api/v1/boards HTTP/1.0",
        f"Authorization: Basic {credentials}",
        f"Accept: {NDJSON}",
    ]

    with socket.create_connection(("127.0.0.1", proxied_api.port), timeout=10) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        with pytest.raises(ConnectionResetError):
            list(iter(lambda: connection.recv(MIB), b""))


def test_a_body_whose_connection_cannot_be_found_never_ends() -> None:
    def failing() -> Iterator[bytes]:
        yield b"a part"
        raise RuntimeError

    body = reset_on_error(failing())

    assert next(body) == b"a part"
    assert [next(body).strip() for _ in range(3)] == [b""] * 3
    body.close()


def test_a_connection_to_the_database_that_is_lost_in_mid_stream_is_replaced(
    alice: Caller, fill: Fill, proxy: Proxy
) -> None:
    fill(alice, 1000)
    proxy.cut_at(NEXT_CHUNK, times=1)

    assert len(set(ids(opened(alice).content, NDJSON))) == 1000
    assert proxy.sprung == 1
