"""What the tests of streams share."""

import json
from collections.abc import Callable, Iterator

import requests

from tests.support.api import Caller

NDJSON = "application/x-ndjson"
FORMATS = [NDJSON, "text/csv"]
MIB = 2**20
LARGE = {"count": 2000, "length": 10_000}  # 20 MB: more than all the buffers on the way take

Fill = Callable[..., None]


def opened(caller: Caller, kind: str = NDJSON, **headers: str) -> requests.Response:
    """A stream of all boards, of which nothing is read yet."""
    headers = {"Accept": kind, "Accept-Encoding": "identity", **headers}
    return caller.get("/boards", headers=headers, stream=True)


def pieces(answer: requests.Response) -> Iterator[bytes]:
    """The body as it comes, still coded."""
    received: Iterator[bytes] = answer.raw.stream(MIB // 4, decode_content=False)
    return received


def ids(body: bytes, kind: str) -> list[int]:
    if kind == NDJSON:
        return [json.loads(line)["id"] for line in body.splitlines()]
    return [int(line.split(b",", 1)[0]) for line in body.splitlines()[1:]]
