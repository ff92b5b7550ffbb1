"""Addresses that are not there: a problem document, never a redirect and never a 500."""

import json
from urllib.parse import quote

import MySQLdb
import pytest

from tests.support.answers import exchange, problem, run_as
from tests.support.api import Api, Caller

IDS = ["0", "-1", "+1", "-0", "9223372036854775807", "9223372036854775808", "18446744073709551616"]
IDS += ["9" * 19, "9" * 20, "9" * 3000, "1.0", "1e3", "1_0", "0x1", "1%20", "%201", "1,2", "1;2"]
IDS += ["null", "*", "%2a", "1%0a"]


@pytest.mark.parametrize("board_id", [*IDS, "abc", "01", "000", "alice"])
def test_what_is_no_id_is_no_board(alice: Caller, board_id: str) -> None:
    for method in ("GET", "DELETE"):
        problem(alice.request(method, f"/boards/{board_id}"), 404)
    for method in ("PUT", "PATCH"):
        answer = alice.request(method, f"/boards/{board_id}", json={"title": "x", "content": "y"})
        problem(answer, 404)


@pytest.mark.parametrize(
    "name", [*IDS, "nobody", "000", "@alice", "al'ice", "alice%20", "%20alice"]
)
def test_who_is_not_there_is_404(alice: Caller, name: str) -> None:
    for method in ("GET", "DELETE"):
        problem(alice.request(method, f"/users/{name}"), 404)
    problem(alice.patch(f"/users/{name}", {}), 404)
    problem(alice.get(f"/users/{name}/boards"), 404)
    assert alice.get("/me").status_code == 200


@pytest.mark.parametrize("digits", ["04096", "004096", "4096.0", "+4096", "409\u0666", "\uff14096"])
def test_an_id_is_spelled_in_one_way_only(
    alice: Caller, administrator: MySQLdb.Connection, digits: str
) -> None:
    run_as(administrator, "create_board_with_id", board_id=4096, user_id=alice.user["id"])
    assert alice.get("/boards/4096").status_code == 200

    problem(alice.get(f"/boards/{quote(digits)}"), 404)


def test_a_users_id_is_spelled_in_one_way_only(alice: Caller) -> None:
    assert alice.get(f"/users/{alice.user['id']}").status_code == 200

    problem(alice.get(f"/users/0{alice.user['id']}"), 404)
    problem(alice.get(f"/users/0{alice.user['id']}/boards"), 404)


@pytest.mark.parametrize(
    "path",
    ["/", "", "/nowhere", "/boards/1/2", "/boards/1/nothing", "/users/alice/nothing", "/me/nothing",
     "/Boards", "/board", "/boards.json", "/boards;x=1", "/me.", "/ME", "/v2/boards", "/static/x"],
)  # fmt: skip
def test_an_unknown_path_is_404(api: Api, alice: Caller, stranger: Caller, path: str) -> None:
    for caller in (alice, stranger):
        for method in ("GET", "POST", "DELETE", "BREW"):
            problem(caller.request(method, f"{api.base}/api/v1{path}"), 404)


@pytest.mark.parametrize(
    "path",
    ["/", "/api", "/api/", "/boards", "/me", "/api/v2/boards", "/api/v1/livez", "/favicon.ico"],
)
def test_outside_of_the_prefix_there_is_nothing(api: Api, alice: Caller, path: str) -> None:
    problem(alice.get(api.base + path), 404)


@pytest.mark.parametrize("path", ["/boards", "/boards/{board}", "/users", "/users/alice", "/me"])
def test_a_trailing_slash_is_404_and_no_redirect(alice: Caller, path: str) -> None:
    path = path.format(board=alice.post_board()["id"])
    assert alice.get(path).status_code == 200

    problem(alice.get(path + "/", allow_redirects=False), 404)


@pytest.mark.parametrize(
    "path",
    ["//api/v1/boards", "/api//v1/boards", "/api/v1//boards", "/api/v1/users//alice", "///livez",
     "/api/v1/users/alice//boards"],
)  # fmt: skip
def test_a_double_slash_is_404_and_no_redirect(api: Api, alice: Caller, path: str) -> None:
    head, body = exchange(api, "GET", path)  # requests would tidy the path up

    assert head.startswith(b"HTTP/1.1 404 ")
    assert b"application/problem+json" in head
    assert json.loads(body)["status"] == 404


@pytest.mark.parametrize(
    "oddity",
    ["%00", "%ff", "%fe%ff", "%c3", "%c0%af", "%ed%a0%80", "%2e%2e", "%2f", "%5c", "%3f", "%23",
     "%zz", "%", "%0d%0a", "%7f", "%25", "alice%00", "al%00ice", "alice%ff", "%f0%9f%8e%89"],
)  # fmt: skip
def test_an_oddity_in_the_path_is_404(api: Api, alice: Caller, oddity: str) -> None:
    for path in ("/{}", "/users/{}", "/users/{}/boards", "/boards/{}", "/boards/1{}", "/me{}"):
        problem(alice.get(path.format(oddity), allow_redirects=False), 404)
    problem(alice.get(f"{api.base}/{oddity}", allow_redirects=False), 404)
    assert alice.get("/me").status_code == 200


@pytest.mark.parametrize("host", ["a b", "a/b", "a@b", "<a>", "a,b"])
def test_a_host_that_is_none_is_400(alice: Caller, host: str) -> None:
    problem(alice.get("/boards", headers={"Host": host}), 400)


@pytest.mark.parametrize(
    "host", ["example.org", "example.org:8080", "[::1]:8000", "my_service:8000", "1.2.3.4"]
)
def test_any_host_is_answered_and_is_in_the_links(alice: Caller, host: str) -> None:
    answer = alice.post("/boards", {"title": "a", "content": "b"}, headers={"Host": host})

    assert answer.headers["Location"].startswith(f"http://{host}/api/v1/boards/")
