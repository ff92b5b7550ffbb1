"""Methods: those an address does not answer, and HEAD."""

import pytest

from tests.support.answers import exchange, problem
from tests.support.api import Api, Caller

COLLECTION = "GET, HEAD, OPTIONS, POST"
ITEM = "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"


@pytest.mark.parametrize(
    ("path", "methods", "allowed"),
    [
        ("/boards", ["PUT", "PATCH", "DELETE", "TRACE", "BREW"], COLLECTION),
        ("/users", ["PUT", "PATCH", "DELETE", "TRACE", "BREW"], COLLECTION),
        ("/boards/1", ["POST", "TRACE", "BREW"], ITEM),
        ("/users/alice", ["POST", "TRACE", "BREW"], ITEM),
        ("/me", ["POST", "TRACE", "BREW"], ITEM),
        ("/users/alice/boards", ["POST", "PUT", "PATCH", "DELETE"], "GET, HEAD, OPTIONS"),
        ("/me/password", ["GET", "HEAD", "POST", "PATCH", "DELETE"], "OPTIONS, PUT"),
        ("/livez", ["POST", "PUT", "PATCH", "DELETE"], "GET, HEAD, OPTIONS"),
        ("/readyz", ["POST", "PUT", "PATCH", "DELETE"], "GET, HEAD, OPTIONS"),
    ],
)
def test_another_method_is_405_with_those_that_are_allowed(
    alice: Caller, path: str, methods: list[str], allowed: str
) -> None:
    for method in methods:
        answer = alice.request(method, path)

        assert answer.headers["Allow"] == allowed
        if method != "HEAD":
            problem(answer, 405)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/boards", 200),
        ("/boards?limit=1", 200),
        ("/boards?limit=0", 422),
        ("/boards/{board}", 200),
        ("/boards/0", 404),
        ("/users", 200),
        ("/users/alice", 200),
        ("/users/nobody", 404),
        ("/me", 200),
        ("/nowhere", 404),
    ],
)
def test_head_answers_as_get_does_without_the_body(
    api: Api, alice: Caller, path: str, status: int
) -> None:
    path = path.format(board=[alice.post_board() for _ in range(2)][1]["id"])

    got, head = alice.get(path), alice.request("HEAD", path)
    _, body = exchange(api, "HEAD", f"/api/v1{path}")

    assert got.status_code == head.status_code == status
    kept = ("Content-Type", "Content-Length", "Link")
    assert [head.headers.get(n) for n in kept] == [got.headers.get(n) for n in kept]
    assert body == b""
    assert exchange(api, "GET", f"/api/v1{path}")[1] != b""
