"""Fields that are not what is asked for: each is pointed at, all at once, and nothing is stored."""

from collections.abc import Iterator

import pytest

from tests.conftest import PASSWORD
from tests.support.answers import RunSql, places, send, stored
from tests.support.api import Caller, Json

BOARD: Json = {"title": "A title", "content": "Some content"}
DORA: Json = {"username": "dora", "email": "dora@example.com", "password": PASSWORD}
NO_STRINGS = [None, 5, 1.5, True, [], ["x"], {}, {"x": "y"}]


@pytest.fixture
def board(alice: Caller, admin: Caller, run_sql: RunSql) -> Iterator[str]:
    """The address of Alice's board; when the test is over, nothing may have changed."""
    posted = alice.post_board()
    before = stored(admin, run_sql)
    yield f"/boards/{posted['id']}"
    assert stored(admin, run_sql) == before


def refused(caller: Caller, board: str, changes: Json) -> list[str]:
    """What POST, PUT and PATCH of a board say of these changes; they have to agree."""
    posted = places(caller.post("/boards", {**BOARD, **changes}))
    assert places(caller.put(board, {**BOARD, **changes})) == posted
    assert places(caller.patch(board, changes)) == posted
    return posted


@pytest.mark.parametrize("field", BOARD)
def test_a_boards_field_that_is_no_string_is_pointed_at(
    alice: Caller, board: str, field: str
) -> None:
    for value in NO_STRINGS:
        assert refused(alice, board, {field: value}) == [f"#/{field}"]


@pytest.mark.parametrize("field", DORA)
def test_a_users_field_that_is_no_string_is_pointed_at(
    alice: Caller, board: str, field: str
) -> None:
    for value in NO_STRINGS:
        assert places(alice.post("/users", {**DORA, field: value})) == [f"#/{field}"]
        assert places(alice.patch("/me", {field: value})) == [f"#/{field}"]


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1" + "0" * 400, "1e-999", "-0", "1" * 5000])
def test_a_number_however_large_is_no_string(alice: Caller, board: str, number: str) -> None:
    body = f'{{"title":{number},"content":""}}'.encode()

    answer = send(alice, "POST", "/boards", body)

    assert answer.status_code in (400, 422)  # JSON sets no limits on numbers; parsers may
    if answer.status_code == 422:
        assert places(answer) == ["#/title"]


@pytest.mark.parametrize("character", ["x", "한", "🎉"])
def test_text_over_its_length_is_pointed_at(alice: Caller, board: str, character: str) -> None:
    assert refused(alice, board, {"title": character * 101}) == ["#/title"]
    assert refused(alice, board, {"content": character * 20_001}) == ["#/content"]


def test_an_empty_title_is_pointed_at(alice: Caller, board: str) -> None:
    assert refused(alice, board, {"title": ""}) == ["#/title"]


@pytest.mark.parametrize("text", ["\0", "before\0after", "\0" * 5])
def test_nul_is_pointed_at(alice: Caller, board: str, text: str) -> None:
    assert refused(alice, board, {"title": text, "content": text}) == ["#/content", "#/title"]


def test_nul_is_no_part_of_a_name_or_an_email(alice: Caller, board: str) -> None:
    nul = {"username": "dora\0", "email": "dora\0@example.com"}

    assert places(alice.post("/users", {**DORA, **nul})) == ["#/email", "#/username"]
    assert places(alice.patch("/me", nul)) == ["#/email", "#/username"]


@pytest.mark.parametrize("name", ["id", "Title", "titel", "__class__", "self", "constructor"])
def test_an_unknown_field_is_pointed_at(alice: Caller, board: str, name: str) -> None:
    assert refused(alice, board, {name: "x"}) == [f"#/{name}"]
    assert places(alice.post("/users", {**DORA, name: "x"})) == [f"#/{name}"]
    assert places(alice.patch("/me", {name: "x"})) == [f"#/{name}"]


@pytest.mark.parametrize(
    ("name", "pointer"),
    [
        ("a/b", "#/a~1b"),
        ("a~b", "#/a~0b"),
        ("~1", "#/~01"),
        ("", "#/"),
        ("two words", "#/two%20words"),
        ("제목", "#/%EC%A0%9C%EB%AA%A9"),
        ('"<>%#', "#/%22%3C%3E%25%23"),
        ("0", "#/0"),
    ],
)
def test_an_odd_name_is_pointed_at_by_its_json_pointer(
    alice: Caller, board: str, name: str, pointer: str
) -> None:
    assert refused(alice, board, {name: "x"}) == [pointer]


def test_missing_fields_are_pointed_at(alice: Caller, board: str) -> None:
    assert places(alice.post("/boards", {})) == ["#/content", "#/title"]
    assert places(alice.post("/boards", {"title": "x"})) == ["#/content"]
    assert places(alice.post("/boards", {"content": "x"})) == ["#/title"]
    assert places(alice.post("/users", {})) == ["#/email", "#/password", "#/username"]


def test_everything_that_is_wrong_is_told_at_once(alice: Caller, board: str) -> None:
    user = {"username": "1 x", "email": "nowhere", "password": "short", "role": "admin", "x/y": 1}

    assert refused(alice, board, {"title": "", "content": "\0", "id": 5, "tags": []}) == [
        "#/content", "#/id", "#/tags", "#/title",
    ]  # fmt: skip
    assert places(alice.post("/users", user)) == [
        "#/email", "#/password", "#/role", "#/username", "#/x~1y",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "pointer"), [({"email": "nowhere"}, "#/email"), ({"username": "1"}, "#/username")]
)
def test_a_common_password_is_told_along_with_the_rest(
    alice: Caller, board: str, wrong: Json, pointer: str
) -> None:
    answer = alice.post("/users", {**DORA, **wrong, "password": "password1"})

    assert places(answer) == sorted([pointer, "#/password"])


def test_what_was_sent_is_not_told_back(alice: Caller, board: str) -> None:
    secret = "correct horse\0battery"

    for field in DORA:
        assert "battery" not in alice.post("/users", {**DORA, field: secret}).text
        assert "battery" not in alice.post("/users", {**DORA, field: [secret]}).text
