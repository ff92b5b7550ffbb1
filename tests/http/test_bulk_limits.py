"""How much one body of many rows may hold, of what kind it may be, and what a hostile one costs."""

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.answers import RunSql, places, problem, send
from tests.support.api import Api, Caller
from tests.support.rows import CSV, JSON, KINDS, NAMES, NDJSON, body, errors, rows

LIMIT = 8_388_608  # RAWBOARD_MAX_BULK_BYTES
MOST = 10_000  # RAWBOARD_MAX_BULK_ROWS


@pytest.fixture(autouse=True)
def nothing_is_taken(api: Api, run_sql: RunSql) -> Iterator[None]:
    yield
    assert run_sql("count_boards") == [{"boards": 0}]


@pytest.mark.parametrize("kind", KINDS)
def test_more_rows_than_the_limit_are_413_which_names_it(kind: str, alice: Caller) -> None:
    document = problem(send(alice, "POST", "/boards", body(rows(MOST + 1), kind), kind), 413)

    assert "10000 rows" in document["detail"]


@pytest.mark.parametrize("kind", KINDS)
def test_more_bytes_than_the_limit_are_413_which_names_it(kind: str, alice: Caller) -> None:
    document = problem(send(alice, "POST", "/boards", b"[" * (LIMIT + 1), kind), 413)

    assert f"{LIMIT} bytes" in document["detail"]


def test_both_limits_can_be_set(another_api: Callable[..., Api], alice: Caller) -> None:
    api = another_api(RAWBOARD_MAX_BULK_ROWS="2", RAWBOARD_MAX_BULK_BYTES="1024")
    there = Caller(api.base, alice.credentials)

    answer = send(there, "POST", "/boards", body(rows(3), NDJSON), NDJSON)
    assert "2 rows" in problem(answer, 413)["detail"]
    answer = send(there, "POST", "/boards", b" " * 1025, NDJSON)
    assert "1024 bytes" in problem(answer, 413)["detail"]
    there.close()


@pytest.mark.parametrize(
    "kind", ["text/csv; charset=latin-1", "application/jsonl", "text/tab-separated-values"]
)
def test_another_content_type_is_415_and_told_what_it_may_be(kind: str, alice: Caller) -> None:
    answer = send(alice, "POST", "/boards", body(rows(1), NDJSON), kind)

    problem(answer, 415)
    assert {JSON, NDJSON, CSV} <= set(answer.headers["Accept"].split(", "))


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("kind", [NDJSON, CSV])
def test_many_rows_are_for_post_alone(method: str, kind: str, alice: Caller) -> None:
    problem(send(alice, method, "/boards/1", body(rows(1), kind), kind), 415)
    assert places(send(alice, method, "/boards/1", body(rows(1), JSON), JSON)) == ["#"]


def test_of_a_row_with_very_many_unknown_members_a_few_are_named(alice: Caller) -> None:
    row = {"title": "T", "content": "C", **{f"m{n}": n for n in range(50_000)}}

    found = errors(send(alice, "POST", "/boards", body([row], NDJSON), NDJSON), 422)

    assert list(found) == [*(f"#/0/m{n}" for n in range(8)), "#/0"]
    assert found["#/0"] == "has 49992 more unknown members"


def test_an_array_of_far_more_parts_than_rows_can_have_is_not_read_to_its_end(
    alice: Caller,
) -> None:
    answer = send(alice, "POST", "/boards", b"[[" + b"[]," * 500_001 + b"1]]", JSON)

    assert "over 1000000 parts" in errors(answer, 400)["#"]


def test_a_packed_bomb_is_413_and_a_broken_one_400(alice: Caller) -> None:
    bomb = gzip.compress(b"\n" * 100_000_000, 9)
    for packed, status in [(bomb, 413), (bomb[:-10], 413), (b"no gzip", 400)]:
        headers = {"Content-Type": NDJSON, "Content-Encoding": "gzip"}
        problem(alice.request("POST", "/boards", data=packed, headers=headers), status)


HOSTILE = [
    (b'["' + b'\\"' * (LIMIT // 2 - 1), JSON),
    (b"[" + b'"",' * (LIMIT // 3), JSON),
    (b"[" + b",".join([b"[" + b"[]," * 330_000 + b"1]"] * 8) + b"]", JSON),
    ((b"[" + b'{"a":1},' * 120_000 + b"1]\n") * 8, NDJSON),
    (b"[" + b"[]," * (LIMIT // 3 - 2) + b"1]", NDJSON),
    (b" \n" * (LIMIT // 2), NDJSON),
    (NAMES + b"," * (LIMIT - 20), CSV),
    (NAMES + b'"' * (LIMIT - 20), CSV),
    (NAMES + b'"' + b"x" * (LIMIT - 30) + b'",', CSV),
]


def peak(api: Api) -> int:
    """The most memory that the API's workers ever had, in bytes."""
    status = "".join(Path(f"/proc/{pid}/status").read_text() for pid in api.workers())
    return max(int(kilobytes) * 1024 for kilobytes in re.findall(r"VmHWM:\s+(\d+)", status))


def test_hostile_bodies_cost_little_more_memory_than_their_own_bytes(
    another_api: Callable[..., Api], alice: Caller
) -> None:
    api = another_api(RAWBOARD_THREADS="1")
    there = Caller(api.base, alice.credentials)
    there.get("/me")
    before = peak(api)
    for text, kind in HOSTILE:
        answer = send(there, "POST", "/boards", text, kind)
        assert answer.status_code in (400, 413, 422), answer.text
    there.close()

    assert peak(api) - before < 8 * LIMIT
