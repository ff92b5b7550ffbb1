"""Bodies that cannot be read or are not what is asked for; none of them leaves anything behind."""

from collections.abc import Iterator

import pytest

from tests.conftest import PASSWORD
from tests.support.answers import RunSql, places, problem, send, stored
from tests.support.api import Caller, Json

LIMIT = 1_048_576  # RAWBOARD_MAX_BODY_BYTES
WRITES = [
    ("POST", "/boards"),
    ("PUT", "/boards/{board}"),
    ("PATCH", "/boards/{board}"),
    ("POST", "/users"),
    ("PUT", "/me"),
    ("PATCH", "/me"),
    ("PATCH", "/users/alice"),
    ("PUT", "/me/password"),
]
every_write = pytest.mark.parametrize(("method", "path"), WRITES)


@pytest.fixture
def board(alice: Caller, admin: Caller, run_sql: RunSql) -> Iterator[Json]:
    """Alice's board; when the test is over, nothing may have been added or changed."""
    posted = alice.post_board()
    before = stored(admin, run_sql)
    yield posted
    assert stored(admin, run_sql) == before


MALFORMED = [
    b"{", b"}", b"nul", b"NaN", b"undefined", b"'title'", b" ", b"\n", b"\x00", b'{"title"}',
    b'{"title": }', b'{"title": "x",}', b'{"title": "x"} {}', b"{'title': 'x'}", b'["x"',
    b'{"title": "x", "content": "y"', b'{"title": "x" "content": "y"}', b"title=x&content=y",
    b'{"title": 01}', b'{"title": NaN}', b'{"title": Infinity}', b'{"title": "line\nbreak"}',
    b'{"title": "bad \\x escape"}', b'/* c */ {"title": "x"}', b"<title>x</title>",
]  # fmt: skip


def test_malformed_json_is_400(alice: Caller, board: Json) -> None:
    for body in MALFORMED:
        problem(send(alice, "POST", "/boards", body), 400)
        problem(send(alice, "PATCH", f"/boards/{board['id']}", body), 400)


@every_write
def test_an_empty_body_is_400(alice: Caller, board: Json, method: str, path: str) -> None:
    address = path.format(board=board["id"])

    problem(send(alice, method, address, b""), 400)
    problem(alice.request(method, address), 400)


@pytest.mark.parametrize("escape", [rb"\ud83d", rb"\udc00", rb"\ud83d\ud83d", rb"\udc00\ud83d"])
def test_a_lone_surrogate_is_400(alice: Caller, board: Json, escape: bytes) -> None:
    problem(send(alice, "POST", "/boards", b'{"title":"%b","content":""}' % escape), 400)
    problem(send(alice, "PATCH", f"/boards/{board['id']}", b'{"title":"x%by"}' % escape), 400)


@pytest.mark.parametrize(
    "text",
    [b"\xff", b"\xc3", b"\xc0\x80", b"\xed\xa0\xbd", b"\xf5\x80\x80\x80", "café".encode("latin-1")],
)
def test_what_is_not_utf_8_is_400(alice: Caller, board: Json, text: bytes) -> None:
    problem(send(alice, "POST", "/boards", b'{"title":"%b","content":""}' % text), 400)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_another_unicode_encoding_is_400(alice: Caller, board: Json, encoding: str) -> None:
    problem(send(alice, "POST", "/boards", '{"title":"x","content":""}'.encode(encoding)), 400)


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"title":', b"}")])
def test_deep_nesting_is_400(alice: Caller, board: Json, opening: bytes, closing: bytes) -> None:
    depth = 50_000

    problem(send(alice, "POST", "/boards", opening * depth + b"1" + closing * depth), 400)
    problem(send(alice, "POST", "/boards", opening * depth), 400)


@every_write
def test_a_body_over_the_limit_is_413(alice: Caller, board: Json, method: str, path: str) -> None:
    body = b'{"title":"x","content":"y"}'.ljust(LIMIT + 1)

    problem(send(alice, method, path.format(board=board["id"]), body), 413)


def test_a_body_of_exactly_the_limit_is_read(alice: Caller, board: Json) -> None:
    body = b'{"title":5,"content":"y"}'.ljust(LIMIT)

    assert places(send(alice, "POST", "/boards", body)) == ["#/title"]


def test_a_chunked_body_over_the_limit_is_413_even_if_what_fits_is_fine(
    alice: Caller, board: Json
) -> None:
    whole = b'{"title":"x","content":"y"}'.ljust(LIMIT + 65_536)
    parts = (whole[start : start + 65_536] for start in range(0, len(whole), 65_536))

    answer = alice.request(
        "POST", "/boards", data=parts, headers={"Content-Type": "application/json"}
    )

    problem(answer, 413)


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "text/json", "application/x-www-form-urlencoded", "multipart/form-data", "",
     "application/xml", "application/problem+json", "application/merge-patch+json", "nonsense",
     "application/json; charset=latin-1", "application/json; charset=utf-16", "application/jsonx"],
)  # fmt: skip
def test_another_content_type_is_415(alice: Caller, board: Json, kind: str) -> None:
    body = b'{"title":"x","content":"y"}'

    answer = send(alice, "POST", "/boards", body, kind)

    problem(answer, 415)
    assert answer.headers["Accept"].split(", ")[0] == "application/json"


def test_no_content_type_is_415(alice: Caller, board: Json) -> None:
    answer = alice.request("POST", "/boards", data=b'{"title":"x","content":"y"}')

    problem(answer, 415)


@every_write
def test_a_form_is_415(alice: Caller, board: Json, method: str, path: str) -> None:
    form = {"title": "x", "content": "y", "password": PASSWORD}

    problem(alice.request(method, path.format(board=board["id"]), data=form), 415)


def test_a_patch_is_told_what_it_may_be(alice: Caller, board: Json) -> None:
    answer = send(alice, "PATCH", f"/boards/{board['id']}", b"{}", "text/plain")

    problem(answer, 415)
    assert answer.headers["Accept-Patch"] == "application/json, application/merge-patch+json"


@every_write
def test_what_is_not_an_object_is_422(alice: Caller, board: Json, method: str, path: str) -> None:
    address = path.format(board=board["id"])

    for body in (b"[]", b'"text"', b"5", b"1.5", b"true", b"false", b"null"):
        assert places(send(alice, method, address, body)) == ["#"]
