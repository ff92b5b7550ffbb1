"""Many boards with one request: all of them in their order, or none."""

import gzip
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rawboard.db.queries import load
from tests.conftest import PASSWORD
from tests.support.answers import RunSql, problem, send, walk
from tests.support.api import Api, Caller, Json
from tests.support.rows import CSV, JSON, KINDS, NDJSON, body, posted, rows, texts

QUERIES = load(Path(__file__).parents[1] / "sql" / "bulk.sql")
TEXTS: list[Json] = [
    {"title": "Quotes \" and ' and \\ and ,", "content": "Lines\nof\r\ntwo kinds\n"},
    {"title": "한국어 日本語 😀", "content": ""},
    {"title": " spaces ", "content": "%s %(now)s %% ; -- /* :name */ \x1a\t"},
    {"title": "=1+1", "content": '""'},
]


@pytest.fixture
def ask(administrator: Any) -> Callable[..., list[Any]]:
    """Runs a query of tests/sql/bulk.sql as an administrator."""

    def run(name: str, **parameters: object) -> list[Any]:
        cursor = administrator.cursor()
        cursor.execute(QUERIES[name].statement.text, parameters)
        return list(cursor)

    return run


@pytest.mark.parametrize("kind", KINDS)
def test_many_boards_are_posted_as_they_stand_and_shown_in_their_order(
    kind: str, alice: Caller
) -> None:
    answer = send(alice, "POST", "/boards", body(TEXTS, kind), kind)

    data = posted(answer)
    assert "Location" not in answer.headers
    assert texts(data) == TEXTS
    assert len({board["created_at"] for board in data}) == 1
    assert [board["id"] for board in data] == sorted({board["id"] for board in data})
    for board in data:
        assert alice.get(f"/boards/{board['id']}").json() == board
    assert walk(alice, "/boards") == data[::-1]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (JSON, b' \r\n[{"title":"A" , "content":"[]{},"} ,\n{"content":"", "title":"\\""}\t]\n'),
        ("application/json; charset=UTF-8",
         b'[{"title":"A","content":"[]{},"},{"title":"\\u0022","content":""}]'),
        (NDJSON, b'{"title":"A","content":"[]{},"}\r\n{"title":"\\"","content":""}\r\n\r\n'),
        ("application/ndjson", b'{"title":"A","content":"[]{},"}\n{"title":"\\"","content":""}'),
        (CSV, b'title,content\r\nA,"[]{},"\r\n"""",\r\n'),
        (CSV, b'content,title\n"[]{},",A\n,""""\n\n'),
        ("text/csv; charset=utf-8", b'\xef\xbb\xbf"title","content"\nA,"[]{},"\n"""",""'),
    ],
)  # fmt: skip
def test_each_way_to_write_rows_is_read(kind: str, text: bytes, alice: Caller) -> None:
    data = posted(send(alice, "POST", "/boards", text, kind))

    assert texts(data) == [{"title": "A", "content": "[]{},"}, {"title": '"', "content": ""}]


@pytest.mark.parametrize("kind", KINDS)
def test_one_row_is_a_list_of_one_and_an_object_is_a_board(kind: str, alice: Caller) -> None:
    assert len(posted(send(alice, "POST", "/boards", body(rows(1), kind), kind))) == 1
    assert alice.post_board()["title"] == "A title"


def curl(*arguments: str) -> bytes:
    """What curl makes of a user's command."""
    command = ["curl", "-sS", "--fail-with-body", "-u", f"alice:{PASSWORD}", *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout


def test_ten_thousand_boards_go_in_and_come_back_out_byte_by_byte(
    api: Api, alice: Caller, tmp_path: Path
) -> None:
    file = tmp_path / "boards.ndjson"
    file.write_bytes(body(TEXTS + rows(9_996, "Ein Text: 한국어 😀"), NDJSON))
    url = f"{api.base}/api/v1/boards"
    wanted = "fields=title,content&sort=created_at&author=alice"

    curl("--data-binary", f"@{file}", "-H", f"Content-Type: {NDJSON}", url)
    came_back = curl("-H", f"Accept: {NDJSON}", f"{url}?{wanted}")

    assert came_back == file.read_bytes()


def test_ten_thousand_boards_cost_ten_inserts(
    api: Api, alice: Caller, ask: Callable[..., list[Any]]
) -> None:
    alice.get("/me")
    before = int(ask("count_inserts")[0][1])

    answer = send(alice, "POST", "/boards", body(rows(10_000), NDJSON), NDJSON)

    assert int(ask("count_inserts")[0][1]) - before == 10
    # BEGIN, the caller, the inserts, the ids, COMMIT.
    assert api.statements(answer) == 1 + 1 + 10 + 1 + 1
    assert texts(posted(answer)) == rows(10_000)


def test_long_boards_go_into_statements_that_every_server_takes(api: Api, alice: Caller) -> None:
    alice.get("/me")
    long = [{"title": "Long", "content": "😀" * 20_000} for _ in range(60)]  # 4.8 MB

    answer = send(alice, "POST", "/boards", body(long, NDJSON), NDJSON)

    assert texts(posted(answer)) == long
    assert api.statements(answer) == 1 + 1 + 2 + 1 + 1


def test_the_answer_is_ndjson_where_that_is_preferred(alice: Caller) -> None:
    headers = {"Content-Type": JSON, "Accept": NDJSON}

    many = alice.request("POST", "/boards", data=body(TEXTS, JSON), headers=headers)
    one = alice.request("POST", "/boards", data=b'{"title":"One","content":""}', headers=headers)

    assert many.headers["Content-Type"] == one.headers["Content-Type"] == NDJSON
    assert (many.status_code, one.status_code) == (201, 201)
    assert texts([json.loads(line) for line in many.text.splitlines()]) == TEXTS
    assert json.loads(one.text) == alice.get(one.headers["Location"]).json()
    assert one.text.count("\n") == 1


def test_a_dry_run_shows_the_boards_and_keeps_none(alice: Caller, run_sql: RunSql) -> None:
    headers = {"Content-Type": NDJSON, "Prefer": "tx=rollback"}

    answer = alice.request("POST", "/boards", data=body(rows(3), NDJSON), headers=headers)

    assert texts(posted(answer)) == rows(3)
    assert answer.headers["Preference-Applied"] == "tx=rollback"
    assert run_sql("count_boards") == [{"boards": 0}]


def test_who_asks_for_no_answer_gets_none(alice: Caller, run_sql: RunSql) -> None:
    headers = {"Content-Type": NDJSON, "Prefer": "return=minimal"}

    answer = alice.request("POST", "/boards", data=body(rows(3), NDJSON), headers=headers)

    assert (answer.status_code, answer.content) == (201, b"")
    assert run_sql("count_boards") == [{"boards": 3}]


def test_a_lenient_import_leaves_out_what_is_not_known(alice: Caller) -> None:
    for kind in KINDS:
        more = [{"id": "7", **row, "author": "nobody"} for row in rows(3)]
        headers = {"Content-Type": kind, "Prefer": "handling=lenient"}

        answer = alice.request("POST", "/boards", data=body(more, kind), headers=headers)

        assert texts(posted(answer)) == rows(3)


def test_the_same_key_sends_the_boards_once(alice: Caller, run_sql: RunSql) -> None:
    headers = {"Content-Type": NDJSON, "Idempotency-Key": '"import-1"'}

    first, second = [
        alice.request("POST", "/boards", data=body(rows(50), NDJSON), headers=headers)
        for _ in range(2)
    ]

    assert len(posted(first)) == 50
    assert second.content == first.content
    assert run_sql("count_boards") == [{"boards": 50}]


def test_csv_that_was_taken_out_is_the_same_when_it_is_put_in_again(alice: Caller) -> None:
    texts = ["=1+1", "'=1+1", "''=x", "'quoted'", "-", "@a,b", '+"x"\n', "plain", "\uff1d1"]
    rows = [{"title": f"{n}", "content": text} for n, text in enumerate(texts)]
    assert alice.post("/boards", rows).status_code == 201
    path = "/boards?fields=title,content&sort=created_at"
    taken = alice.get(path, headers={"Accept": "text/csv"}).content
    for board in alice.get("/boards").json()["data"]:
        alice.delete(f"/boards/{board['id']}")

    put = alice.request("POST", "/boards", data=taken, headers={"Content-Type": "text/csv"})

    assert put.status_code == 201, put.text
    assert alice.get(path).json()["data"] == rows
    assert alice.get(path, headers={"Accept": "text/csv"}).content == taken


@pytest.mark.parametrize("kind", [NDJSON, CSV])
def test_a_body_whose_end_cannot_be_told_is_411_so_that_no_part_passes_for_the_whole(
    kind: str, alice: Caller
) -> None:
    def cut() -> Iterator[bytes]:  # of a generator, requests makes a chunked body
        yield body([{"title": "One", "content": ""}], kind)

    answer = alice.request("POST", "/boards", data=cut(), headers={"Content-Type": kind})

    assert "Content-Length" in problem(answer, 411)["detail"]
    assert walk(alice, "/boards") == []


def test_a_chunked_body_that_is_compressed_has_an_end_and_is_taken(alice: Caller) -> None:
    headers = {"Content-Type": NDJSON, "Content-Encoding": "gzip"}
    whole = gzip.compress(body([{"title": "One", "content": ""}] * 2, NDJSON))

    assert problem(alice.request("POST", "/boards", data=iter([whole[:-9]]), headers=headers), 400)
    assert walk(alice, "/boards") == []
    posted(alice.request("POST", "/boards", data=iter([whole]), headers=headers))
