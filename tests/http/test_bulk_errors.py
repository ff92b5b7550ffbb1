"""Bodies of many rows of which some are bad: each is named by its index, and no row is taken."""

from collections.abc import Iterator

import pytest

from tests.support.answers import RunSql, places, problem, send
from tests.support.api import Api, Caller
from tests.support.rows import CSV, JSON, KINDS, NAMES, NDJSON, body, errors, rows

MOST = 10_000  # RAWBOARD_MAX_BULK_ROWS


@pytest.fixture(autouse=True)
def nothing_is_taken(api: Api, run_sql: RunSql) -> Iterator[None]:
    yield
    assert run_sql("count_boards") == [{"boards": 0}]


GOOD = {JSON: b'{"title":"T","content":"C"}', NDJSON: b'{"title":"T","content":"C"}', CSV: b"T,C"}


def join(lines: list[bytes], kind: str) -> bytes:
    """A body of these rows, each on a line of its own."""
    if kind == JSON:
        return b"[" + b",\n".join(lines) + b"]"
    return (NAMES if kind == CSV else b"") + b"\n".join(lines)


BROKEN = {
    JSON: [b'{"title" "T"}', b'{"title":"T",}', b"", b" ", b"nul", b"}", b"{]", b"[}", b"1 2",
           b'{"title":"\xff","content":""}', b'{"title":"\\ud83d","content":""}', b"'T'"],
    NDJSON: [b'{"title":"T"', b'{"title":"T",}', b'{"title" "T"}', b"", b"nul", b"}", b'"T',
             b'{"title":"\xff","content":""}', b'{"title":"\\ud83d","content":""}', b"{} {}", b","],
    CSV: [b"T", b"T,C,", b"", b'T,"C" ', b'T, "C"', b'T,C"', b'"T"T,C', b"T\rT,C", b"\xff,C",
          b"," * 5000, b'"T"",C'],
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_row_among_ten_thousand_is_400_and_named_by_its_index(
    kind: str, alice: Caller
) -> None:
    lines = [GOOD[kind]] * MOST
    lines[7000] = BROKEN[kind][0]
    at = 7002 if kind == CSV else 7001

    found = errors(send(alice, "POST", "/boards", join(lines, kind), kind), 400)

    assert found.keys() == {"#/7000"}
    assert found["#/7000"].endswith(f" (line {at})")


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_breaks_a_row_the_others_keep_their_index(kind: str, alice: Caller) -> None:
    for broken in BROKEN[kind]:
        lines = [GOOD[kind], broken, GOOD[kind], GOOD[kind].replace(b"T", b"T" * 101, 1)]
        if kind != CSV:
            lines[3] = b'{"title":"","content":""}'

        found = errors(send(alice, "POST", "/boards", join(lines, kind), kind), 400)

        assert list(found) == ["#/1", "#/3/title"], (broken, found)


@pytest.mark.parametrize("kind", KINDS)
def test_an_invalid_row_among_ten_thousand_is_422_and_named_by_its_index(
    kind: str, alice: Caller
) -> None:
    many = rows(MOST)
    many[9998]["title"] = ""

    found = errors(send(alice, "POST", "/boards", body(many, kind), kind), 422)

    assert found == {"#/9998/title": "must have at least 1 character(s)"}


def test_every_bad_row_is_named(alice: Caller) -> None:
    found = errors(send(alice, "POST", "/boards", b"{}\n" * MOST, NDJSON), 422)

    assert found.keys() == {f"#/{n}/{name}" for n in range(MOST) for name in ("title", "content")}


def test_all_that_is_wrong_is_told_at_once(alice: Caller) -> None:
    lines = [b'{"title":5,"content":"","a/b":1}', b"{", b"[]", b'{"title":"\\u0000","content":""}']

    for kind in (JSON, NDJSON):
        answer = send(alice, "POST", "/boards?colour=red", join(lines, kind), kind)
        if kind == JSON:  # the second row takes in all that follows
            assert places(answer, 400)[0] == "#"
            continue
        assert places(answer, 400) == ["#/0/a~1b", "#/0/title", "#/1", "#/2", "#/3/title", "colour"]


@pytest.mark.parametrize(
    "text",
    [b"1", b'"T"', b"null", b"true", b"[]", b'["T","C"]', b'[{"title":"T","content":"C"}]'],
)
def test_a_row_that_is_no_object_is_422(text: bytes, alice: Caller) -> None:
    for kind in (JSON, NDJSON):
        found = errors(send(alice, "POST", "/boards", join([GOOD[kind], text], kind), kind), 422)

        assert found == {"#/1": "must be a JSON object"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (b"[", ["#", "#/0"]),
        (b"[[", ["#", "#/0"]),
        (b'[{"title":"T","content":"C"}', ["#"]),
        (b'[{"title":"T","content":"C"},', ["#", "#/1"]),
        (b'[{"title":"T","content":"C"},]', ["#/1"]),
        (b'[,{"title":"T","content":"C"}]', ["#/0"]),
        (b'[{"title":"T","content":"C"', ["#", "#/0"]),
        (b'[{"title":"T","content":"C]', ["#", "#/0"]),
        (b'[{"title":"T","content":"C\\', ["#", "#/0"]),
        (b'[{"title":"T","content":"C"}]]', ["#"]),
        (b'[{"title":"T","content":"C"}] []', ["#"]),
        (b'\x0b[{"title":"T","content":"C"}]', ["#"]),
        (b"[1]\x00", ["#", "#/0"]),
    ],
)
def test_an_array_that_is_not_json_is_400(text: bytes, wanted: list[str], alice: Caller) -> None:
    assert places(send(alice, "POST", "/boards", text, JSON), 400) == wanted


@pytest.mark.parametrize(
    ("text", "kind"),
    [(b"[]", JSON), (b" [\n] ", JSON), (b"\n", NDJSON), (b"\r\n\r\n", NDJSON), (NAMES, CSV)],
)
def test_no_rows_at_all_are_422(text: bytes, kind: str, alice: Caller) -> None:
    assert errors(send(alice, "POST", "/boards", text, kind), 422).keys() == {"#"}


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_body_is_400(kind: str, alice: Caller) -> None:
    problem(send(alice, "POST", "/boards", b"", kind), 400)


@pytest.mark.parametrize(
    ("header", "complaints"),
    [
        (b"title", ["the column 'content' is missing"]),
        (b"", ["the column '' is not known here", "the column 'content' is missing",
               "the column 'title' is missing"]),
        (b"title,content,title", ["the column 'title' is there twice"]),
        (b"title,content,id", ["the column 'id' is not known here"]),
        (b"title;content", ["the column 'title;content' is not known here",
                            "the column 'content' is missing", "the column 'title' is missing"]),
        (b"Title, content", ["the column ' content' is not known here",
                             "the column 'Title' is not known here",
                             "the column 'content' is missing", "the column 'title' is missing"]),
    ],
)  # fmt: skip
def test_a_header_that_does_not_name_each_column_once_is_422(
    header: bytes, complaints: list[str], alice: Caller
) -> None:
    answer = send(alice, "POST", "/boards", b'"' + header.replace(b",", b'","') + b'"\nT,C\n', CSV)

    assert [error["detail"] for error in problem(answer, 422)["errors"]] == complaints


@pytest.mark.parametrize("header", [b'"title,content', b"\xff,title,content", b"," * 200])
def test_a_header_that_cannot_be_read_is_400(header: bytes, alice: Caller) -> None:
    assert places(send(alice, "POST", "/boards", header + b"\nT,C\n", CSV), 400) == ["#"]
