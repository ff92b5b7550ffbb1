"""Lists as NDJSON and CSV (RFC 4180)."""

import csv
import io
import json
from typing import Any

import pytest
import requests

from tests.support.answers import send, walk
from tests.support.api import Caller, Json

NDJSON = "application/x-ndjson"
CSV = "text/csv"
COLUMNS = ["id", "title", "content", "author.id", "author.username"]
COLUMNS += ["created_at", "updated_at", "version"]
TEXTS = [
    "한국어와 日本語 ünïcode 🐳 \u2028\ufeff",
    'quotes " and "" and \\ and / and \\u0041',
    "commas, semicolons; tabs\tand lines\nwith\r\nends\r",
    "\x01\x1f\x7f <b>&amp;</b> '; DROP TABLE",
    " blanks ",
]


def asked(caller: Caller, kind: str, path: str = "/boards") -> requests.Response:
    answer = caller.get(path, headers={"Accept": kind})
    assert answer.status_code == 200, answer.text
    return answer


def records(answer: requests.Response) -> list[list[str]]:
    """The records of a CSV body, the header first."""
    text = answer.content.decode()
    assert not text or text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def post_all(caller: Caller) -> list[Json]:
    """The boards, newest first, as JSON has them."""
    for number, text in enumerate(TEXTS):
        caller.post_board(f"No. {number}", text)
    return walk(caller, "/boards")


def test_ndjson_is_one_compact_object_a_line_and_says_what_json_says(alice: Caller) -> None:
    boards = post_all(alice)

    for path in ("/boards", "/boards?limit=100", "/users/alice/boards"):
        answer = asked(alice, NDJSON, path)
        assert answer.headers["Content-Type"] == NDJSON
        lines = [json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in boards]
        assert answer.content.decode() == "".join(f"{line}\n" for line in lines)


def test_what_is_sent_as_ndjson_comes_back_byte_for_byte(alice: Caller) -> None:
    rows = [{"title": f"행 {number}", "content": TEXTS[number % 5]} for number in range(450)]
    lines = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows]
    body = "".join(line + "\n" for line in lines).encode()

    assert send(alice, "POST", "/boards", body, NDJSON).status_code == 201

    path = "/boards?fields=title,content&sort=created_at"
    assert asked(alice, NDJSON, path).content == body


def test_csv_has_a_header_and_the_same_cells_as_json(alice: Caller) -> None:
    boards = post_all(alice)

    for path in ("/boards", "/boards?limit=100", "/users/alice/boards"):
        answer = asked(alice, CSV, path)
        header, *rows = records(answer)
        assert header == COLUMNS
        assert rows == [
            [
                str(board["id"]), board["title"], board["content"], str(alice.user["id"]), "alice",
                board["created_at"], board["updated_at"], "1",
            ]
            for board in boards
        ]  # fmt: skip


def test_csv_says_what_it_is(alice: Caller) -> None:
    for path, name in (
        ("/boards", "boards"),
        ("/users?limit=5", "users"),
        ("/me/tokens", "tokens"),
    ):
        headers = asked(alice, CSV, path).headers

        assert headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
        assert headers["Content-Disposition"] == f'attachment; filename="{name}.csv"'
        assert headers["X-CSV-Formulas"] == "prefixed with an apostrophe"
    assert "X-CSV-Formulas" not in asked(alice, NDJSON).headers


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ('=HYPERLINK("http://evil.example";"x")', '\'=HYPERLINK("http://evil.example";"x")'),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1", "'＝1"),  # noqa: RUF001
        ("＋1", "'＋1"),  # noqa: RUF001
        ("－1", "'－1"),  # noqa: RUF001
        ("＠x", "'＠x"),  # noqa: RUF001
        ("'=1", "''=1"),
        ("1=1", "1=1"),
        ("'quoted'", "'quoted'"),
        ("a\n=1", "a\n=1"),
        ("", ""),
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_is_made_safe(
    alice: Caller, text: str, cell: str
) -> None:
    alice.post_board("A title", text)

    for path in ("/boards?fields=content", "/boards?fields=content&limit=1"):
        assert records(asked(alice, CSV, path))[1:] == [[cell]]
    assert json.loads(asked(alice, NDJSON).content)["content"] == text


def test_an_email_may_be_a_formula_too(alice: Caller) -> None:
    alice.patch("/me", {"email": "=cmd@example.com"})

    assert records(asked(alice, CSV, "/users?fields=email"))[1:] == [["'=cmd@example.com"]]


def test_quotes_stand_only_where_rfc_4180_wants_them(alice: Caller) -> None:
    for content in ("plain", "a,b", 'a"b', "a\nb", "a\rb", ""):
        alice.post_board("T", content)

    body = asked(alice, CSV, "/boards?fields=title,content&sort=created_at").content

    assert (
        body == b'title,content\r\nT,plain\r\nT,"a,b"\r\nT,"a""b"\r\nT,"a\nb"\r\nT,"a\rb"\r\nT,\r\n'
    )


def test_a_record_of_one_empty_cell_is_no_empty_line(alice: Caller) -> None:
    alice.post_board("T", "")

    assert asked(alice, CSV, "/boards?fields=content").content == b'content\r\n""\r\n'


def test_fields_choose_the_columns_and_their_order(alice: Caller) -> None:
    board = alice.post_board("T", "C")

    header, row = records(asked(alice, CSV, "/boards?fields=author,id"))
    assert header == ["author.id", "author.username", "id"]
    assert row == [str(alice.user["id"]), "alice", str(board["id"])]
    body = asked(alice, NDJSON, "/boards?fields=version,title").content
    assert body == b'{"version":1,"title":"T"}\n'


def test_what_the_caller_may_not_see_is_an_empty_cell(alice: Caller, bob: Caller) -> None:
    rows = records(asked(alice, CSV, "/users?fields=username,email,role"))

    assert rows[1:] == [["bob", "", ""], ["alice", "alice@example.com", "member"]]
    lines = asked(alice, NDJSON, "/users?fields=username,email").content.splitlines()
    assert json.loads(lines[0]) == {"username": "bob"}


def test_null_is_an_empty_cell(alice: Caller) -> None:
    alice.post("/me/tokens", {"name": "a", "scope": "read"})

    assert records(asked(alice, CSV, "/me/tokens?fields=name,expires_at"))[1:] == [["a", ""]]


@pytest.mark.parametrize("limit", ["", "&limit=5"])
def test_an_empty_list_is_a_header_or_nothing(alice: Caller, limit: str) -> None:
    assert asked(alice, CSV, f"/boards?fields=id{limit}").content == b"id\r\n"
    assert asked(alice, NDJSON, f"/boards?fields=id{limit}").content == b""


@pytest.mark.parametrize("kind", [NDJSON, CSV])
def test_with_a_limit_the_next_page_is_in_the_link_header(alice: Caller, kind: str) -> None:
    posted = [alice.post_board(f"No. {number}")["id"] for number in range(5)]
    seen: list[Any] = []
    following: str | None = "/boards?fields=id&limit=2"
    while following:
        answer = asked(alice, kind, following)
        following = answer.links.get("next", {}).get("url")
        seen += [
            int(line) for line in answer.text.translate({ord(c): None for c in '{"id:}'}).split()
        ]

    assert seen == posted[::-1]


@pytest.mark.parametrize("kind", [NDJSON, CSV])
def test_without_a_limit_the_whole_rest_comes_at_once(alice: Caller, kind: str) -> None:
    for number in range(45):
        alice.post_board(f"No. {number}")
    following = alice.get("/boards?limit=10").json()["next"].replace("limit=10&", "")

    answer = asked(alice, kind)
    rest = asked(alice, kind, following)

    assert answer.content.endswith(rest.content.split(b"\n", kind == CSV)[-1])
    assert answer.content.count(b"\n") - rest.content.count(b"\n") == 10
    assert "Link" not in answer.headers
    assert "Content-Length" not in answer.headers
