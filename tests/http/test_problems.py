"""Every error in one shape, and the request id that goes with every answer."""

import re
from http import HTTPStatus
from typing import Any

import pytest
from flask import Flask

from rawboard import create_app, settings
from tests.conftest import PASSWORD
from tests.support.answers import problem
from tests.support.api import Caller

JSON = {"Content-Type": "application/json"}
GENERATED = re.compile(r"[0-9a-f]{32}")
PROVOCATIONS: list[tuple[int, str, str, dict[str, Any]]] = [
    (400, "POST", "/boards", {"data": b"{", "headers": JSON}),
    (401, "GET", "/me", {"auth": (b"alice", b"a wrong password")}),
    (403, "DELETE", "/users/bob", {}),
    (404, "GET", "/boards/987654321", {}),
    (404, "GET", "/nowhere", {}),
    (405, "DELETE", "/boards", {}),
    (409, "PATCH", "/me", {"json": {"username": "bob"}}),
    (413, "POST", "/boards", {"data": b" " * 1_048_577, "headers": JSON}),
    (415, "POST", "/boards", {"data": b"x", "headers": {"Content-Type": "text/plain"}}),
    (422, "POST", "/boards", {"json": {}}),
    (422, "GET", "/boards?limit=0", {}),
]
every_problem = pytest.mark.parametrize(("status", "method", "path", "options"), PROVOCATIONS)


@every_problem
def test_an_error_is_a_problem_document(
    alice: Caller, bob: Caller, status: int, method: str, path: str, options: dict[str, Any]
) -> None:
    answer = alice.request(method, path, **options)

    document = problem(answer, status)
    assert ("errors" in document) == (status in (409, 422))
    assert document["type"] == "about:blank"
    # RFC 9110's names, which HTTPStatus has from Python 3.13 on.
    renamed = {413: "Content Too Large", 422: "Unprocessable Content"}
    assert document["title"] == renamed.get(status, HTTPStatus(status).phrase)
    assert len(document["detail"]) > 10
    assert GENERATED.fullmatch(document["request_id"])


@every_problem
def test_a_request_id_comes_back_with_an_error_too(
    alice: Caller, bob: Caller, status: int, method: str, path: str, options: dict[str, Any]
) -> None:
    headers = {**options.get("headers", {}), "X-Request-Id": "mine-1"}

    answer = alice.request(method, path, **{**options, "headers": headers})

    assert problem(answer, status)["request_id"] == "mine-1"


@every_problem
def test_no_error_tells_of_the_inside(
    alice: Caller, bob: Caller, status: int, method: str, path: str, options: dict[str, Any]
) -> None:
    text = alice.request(method, path, **options).text.lower()

    for word in ("select", "traceback", "mysql", "mariadb", "pydantic", "uq_", "duplicate", ".py"):
        assert word not in text


@pytest.fixture
def failing_app(variables: dict[str, str]) -> Flask:
    """An application with a bug."""
    app = create_app(settings.load(variables))

    @app.get("/bug")
    def bug() -> str:
        raise ZeroDivisionError("the secret inside")

    return app


def test_a_bug_is_a_problem_document_that_tells_nothing(
    failing_app: Flask, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = failing_app.test_client().get("/bug", headers={"X-Request-Id": "mine-2"})

    assert answer.status_code == 500
    assert answer.content_type == "application/problem+json"
    document = answer.get_json(force=True)
    assert set(document) == {"type", "title", "status", "detail", "request_id"}
    assert document["status"] == 500
    assert document["request_id"] == answer.headers["X-Request-Id"] == "mine-2"
    assert "secret" not in answer.text
    assert "ZeroDivision" not in answer.text


@pytest.mark.parametrize(
    "given",
    ["a", "abc-123", "0af7651916cd43dd8448eb211c80319c", "A.b_c:d/e+f=g@h", "x" * 128],
)
def test_a_request_id_comes_back(alice: Caller, stranger: Caller, given: str) -> None:
    for caller in (alice, stranger):
        answer = caller.get("/me", headers={"X-Request-Id": given})

        assert answer.headers["X-Request-Id"] == given


@pytest.mark.parametrize(
    "given",
    ["", "x" * 129, "two words", "tab\tbed", "semi;colon", '{"json":1}', "<b>", "a,b", "%s", "'",
     b"\xff\xfe", "한국어".encode(), "é".encode("latin-1")],
)  # fmt: skip
def test_a_malformed_request_id_is_replaced(
    alice: Caller, stranger: Caller, given: str | bytes
) -> None:
    for caller in (alice, stranger):
        answer = caller.get("/me", headers={"X-Request-Id": given})

        assert GENERATED.fullmatch(answer.headers["X-Request-Id"])


@pytest.mark.parametrize("given", ["line\nfeed", "carriage\rreturn", "escape\x1b[0m", "nul\0"])
def test_a_request_id_with_control_characters_is_replaced(app: Flask, given: str) -> None:
    environ = {"HTTP_X_REQUEST_ID": given}  # no server that speaks HTTP lets one get so far

    answer = app.test_client().get("/livez", environ_overrides=environ)

    assert GENERATED.fullmatch(answer.headers["X-Request-Id"])


def test_every_answer_has_a_request_id_of_its_own(alice: Caller, stranger: Caller) -> None:
    board = alice.post_board()
    answers = [
        alice.get("/me"),
        alice.get("/me"),
        alice.post("/boards", {"title": "x", "content": "y"}),
        alice.patch(f"/boards/{board['id']}", {}),
        alice.delete(f"/boards/{board['id']}"),
        alice.request("OPTIONS", "/boards"),
        alice.request("HEAD", "/boards"),
        stranger.get("/livez"),
        stranger.get("/readyz"),
    ]

    ids = {answer.headers["X-Request-Id"] for answer in answers}

    assert all(GENERATED.fullmatch(request_id) for request_id in ids)
    assert len(ids) == len(answers)
    assert PASSWORD not in str(ids)
