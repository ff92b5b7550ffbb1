"""Content codings: gzip (RFC 1952) and zstd (RFC 8878), of answers and of what clients send."""

import gzip
import json
from collections.abc import Callable

import pytest
import requests
from backports import zstd

from rawboard.http import compression
from tests.support.api import Caller

NDJSON = "application/x-ndjson"
JSON = "application/json"
LONG = "All work and no play makes Jack a dull boy. " * 100
CODERS: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "zstd": zstd.compress}
DECODERS: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.decompress, "zstd": zstd.decompress}
MIB = 2**20


def asked(
    caller: Caller, path: str, coding: str | None, accept: str = JSON, method: str = "GET"
) -> requests.Response:
    """The answer to a request with this Accept-Encoding, its body still coded in ``raw``."""
    headers = {"Accept": accept, "Accept-Encoding": coding}
    return caller.request(method, path, headers=headers, stream=True)


def body(answer: requests.Response) -> bytes:
    """The body as it came."""
    received: bytes = answer.raw.read(decode_content=False)
    return received


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("gzip", "gzip"),
        ("zstd", "zstd"),
        ("GZIP", "gzip"),
        ("gzip, deflate", "gzip"),
        ("deflate, gzip, br, zstd", "zstd"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("gzip;q=0.5, zstd;q=0.8, identity;q=0.1", "zstd"),
        ("identity, gzip;q=0.5", None),
        ("gzip, identity", "gzip"),
        ("*", "gzip"),
        ("zstd;q=0, *", "gzip"),
        ("gzip;q=0, *", None),
        ("*;q=0", None),
        ("gzip;q=0", None),
        ("br", None),
        ("identity", None),
        ("identity;q=0, zstd", "zstd"),
        ("", None),
        (None, None),
        ("gzip;q=2", None),
        ("gzip;q=x, zstd;q=0.1", "zstd"),
        (";;,,", None),
    ],
)
def test_the_coding_is_the_one_that_is_liked_best(
    alice: Caller, accept: str | None, wanted: str | None
) -> None:
    board = alice.post_board("Long", LONG)

    answer = asked(alice, f"/boards/{board['id']}", accept)

    assert answer.headers.get("Content-Encoding") == wanted
    assert "Accept-Encoding" in answer.headers["Vary"]
    received = body(answer)
    assert int(answer.headers["Content-Length"]) == len(received)
    decode = DECODERS.get(wanted or "", bytes)
    assert json.loads(decode(received)) == board


@pytest.mark.parametrize("coding", CODERS)
def test_small_bodies_and_none_are_left_alone(alice: Caller, coding: str) -> None:
    board = alice.post_board("Short", "x" * 500)

    for path in ("/me", f"/boards/{board['id']}", "/nowhere"):
        assert "Content-Encoding" not in asked(alice, path, coding).headers
    gone = asked(alice, f"/boards/{board['id']}", coding, method="DELETE")
    assert (gone.status_code, gone.headers.get("Content-Encoding")) == (204, None)
    options = asked(alice, "/boards", coding, method="OPTIONS")
    assert (options.status_code, options.headers.get("Content-Encoding")) == (204, None)


def test_whoever_refuses_identity_gets_small_bodies_coded_too(alice: Caller) -> None:
    answer = asked(alice, "/me", "gzip, identity;q=0")

    assert answer.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(body(answer))) == alice.get("/me").json()


@pytest.mark.parametrize("coding", CODERS)
def test_problems_are_coded_too(alice: Caller, coding: str) -> None:
    answer = asked(alice, "/boards?" + "&".join(f"p{n}=1" for n in range(50)), coding)

    assert answer.status_code == 422
    assert len(json.loads(DECODERS[coding](body(answer)))["errors"]) == 50


@pytest.mark.parametrize("coding", CODERS)
def test_head_tells_what_get_sends(alice: Caller, coding: str) -> None:
    path = f"/boards/{alice.post_board('Long', LONG)['id']}"

    head, get = (asked(alice, path, coding, method=method) for method in ("HEAD", "GET"))

    for name in ("Content-Encoding", "Content-Length", "ETag", "Vary"):
        assert head.headers[name] == get.headers[name]
    assert body(head) == b""


@pytest.mark.parametrize("coding", CODERS)
@pytest.mark.parametrize("kind", [NDJSON, "text/csv"])
def test_streams_are_coded_while_they_flow(alice: Caller, coding: str, kind: str) -> None:
    for number in range(3):
        alice.post_board(f"No. {number}", LONG)
    plain = body(asked(alice, "/boards", "identity", kind))

    answer = asked(alice, "/boards", coding, kind)

    assert answer.headers["Content-Encoding"] == coding
    assert "Content-Length" not in answer.headers
    received = body(answer)
    assert DECODERS[coding](received) == plain
    assert len(received) < len(plain) / 10


@pytest.mark.parametrize("coding", CODERS)
def test_what_is_made_of_a_chunk_can_be_read_before_the_next_one_is_there(coding: str) -> None:
    made = []
    for piece in compression._coded([b"first", b"second"], coding):
        made.append(piece)
        decoder = compression.DECODERS[coding]()
        read = b"".join(decoder.decompress(each, MIB) for each in made)
        assert read == [b"first", b"firstsecond", b"firstsecond"][len(made) - 1]
