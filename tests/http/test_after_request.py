"""What every answer has in common: methods, media types, caching, other origins, quiet headers."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import PASSWORD
from tests.support.answers import problem, send
from tests.support.api import Api, Caller

JSON = "application/json"
PATCHES = "application/json, application/merge-patch+json"
BULK = "application/json, application/x-ndjson, application/ndjson, text/csv"


@pytest.mark.parametrize(
    ("path", "allowed", "takes"),
    [
        ("/boards", "GET, HEAD, OPTIONS, POST", {"Accept-Post": BULK}),
        ("/boards/1", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT", {"Accept-Patch": PATCHES}),
        ("/users", "GET, HEAD, OPTIONS, POST", {"Accept-Post": JSON}),
        ("/users/alice", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT", {"Accept-Patch": PATCHES}),
        ("/users/alice/boards", "GET, HEAD, OPTIONS", {}),
        ("/me", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT", {"Accept-Patch": PATCHES}),
        ("/me/password", "OPTIONS, PUT", {}),
        ("/me/tokens", "GET, HEAD, OPTIONS, POST", {"Accept-Post": JSON}),
        ("/me/tokens/1", "DELETE, GET, HEAD, OPTIONS", {}),
        ("/livez", "GET, HEAD, OPTIONS", {}),
        ("/openapi.json", "GET, HEAD, OPTIONS", {}),
    ],
)
def test_options_tells_what_an_address_answers_and_takes(
    stranger: Caller, path: str, allowed: str, takes: dict[str, str]
) -> None:
    base = stranger.base if path in ("/livez", "/openapi.json") else f"{stranger.base}/api/v1"

    answer = stranger.request("OPTIONS", base + path)

    assert answer.status_code == 204
    assert answer.content == b""
    assert "Content-Type" not in answer.headers
    assert answer.headers["Allow"] == allowed
    told = {n: v for n, v in answer.headers.items() if n.lower().startswith("accept-")}
    assert {name.title(): value for name, value in told.items()} == takes


@pytest.mark.parametrize("path", ["/boards", "/boards/{id}", "/users/alice", "/me", "/me/tokens"])
def test_the_methods_that_options_names_are_those_that_work(alice: Caller, path: str) -> None:
    path = path.format(id=alice.post_board()["id"])
    allowed = alice.request("OPTIONS", path).headers["Allow"].split(", ")

    for method in ("GET", "HEAD", "POST", "PUT", "PATCH"):
        answer = alice.request(method, path, json={})
        assert (answer.status_code != 405) == (method in allowed)
        if method not in allowed:
            assert answer.headers["Allow"] == ", ".join(allowed)


def test_options_of_an_unknown_address_is_404(stranger: Caller) -> None:
    problem(stranger.request("OPTIONS", "/nowhere"), 404)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH"])
@pytest.mark.parametrize("accept", ["image/png", "text/html", "application/json;q=0"])
def test_a_type_that_is_not_offered_is_406_before_anything_is_done(
    alice: Caller, method: str, accept: str
) -> None:
    board = alice.post_board()
    path = "/boards" if method == "POST" else f"/boards/{board['id']}"
    body: Any = None if method == "GET" else {"title": "N", "content": "N"}

    answer = alice.request(method, path, json=body, headers={"Accept": accept})

    assert JSON in problem(answer, 406)["detail"]
    assert alice.get("/boards").json()["data"] == [board]


def test_what_has_no_body_is_acceptable_to_everybody(alice: Caller) -> None:
    board = alice.post_board()

    answer = alice.delete(f"/boards/{board['id']}", headers={"Accept": "image/png"})

    assert answer.status_code == 204


def test_problems_are_shown_as_such_to_whoever_asks_for_anything_else(alice: Caller) -> None:
    problem(alice.get("/boards/999999", headers={"Accept": JSON}), 404)
    problem(alice.get("/boards", headers={"Accept": "application/problem+json"}), 406)


def test_json_says_its_charset(alice: Caller) -> None:
    made = alice.post("/boards", {"title": "한국어", "content": ""})

    for answer in (made, alice.get("/me"), alice.get("/boards")):
        assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json; charset=utf-8", 201),
        ('application/json;charset="UTF-8"', 201),
        ("application/json; charset=latin-1", 415),
        ("application/x-www-form-urlencoded", 415),
        ("text/plain", 415),
        ("", 415),
    ],
)
def test_a_body_is_taken_by_its_type(alice: Caller, kind: str, status: int) -> None:
    answer = send(alice, "POST", "/boards", b'{"title": "T", "content": ""}', kind)

    assert answer.status_code == status
    if status == 415:
        assert answer.headers["Accept"] == BULK


@pytest.mark.parametrize("path", ["/me", "/users", "/users/alice", "/me/tokens", "/nowhere"])
def test_what_is_personal_or_a_problem_is_never_stored(alice: Caller, path: str) -> None:
    assert alice.get(path).headers["Cache-Control"] == "no-store"


def test_boards_are_kept_to_ask_again_and_by_nobody_else(alice: Caller) -> None:
    path = f"/boards/{alice.post_board()['id']}"

    for answer in (alice.get("/boards"), alice.get(path), alice.get("/users/alice/boards")):
        assert answer.headers["Cache-Control"] == "private, no-cache"
    assert alice.patch(path, {"title": "N"}).headers["Cache-Control"] == "no-store"
    assert alice.get("/boards?limit=0").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/me", "/boards", "/nowhere", "/boards?limit=0", "/livez"])
def test_every_answer_forbids_to_guess_its_type_and_says_what_it_depends_on(
    alice: Caller, path: str
) -> None:
    answer = alice.get(path)

    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_the_server_says_little_of_itself(alice: Caller) -> None:
    for path in ("/me", "/nowhere"):
        headers = alice.get(path).headers
        assert not any(character.isdigit() for character in headers.get("Server", ""))
        assert "X-Powered-By" not in headers


def test_other_origins_are_told_nothing_until_they_are_allowed(stranger: Caller) -> None:
    asks = {"Origin": "https://app.example", "Access-Control-Request-Method": "PATCH"}

    for answer in (
        stranger.request("OPTIONS", "/boards", headers=asks),
        stranger.get("/boards", headers=asks),
    ):
        assert not [n for n in answer.headers if n.lower().startswith("access-control-")]


def test_an_origin_that_is_allowed_may_read_and_write(
    another_api: Callable[..., Api], enrol: Callable[..., Any]
) -> None:
    enrol("alice")
    allowed = "https://app.example, https://b.example"
    alice = another_api(RAWBOARD_CORS_ORIGINS=allowed).caller("alice", PASSWORD)
    ours = {"Origin": "https://app.example"}
    asks = {
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization, content-type, if-match, prefer",
    }

    preflight = alice.request("OPTIONS", "/boards/1", headers=ours | asks, auth=("", ""))
    assert preflight.headers["Access-Control-Allow-Origin"] == "https://app.example"
    assert "PATCH" in preflight.headers["Access-Control-Allow-Methods"]
    assert "if-match" in preflight.headers["Access-Control-Allow-Headers"].lower()
    answer = alice.get("/me", headers=ours)
    assert answer.headers["Access-Control-Allow-Origin"] == "https://app.example"
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    assert "Origin" in answer.headers["Vary"]
    problem(alice.get("/me", headers=ours, auth=("alice", "a wrong passphrase")), 401)
    theirs = alice.get("/me", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in theirs.headers
