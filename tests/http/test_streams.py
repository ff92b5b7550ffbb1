"""Whole lists as streams: every row once, in constant memory, and with threads left for others."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from resource import getpagesize
from typing import Any

import pytest
from flask import Flask

from rawboard.api import listing
from rawboard.api.listing import CHUNK
from rawboard.db.keyset import Position
from rawboard.http.flask_app import STREAMS
from rawboard.http.formats import NDJSON_WRITER
from rawboard.routes.board_parameters import BoardPageQuery
from tests.support.answers import problem, walk
from tests.support.api import Api, Caller
from tests.support.faults import until
from tests.support.streaming import FORMATS, LARGE, MIB, NDJSON, Fill, ids, opened, pieces

pytest_plugins = ["tests.support.fault_fixtures", "tests.support.stream_fixtures"]

HUGE = {"count": 4000, "length": 10_000}  # 40 MB: more than a worker may grow by


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("count", [CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 50])
def test_every_row_comes_once_and_in_order(
    api: Api, alice: Caller, fill: Fill, kind: str, count: int
) -> None:
    fill(alice, count)
    expected = [board["id"] for board in walk(alice, "/boards?limit=100")]

    answer = opened(alice, kind)

    assert ids(answer.content, kind) == expected
    assert len(expected) == count
    assert answer.headers["Transfer-Encoding"] == "chunked"


@pytest.mark.parametrize("sort", ["created_at", "updated_at", "-updated_at"])
def test_a_stream_keeps_its_filters_and_its_order(
    alice: Caller, bob: Caller, fill: Fill, sort: str
) -> None:
    fill(alice, 2 * CHUNK + 5)
    bob.post_board()
    query = f"sort={sort}&author=alice&since=2026-01-05T00:00:10Z"
    expected = [board["id"] for board in walk(alice, f"/boards?limit=100&{query}")]

    answer = alice.get(f"/boards?{query}", headers={"Accept": NDJSON})

    assert ids(answer.content, NDJSON) == expected
    assert len(expected) == 2 * CHUNK + 5 - 20


def test_rows_added_and_deleted_meanwhile_neither_repeat_nor_skip_others(
    alice: Caller, fill: Fill
) -> None:
    fill(alice, **LARGE)
    before = [board["id"] for board in walk(alice, "/boards?limit=100&fields=id")]
    with opened(alice) as answer:
        lines = answer.iter_lines(chunk_size=MIB)
        first = next(lines)
        doomed = before[-1]
        alice.delete(f"/boards/{doomed}")
        alice.post_board("newer than all")
        seen = ids(b"\n".join([first, *lines]), NDJSON)

    assert seen == [each for each in before if each != doomed]


def test_the_workers_memory_stays_as_it_is(api: Api, alice: Caller, fill: Fill) -> None:
    fill(alice, **HUGE)
    opened(alice, "text/csv").close()
    worker = api.workers()[0]
    before = resident(worker)

    for kind, coding in [(NDJSON, "identity"), ("text/csv", "gzip")]:
        with opened(alice, kind, **{"Accept-Encoding": coding}) as answer:
            most = max(resident(worker) for _ in pieces(answer))
        assert most - before < 30 * MIB


def resident(pid: int) -> int:
    """How many bytes of memory a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * getpagesize()


def test_a_slow_client_makes_the_server_wait(api: Api, alice: Caller, fill: Fill) -> None:
    fill(alice, **LARGE)

    with opened(alice):
        time.sleep(0.3)  # long enough for all of it
        assert alice.get("/me").status_code == 200
    said = "a stream was left by its client after "
    until(lambda: said in api.log_text())
    assert int(api.log_text().rsplit(said, 1)[1].split(" ", 1)[0]) < 10 * MIB


def test_as_many_streams_as_may_be_leave_every_lane_to_other_requests(
    another_api: Callable[..., Api], member: Callable[..., Caller], fill: Fill
) -> None:
    api = another_api(RAWBOARD_THREADS="1")
    alice = member(api)
    fill(alice, **LARGE)
    others = [member(api, f"user{n}") for n in range(STREAMS)]
    streams = [opened(each) for each in others]
    assert [stream.status_code for stream in streams] == [200] * STREAMS

    for kind in FORMATS:
        refused = opened(alice, kind)
        assert problem(refused, 503)["type"] == "about:blank"
        assert int(refused.headers["Retry-After"]) > 0
    assert alice.get("/boards?limit=100").status_code == 200
    assert alice.get("/boards?limit=2", headers={"Accept": NDJSON}).status_code == 200

    for stream in streams:
        stream.close()
    until(lambda: opened(alice).status_code == 200)


def test_head_of_a_stream_sends_no_row_and_keeps_no_place(
    api: Api, alice: Caller, fill: Fill
) -> None:
    fill(alice, 2 * CHUNK)
    alice.get("/boards")
    page = api.statements(alice.get("/boards"))

    for coding in ("identity", "gzip") * 3:
        headers = {"Accept": NDJSON, "Accept-Encoding": coding}
        answer = alice.request("HEAD", "/boards", headers=headers)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == NDJSON
        assert api.statements(answer) == page
    assert len(ids(opened(alice).content, NDJSON)) == 2 * CHUNK


def test_a_list_that_is_slow_to_read_is_read_in_ever_longer_chunks(app: Flask) -> None:
    asked: list[int] = []

    def page(_after: Position | None, limit: int) -> list[dict[str, Any]]:
        asked.append(limit)
        time.sleep(listing.SLOW * 1.2)
        return [{"id": 1, "created_at": datetime.now(UTC)}] * (limit if len(asked) < 4 else 1)

    slow = listing.Listing("rows", "rows", page, count=lambda: 0)
    body = listing._chunks(slow, BoardPageQuery(), None, NDJSON_WRITER)

    with app.app_context():
        assert b"".join(body).count(b"\n") == CHUNK * (1 + 2 + 4) + 1
    assert asked == [CHUNK, 2 * CHUNK, 4 * CHUNK, 8 * CHUNK]


def test_a_user_has_one_stream_at_a_time_and_others_theirs(
    api: Api, alice: Caller, bob: Caller, fill: Fill
) -> None:
    fill(alice, **LARGE)
    with opened(alice) as stalled:
        assert stalled.status_code == 200
        for kind in FORMATS:
            refused = opened(alice, kind)
            assert problem(refused, 429)["type"] == "about:blank"
            assert int(refused.headers["Retry-After"]) > 0
        assert alice.get("/boards?limit=2", headers={"Accept": NDJSON}).status_code == 200
        assert len(ids(opened(bob).content, NDJSON)) == LARGE["count"]

    until(lambda: opened(alice).status_code == 200)
