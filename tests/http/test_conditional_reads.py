"""If-None-Match: what the client has already is not sent again (RFC 9110, 13.1.2)."""

from typing import Any

import pytest
import requests

from tests.support.answers import exchange, places, problem
from tests.support.api import Api, Caller

LONG = "many words " * 200


def unchanged(caller: Caller, path: str, tag: str) -> requests.Response:
    """What is answered to somebody who has the representation of this tag."""
    return caller.get(path, headers={"If-None-Match": tag})


@pytest.mark.parametrize(
    "path", ["/me", "/users/alice", "/users", "/boards", "/boards/{id}", "/users/alice/boards"]
)
def test_a_client_that_has_it_gets_304_without_a_body(alice: Caller, path: str) -> None:
    path = path.format(id=alice.post_board()["id"])
    got = alice.get(path)

    answer = unchanged(alice, path, got.headers["ETag"])

    assert answer.status_code == 304
    assert answer.content == b""
    assert answer.headers["ETag"] == got.headers["ETag"]
    kept = ("Cache-Control", "Vary")  # RFC 9110, 15.4.5
    assert [answer.headers[n] for n in kept] == [got.headers[n] for n in kept]
    assert "Content-Type" not in answer.headers


def test_the_304_ends_with_its_head(api: Api, alice: Caller) -> None:
    tag = alice.get("/me").headers["ETag"]

    head, body = exchange(api, "GET", "/api/v1/me", **{"If-None-Match": tag})

    assert head.startswith(b"HTTP/1.1 304")
    assert body == b""


@pytest.mark.parametrize("credentials", [None, ("alice", "a wrong passphrase")])
def test_304_is_for_those_with_credentials_alone(
    api: Api, alice: Caller, stranger: Caller, credentials: tuple[str, str] | None
) -> None:
    tag = alice.get("/me").headers["ETag"]

    answer = stranger.get("/me", auth=credentials, headers={"If-None-Match": tag})

    problem(answer, 401)


@pytest.mark.parametrize("form", ["{}", "W/{}", '"a", {}', '"a",{} , "b"', "*", ',,"x" ,,{}'])
def test_the_tag_may_be_weak_or_one_of_several(alice: Caller, form: str) -> None:
    board = alice.post_board()
    tag = alice.get(f"/boards/{board['id']}").headers["ETag"]

    assert unchanged(alice, f"/boards/{board['id']}", form.format(tag)).status_code == 304


@pytest.mark.parametrize("form", ['"another"', '"1"', '""', 'W/"another"', '"1-ALICE"'])
def test_another_tag_gets_the_representation(alice: Caller, form: str) -> None:
    path = f"/boards/{alice.post_board()['id']}"

    assert unchanged(alice, path, form).json() == alice.get(path).json()


@pytest.mark.parametrize("header", ["If-Match", "If-None-Match"])
@pytest.mark.parametrize("value", ["1", "1-alice", '"open', 'w/"x"', '"a" "b"', '"a"b', "", "*, *"])
def test_tags_without_their_quotes_are_refused(alice: Caller, header: str, value: str) -> None:
    board = alice.post_board()
    path = f"/boards/{board['id']}"

    assert header in problem(alice.get(path, headers={header: value}), 400)["detail"]
    problem(alice.patch(path, {"title": "N"}, headers={header: value}), 400)
    assert alice.get(path).json() == board


def test_head_answers_304_too(alice: Caller) -> None:
    tag = alice.get("/me").headers["ETag"]

    answer = alice.request("HEAD", "/me", headers={"If-None-Match": tag})

    assert answer.status_code == 304


def test_a_problem_is_never_304(alice: Caller) -> None:
    problem(unchanged(alice, "/boards/999999", "*"), 404)
    assert places(unchanged(alice, "/boards?limit=0", "*")) == ["limit"]


def test_reads_and_writes_show_the_same_tag(alice: Caller) -> None:
    made = alice.post("/boards", {"title": "T", "content": ""})
    path = f"/boards/{made.json()['id']}"
    changed = alice.patch(path, {"title": "U"})
    replaced = alice.put(path, {"title": "V", "content": ""})

    assert made.headers["ETag"] != changed.headers["ETag"] != replaced.headers["ETag"]
    assert alice.get(path).headers["ETag"] == replaced.headers["ETag"]
    assert alice.get("/me").headers["ETag"] == alice.get("/users/alice").headers["ETag"]
    assert alice.patch("/me", {}).headers["ETag"] == alice.get("/me").headers["ETag"]


def test_a_board_whose_author_got_another_name_is_sent_anew(alice: Caller, bob: Caller) -> None:
    path = f"/boards/{alice.post_board()['id']}"
    tag = bob.get(path).headers["ETag"]
    assert alice.patch("/me", {"username": "alicia"}).status_code == 200

    answer = unchanged(bob, path, tag)

    assert answer.status_code == 200
    assert answer.json()["author"]["username"] == "alicia"


def test_who_sees_less_of_a_user_has_another_tag(alice: Caller, bob: Caller) -> None:
    seen = {who: who.get("/users/alice").headers["ETag"] for who in (alice, bob)}

    assert seen[alice] != seen[bob]
    assert unchanged(alice, "/users/alice", seen[bob]).json()["email"] == "alice@example.com"


def changed_by(alice: Caller, change: str) -> Any:
    board = alice.get("/boards").json()["data"][0]
    path = f"/boards/{board['id']}"
    if change == "posted":
        return alice.post_board()
    return alice.delete(path) if change == "deleted" else alice.patch(path, {"content": "N"})


@pytest.mark.parametrize("change", ["posted", "changed", "deleted"])
def test_the_tag_of_a_list_changes_when_the_page_does(alice: Caller, change: str) -> None:
    for _ in range(2):
        alice.post_board()
    tag = alice.get("/boards").headers["ETag"]
    assert unchanged(alice, "/boards", tag).status_code == 304

    changed_by(alice, change)

    answer = unchanged(alice, "/boards", tag)
    assert answer.status_code == 200
    assert answer.headers["ETag"] != tag


def test_each_content_coding_has_a_tag_of_its_own(alice: Caller) -> None:
    path = f"/boards/{alice.post_board('T', LONG)['id']}"
    plain = alice.get(path, headers={"Accept-Encoding": "identity"})
    coded = alice.get(path, headers={"Accept-Encoding": "gzip"})
    assert coded.headers["Content-Encoding"] == "gzip"
    assert plain.headers["ETag"] != coded.headers["ETag"]

    both = {"If-None-Match": coded.headers["ETag"], "Accept-Encoding": "gzip"}
    assert alice.get(path, headers=both).status_code == 304
    both["Accept-Encoding"] = "identity"
    assert alice.get(path, headers=both).status_code == 200
