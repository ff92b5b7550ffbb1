"""Content codings of what clients send: gzip (RFC 1952) and zstd (RFC 8878)."""

import gzip
import json
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import requests
from backports import zstd

from rawboard.http import compression
from tests.conftest import PASSWORD
from tests.support.answers import problem
from tests.support.api import Api, Caller, Json

JSON = "application/json"
LONG = "All work and no play makes Jack a dull boy. " * 100
CODERS: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "zstd": zstd.compress}
MIB = 2**20
BOARD = json.dumps({"title": "Sent coded", "content": LONG}).encode()


def sent(caller: Caller, coding: str, content: bytes) -> requests.Response:
    headers = {"Content-Type": JSON, "Content-Encoding": coding}
    return caller.request("POST", "/boards", data=content, headers=headers)


@pytest.mark.parametrize("coding", CODERS)
def test_a_body_may_be_sent_coded(alice: Caller, coding: str) -> None:
    coded = CODERS[coding](BOARD)
    halves = CODERS[coding](BOARD[:1000]) + CODERS[coding](BOARD[1000:])

    for name, content in [(coding, coded), (coding.upper(), coded), (coding, halves)]:
        answer = sent(alice, name, content)
        assert answer.status_code == 201, answer.text
        assert answer.json()["content"] == LONG
    assert sent(alice, "identity", BOARD).status_code == 201


@pytest.mark.parametrize("coding", ["br", "deflate", "compress", "gzip, gzip", "gzip,", "x", "*"])
def test_an_unknown_coding_is_refused_with_those_that_are_known(alice: Caller, coding: str) -> None:
    answer = sent(alice, coding, gzip.compress(BOARD))

    problem(answer, 415)
    assert answer.headers["Accept-Encoding"] == "zstd, gzip"


@pytest.mark.parametrize("coding", CODERS)
def test_a_damaged_body_is_malformed(alice: Caller, coding: str) -> None:
    coded = CODERS[coding](BOARD)
    damaged = [coded[:-1], coded[:10], coded[:1], BOARD, coded + b"more", b"\0" * 100]
    damaged.append(coded[:20] + bytes([coded[20] ^ 255]) + coded[21:])

    for content in damaged:
        assert coding in problem(sent(alice, coding, content), 400)["detail"]
    assert alice.get("/boards").json()["data"] == []


@pytest.mark.parametrize("coding", CODERS)
def test_a_bomb_is_too_large_and_takes_no_memory(api: Api, alice: Caller, coding: str) -> None:
    hundred_mib = CODERS[coding](bytes(100 * MIB))
    worker = api.workers()[0]
    sent(alice, coding, CODERS[coding](BOARD))
    before = resident_at_most(worker)

    problem(sent(alice, coding, hundred_mib), 413)
    for nested in (CODERS[coding](hundred_mib), hundred_mib * 9):
        assert sent(alice, coding, nested).status_code in (400, 413)

    assert resident_at_most(worker) - before < 30 * MIB


def resident_at_most(pid: int) -> int:
    """How many bytes of memory a process held when it held most."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def test_the_limit_is_that_of_the_decoded_body(
    another_api: Callable[..., Api], enrol: Callable[..., Json]
) -> None:
    enrol("alice")
    limits = {"RAWBOARD_MAX_BODY_BYTES": "2048", "RAWBOARD_MAX_BULK_BYTES": "2048"}
    with closing(another_api(**limits).caller("alice", PASSWORD)) as alice:
        frame = len(json.dumps({"title": "T", "content": ""}))
        for length, status in [(2048, 201), (2049, 413)]:
            content = {"title": "T", "content": "x" * (length - frame)}
            for coding, code in CODERS.items():
                answer = sent(alice, coding, code(json.dumps(content).encode()))
                assert answer.status_code == status


@pytest.mark.parametrize("coding", CODERS)
def test_a_body_of_thousands_of_parts_is_refused_before_it_costs_much(
    alice: Caller, coding: str
) -> None:
    each_byte = b"".join(CODERS[coding](BOARD[n : n + 1]) for n in range(len(BOARD)))
    every_tenth = b"".join(CODERS[coding](BOARD[n : n + 10]) for n in range(0, len(BOARD), 10))

    assert sent(alice, coding, every_tenth).status_code == 201
    for many in (each_byte, CODERS[coding](b"") * 40_000):
        answer = sent(alice, coding, many)
        assert coding in problem(answer, 400)["detail"]


def test_a_stream_that_needs_a_larger_window_than_http_allows_is_refused() -> None:
    options: dict[int, int] = {zstd.CompressionParameter.window_log.value: 27}
    frame = zstd.ZstdCompressor(options=options)
    content = frame.compress(zlib.compress(BOARD) + bytes(9 * MIB)) + frame.flush()

    with pytest.raises(Exception, match="zstd"):
        compression.decoded(content, "zstd", 20 * MIB)
