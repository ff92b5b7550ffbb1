"""Many boards as the bodies that carry them, said once for the tests of bulk creation."""

import csv
import io

import orjson
import requests

from tests.support.answers import problem
from tests.support.api import Json

JSON = "application/json"
NDJSON = "application/x-ndjson"
CSV = "text/csv"
KINDS = [JSON, NDJSON, CSV]
NAMES = b"title,content\n"  # the header of a CSV


def rows(count: int, content: str = "Its text") -> list[Json]:
    """Boards that can be told apart."""
    return [{"title": f"Board {n}", "content": f"{content} {n}"} for n in range(count)]


def body(boards: list[Json], kind: str) -> bytes:
    """The boards as a body of this media type."""
    if kind == JSON:
        return orjson.dumps(boards)
    if kind == NDJSON:
        return b"".join(orjson.dumps(board, option=orjson.OPT_APPEND_NEWLINE) for board in boards)
    text = io.StringIO()
    writer = csv.DictWriter(text, boards[0])  # RFC 4180: CRLF ends a line
    writer.writeheader()
    writer.writerows(boards)
    return text.getvalue().encode()


def texts(boards: list[Json]) -> list[Json]:
    """What a client wrote of the boards."""
    return [{"title": board["title"], "content": board["content"]} for board in boards]


def posted(answer: requests.Response) -> list[Json]:
    """The boards that the answer shows as new."""
    assert answer.status_code == 201, answer.text
    document = answer.json()
    assert document.keys() == {"data", "next"}
    assert document["next"] is None
    return list(document["data"])


def errors(answer: requests.Response, status: int) -> dict[str, str]:
    """What is wrong, by the place."""
    return {error["pointer"]: error["detail"] for error in problem(answer, status)["errors"]}
