"""Boards over HTTP: posting and reading them."""

import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.answers import exchange, problem, send
from tests.support.api import Api, Caller

RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")


def test_a_posted_board_is_answered_whole_with_its_address(api: Api, alice: Caller) -> None:
    answer = alice.post("/boards", {"title": "First", "content": "Hello"})

    assert answer.status_code == 201
    board = answer.json()
    assert answer.headers["Location"] == f"{api.base}/api/v1/boards/{board['id']}"
    assert set(board) == {
        "id", "title", "content", "author", "created_at", "updated_at", "version",
    }  # fmt: skip
    assert (board["title"], board["content"]) == ("First", "Hello")
    assert board["author"] == {"id": alice.user["id"], "username": "alice"}
    assert board["version"] == 1
    assert alice.get(answer.headers["Location"]).json() == board


def test_a_board_is_json_for_every_reader(alice: Caller, bob: Caller) -> None:
    board = alice.post_board()

    answer = bob.get(f"/boards/{board['id']}")

    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.json() == board


def test_a_board_stands_in_the_list_as_it_stands_alone(alice: Caller, bob: Caller) -> None:
    board = alice.post_board("Once", "in both places")

    assert bob.get("/boards").json() == {"data": [board], "next": None}
    assert bob.get("/users/alice/boards").json() == {"data": [board], "next": None}
    assert bob.get("/users/bob/boards").json() == {"data": [], "next": None}


def test_times_are_rfc_3339_in_utc_and_are_now(alice: Caller) -> None:
    board = alice.post_board()

    assert RFC_3339.fullmatch(board["created_at"])
    assert RFC_3339.fullmatch(board["updated_at"])
    age = datetime.now(UTC) - datetime.fromisoformat(board["created_at"])
    assert timedelta(seconds=-1) < age < timedelta(minutes=1)


@pytest.mark.parametrize(
    "text",
    [
        "안녕하세요, 게시판입니다",
        "こんにちは 日本語",
        "four bytes: 🎉 👩‍👩‍👧 𝄞",
        "combining: e\u0301 is not \u00e9",
        "'; DROP TABLE boards; -- \\' \" `",
        "100 % of %s and %(title)s and /* :title */ 'x'",
        "  spaces stay  ",
        "\ttab, \r\n new line",
        "right to left: שלום \u202e and \ufeff \uffff",
    ],
)
def test_any_text_comes_back_as_it_was_sent(alice: Caller, text: str) -> None:
    board = alice.post_board(text, text)

    read = alice.get(f"/boards/{board['id']}").json()

    assert (board["title"], board["content"]) == (text, text)
    assert (read["title"], read["content"]) == (text, text)


def test_utf_8_on_the_wire_and_json_escapes_are_the_same(alice: Caller) -> None:
    plain = send(alice, "POST", "/boards", '{"title":"한 🎉","content":""}'.encode())
    escaped = send(alice, "POST", "/boards", rb'{"title":"\ud55c \ud83c\udf89","content":""}')

    assert plain.json()["title"] == escaped.json()["title"] == "한 🎉"
    assert "한 🎉".encode() in plain.content


@pytest.mark.parametrize("character", ["x", "한", "🎉"])
def test_a_title_may_have_exactly_100_characters(alice: Caller, character: str) -> None:
    board = alice.post_board(title=character * 100)

    assert alice.get(f"/boards/{board['id']}").json()["title"] == character * 100


@pytest.mark.parametrize("character", ["x", "한", "🎉"])
def test_content_may_have_exactly_20_000_characters(alice: Caller, character: str) -> None:
    board = alice.post_board(content=character * 20_000)

    assert alice.get(f"/boards/{board['id']}").json()["content"] == character * 20_000


def test_content_may_be_empty(alice: Caller) -> None:
    board = alice.post_board(content="")

    assert alice.get(f"/boards/{board['id']}").json()["content"] == ""


def test_a_board_may_be_sent_in_chunks(alice: Caller) -> None:
    parts = iter([b'{"title":"in ', b'parts","content":""}'])

    answer = alice.request(
        "POST", "/boards", data=parts, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 201
    assert answer.json()["title"] == "in parts"


def test_a_content_type_may_name_utf_8(alice: Caller) -> None:
    kind = 'Application/JSON; Charset="UTF-8"'

    answer = send(alice, "POST", "/boards", b'{"title":"x","content":""}', kind)

    assert answer.status_code == 201


def test_a_board_that_never_was_is_404(alice: Caller) -> None:
    assert "errors" not in problem(alice.get("/boards/987654321"), 404)


@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_body_that_arrives_in_pieces_is_read_whole(
    api: Api, alice: Caller, is_chunked: bool
) -> None:
    body = json.dumps({"title": "Slow", "content": "x" * 20_000}).encode()

    def in_pieces() -> Iterator[bytes]:
        for start in range(0, len(body), 5000):
            time.sleep(0.1)
            piece = body[start : start + 5000]
            yield b"%x\r\n%b\r\n" % (len(piece), piece) if is_chunked else piece
        yield b"0\r\n\r\n" if is_chunked else b""

    framed = {"Content-Length": str(len(body))}
    framed = {"Transfer-Encoding": "chunked"} if is_chunked else framed
    framed |= {"Content-Type": "application/json"}
    head, answered = exchange(api, "POST", "/api/v1/boards", in_pieces(), **framed)

    assert head.startswith(b"HTTP/1.1 201 ")
    assert json.loads(answered)["content"] == "x" * 20_000
