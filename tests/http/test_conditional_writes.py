"""If-Match: a write that would undo another's is refused (RFC 9110, 13.1.1; RFC 6585, 3)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.conftest import PASSWORD
from tests.support.answers import problem
from tests.support.api import Api, Caller

BOARD: Any = {"title": "New", "content": "N"}
USER: Any = {"username": "alice", "email": "new@example.com"}
WRITES = [("PUT", BOARD), ("PATCH", {"title": "New"}), ("DELETE", None)]
INCREMENTS = 200


def write(caller: Caller, method: str, path: str, body: object, **headers: str) -> Any:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return caller.request(method, path, json=body, headers=names)


@pytest.mark.parametrize(("method", "body"), WRITES)
def test_a_write_with_the_tag_that_was_read_is_done(
    api: Api, alice: Caller, method: str, body: object
) -> None:
    path = f"/boards/{alice.post_board()['id']}"
    tag = alice.get(path).headers["ETag"]

    answer = write(alice, method, path, body, If_Match=f'"other", {tag}')

    assert answer.status_code == (204 if method == "DELETE" else 200)
    assert api.statements(answer) == 2  # read, compare and set


@pytest.mark.parametrize(("method", "body"), WRITES)
@pytest.mark.parametrize("form", ["{}", '"other"', "W/{}", '"1,2,3"', '""'])
def test_a_write_with_another_tag_is_412_and_changes_nothing(
    alice: Caller, method: str, body: object, form: str
) -> None:
    path = f"/boards/{alice.post_board()['id']}"
    stale = alice.get(path).headers["ETag"]
    if form == "{}":
        alice.patch(path, {"content": "changed since"})
    before = alice.get(path)

    answer = write(alice, method, path, body, If_Match=form.format(stale))

    problem(answer, 412)
    assert answer.headers["ETag"] == before.headers["ETag"]
    assert alice.get(path).json() == before.json()


@pytest.mark.parametrize(("method", "body"), [("PUT", USER), ("PATCH", USER), ("DELETE", None)])
@pytest.mark.parametrize("path", ["/me", "/users/alice"])
def test_a_user_is_guarded_alike(alice: Caller, method: str, body: object, path: str) -> None:
    stale = alice.get(path).headers["ETag"]
    current = alice.patch(path, {"email": "changed@example.com"}).headers["ETag"]

    problem(write(alice, method, path, body, If_Match=stale), 412)
    assert alice.get("/me").json()["email"] == "changed@example.com"
    answer = write(alice, method, path, body, If_Match=current)
    assert answer.status_code == (204 if method == "DELETE" else 200)


@pytest.mark.parametrize(("method", "body"), WRITES)
def test_the_version_that_a_list_shows_will_do_for_a_tag(
    alice: Caller, method: str, body: object
) -> None:
    alice.post_board()
    board = alice.get("/boards").json()["data"][0]

    problem(write(alice, method, f"/boards/{board['id']}", body, If_Match='"2"'), 412)
    answer = write(alice, method, f"/boards/{board['id']}", body, If_Match='"1"')
    assert answer.status_code in (200, 204)


@pytest.mark.parametrize(("method", "body"), WRITES)
def test_any_version_will_do_for_an_asterisk(alice: Caller, method: str, body: object) -> None:
    path = f"/boards/{alice.post_board()['id']}"

    assert write(alice, method, path, body, If_Match="*").status_code in (200, 204)


@pytest.mark.parametrize(("method", "body"), WRITES)
@pytest.mark.parametrize("form", ["*", "{}", "W/{}", '"1"', '"x", {}'])
def test_if_none_match_refuses_the_version_that_is_there(
    alice: Caller, method: str, body: object, form: str
) -> None:
    path = f"/boards/{alice.post_board()['id']}"
    before = alice.get(path)

    form = form.format(before.headers["ETag"])
    problem(write(alice, method, path, body, If_None_Match=form), 412)
    assert alice.get(path).json() == before.json()
    answer = write(alice, method, path, body, If_None_Match='"other"')
    assert answer.status_code in (200, 204)


def test_a_tag_read_in_a_content_coding_will_do(alice: Caller) -> None:
    path = f"/boards/{alice.post_board('T', 'many words ' * 200)['id']}"
    tag = alice.get(path, headers={"Accept-Encoding": "gzip"}).headers["ETag"]

    assert write(alice, "PATCH", path, {"title": "N"}, If_Match=tag).status_code == 200


def test_a_tag_from_before_the_author_was_renamed_will_do(alice: Caller, admin: Caller) -> None:
    path = f"/boards/{alice.post_board()['id']}"
    tag = admin.get(path).headers["ETag"]
    alice.patch("/me", {"username": "alicia"})
    assert admin.get(path).headers["ETag"] != tag

    answer = write(admin, "PATCH", path, {"title": "N"}, If_Match=tag)  # of the same version

    assert answer.status_code == 200
    problem(write(admin, "PATCH", path, {"title": "M"}, If_Match=tag), 412)


def test_what_is_refused_anyway_is_refused_for_that(alice: Caller, bob: Caller) -> None:
    path = f"/boards/{alice.post_board()['id']}"

    for method, body in WRITES:  # RFC 9110, 13.2.1: the condition comes last
        problem(write(bob, method, path, body, If_Match='"stale"'), 403)
        problem(write(bob, method, "/boards/999999", body, If_Match='"stale"'), 404)
    problem(write(alice, "PATCH", path, {"title": ""}, If_Match='"stale"'), 422)


@pytest.mark.parametrize("header", ["If-Match", "If-None-Match"])
def test_a_condition_that_cannot_be_heeded_is_refused(alice: Caller, header: str) -> None:
    problem(alice.post("/boards", BOARD, headers={header: "*"}), 400)
    body = {"current_password": PASSWORD, "new_password": "another fine passphrase"}
    problem(alice.put("/me/password", body, headers={header: "*"}), 400)
    assert alice.get("/boards").json()["data"] == []


def test_two_hundred_increments_at_once_lose_none(api: Api, alice: Caller) -> None:
    path = f"/boards/{alice.post_board(content='0')['id']}"

    def increment(_: int) -> None:
        caller = api.caller("alice", PASSWORD)
        for _ in range(2000):
            got = caller.get(path)
            body = {"content": str(int(got.json()["content"]) + 1)}
            answer = caller.patch(path, body, headers={"If-Match": got.headers["ETag"]})
            if answer.status_code == 200:
                return caller.close()
            assert answer.status_code == 412
        raise AssertionError("it never got through")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(increment, range(INCREMENTS)))

    assert alice.get(path).json()["content"] == str(INCREMENTS)
    assert alice.get(path).json()["version"] == INCREMENTS + 1


@pytest.fixture
def strict(another_api: Callable[..., Api], enrol: Callable[..., Any]) -> Caller:
    """Alice, where If-Match is demanded."""
    enrol("alice")
    return another_api(RAWBOARD_REQUIRE_IF_MATCH="true").caller("alice", PASSWORD)


def test_where_the_setting_says_so_a_write_without_if_match_is_428(strict: Caller) -> None:
    path = f"/boards/{strict.post_board()['id']}"

    for method, body in WRITES:
        problem(write(strict, method, path, body), 428)
        problem(write(strict, method, path, body, If_None_Match='"x"'), 428)
    for method, body in [("PUT", USER), ("PATCH", USER), ("DELETE", None)]:
        problem(write(strict, method, "/me", body), 428)
        problem(write(strict, method, "/users/alice", body), 428)
    tag = strict.get(path).headers["ETag"]
    assert write(strict, "PATCH", path, {"title": "N"}, If_Match=tag).status_code == 200
    assert write(strict, "DELETE", path, None, If_Match="*").status_code == 204
