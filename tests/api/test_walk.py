"""The walk of a request through the files of src/rawboard: few of them, and little to and fro.

``pytest -s tests/api/test_walk.py`` prints the table.
"""

import base64
import io
import itertools
import json
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from flask import Flask

import rawboard
from tests.conftest import PASSWORD
from tests.support.api import Caller

ROOT = str(Path(rawboard.__file__).parent)
BOARD = {"title": "A title", "content": "Some content"}


def environ(method: str, path: str, body: object = None, **headers: str) -> dict[str, Any]:
    """A request of Alice's as a WSGI server hands it over (PEP 3333)."""
    text = json.dumps(body).encode() if body else b""
    content = {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(text))}
    path, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1", "HTTP_ACCEPT": "*/*",
        "HTTP_AUTHORIZATION": "Basic " + base64.b64encode(f"alice:{PASSWORD}".encode()).decode(),
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(text), "wsgi.input_terminated": True,
        **(content if body else {}), **headers,
    }  # fmt: skip


def served(app: Flask, request: dict[str, Any]) -> None:
    statuses: list[str] = []
    b"".join(app(request, lambda status, *_: statuses.append(status)))  # type: ignore[arg-type]
    assert statuses[0].startswith("2"), statuses


def walked(app: Flask, request: dict[str, Any]) -> list[str]:
    """The files of ours whose functions a request calls, in order; a stay in one counts once."""
    calls: list[str] = []

    def profile(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(ROOT):
            calls.append(frame.f_code.co_filename.removeprefix(ROOT))

    sys.setprofile(profile)
    try:
        served(app, request)
    finally:
        sys.setprofile(None)
    return [file for file, _ in itertools.groupby(calls)]


@pytest.fixture
def remembered(app: Flask, alice: Caller) -> Flask:
    """An application that remembers Alice, and has served these requests before."""
    for _ in range(25):
        alice.post_board()
    for request in (environ("GET", "/api/v1/boards"), environ("GET", "/api/v1/boards?limit=20")):
        served(app, request)
    served(app, environ("POST", "/api/v1/boards", BOARD, HTTP_IDEMPOTENCY_KEY="warm-up"))
    return app


@pytest.mark.parametrize(
    ("method", "path", "body", "files", "moves"),
    [
        ("GET", "/api/v1/boards", None, 19, 32),
        ("GET", "/api/v1/boards?limit=20", None, 19, 32),
        ("POST", "/api/v1/boards", BOARD, 23, 54),
    ],
)
def test_a_request_walks_straight_through_few_files(
    remembered: Flask, method: str, path: str, body: object, files: int, moves: int
) -> None:
    # One key in sixteen also clears away what has expired; this one does not.
    headers = {"HTTP_IDEMPOTENCY_KEY": "walk"} if body else {}

    walk = walked(remembered, environ(method, path, body, **headers))

    entered = len(set(walk))
    returns = len(walk) - entered
    sys.stdout.write(
        f"{method} {path}: {entered} files, {len(walk) - 1} moves, {returns} returns\n"
    )
    assert entered <= files, walk
    assert len(walk) - 1 <= moves, walk
