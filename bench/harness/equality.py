"""Checks that every subject gives the same answers, before anything is measured."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bench.harness.data import Site
from bench.harness.mistakes import MeasureError
from bench.harness.processes import Running
from bench.harness.wire import Answer, Wire, basic
from bench.harness.workloads import BOARDS, CONTENT, pages

TIMES = ("created_at", "updated_at")
SAMPLES = 20  # boards and pages that are compared
Json = dict[str, Any]


def check(subjects: dict[str, Running], site: Site) -> None:
    """Compare what the servers answer with each other and with the rows.

    What differs by nature is left out: headers, the URL of the next page (its cursor is each
    one's own; that its page is the same is compared), and how a time is written.

    Raises:
        MeasureError: two differ; the message says in what.
    """
    ids = [row["id"] for row in site.ask("list_board_ids")]
    picked = ids[:: len(ids) // SAMPLES]
    expected: dict[str, Any] = {}
    for name, running in subjects.items():
        wire = running.wire()
        _compare(expected, "W1", name, [_good(wire.get(f"{BOARDS}/{each}")) for each in picked])
        _compare(expected, "W2", name, [_page(wire, path) for path in pages(wire, SAMPLES)])
        _check_post(running, wire, site)
        _check_refusals(running, ids[-1])
        wire.close()
        site.forget_new_boards()
        site.ask("delete_login_failures")


def _compare(expected: Json, what: str, name: str, found: object) -> None:
    first, wanted = expected.setdefault(what, (name, found))
    if found != wanted:
        raise MeasureError(f"{what}: {name} answers {found!r:.500}, {first} {wanted!r:.500}")


def _good(answer: Answer, status: int = 200) -> Json:
    if answer.status != status:
        raise MeasureError(f"{answer.status} in place of {status}: {answer.body[:300]!r}")
    board: Json = answer.json()
    return _plain(board)


def _page(wire: Wire, path: str) -> list[Json]:
    answer = wire.get(path)
    return [_plain(board) for board in answer.json()["data"]]


def _plain(board: Json) -> Json:
    times = {name: datetime.fromisoformat(board[name]) for name in TIMES if name in board}
    if any(time.utcoffset() != timedelta(0) for time in times.values()):
        raise MeasureError(f"a time is not in UTC: {board}")
    return board | times


def _check_post(running: Running, wire: Wire, site: Site) -> None:
    before = datetime.now(UTC)
    title = f"A board of {running.subject.name}"
    board = _good(wire.post(BOARDS, {"title": title, "content": CONTENT}), 201)
    name = f"{running.subject.callers}1"
    user_id = site.ask("find_user_id", username=name)[0]["id"]
    row = site.ask("find_board", board_id=board["id"])[0]
    times = {each: row[each].replace(tzinfo=UTC) for each in TIMES}
    wanted = {"id": board["id"], "title": title, "content": CONTENT, "version": 1, **times}
    wanted["author"] = {"id": user_id, "username": name}
    stored = {each: row[each] for each in ("user_id", "title", "content", "version")}
    if board != wanted or stored | times != {
        "user_id": user_id,
        "title": title,
        "content": CONTENT,
        "version": 1,
        **times,
    }:
        raise MeasureError(f"W3: {running.subject.name} answers {board}, stored is {row}")
    if not before - timedelta(seconds=1) < times["created_at"] <= datetime.now(UTC):
        raise MeasureError(f"W3: {running.subject.name} posted at {times['created_at']}")


def _check_refusals(running: Running, last_id: int) -> None:
    """A subject that would check no password, or find any board, would be fast."""
    for credentials, path, status in (
        (basic(f"{running.subject.callers}1", "wrong"), f"{BOARDS}/{last_id}", 401),
        (basic("nobody", "wrong"), f"{BOARDS}/{last_id}", 401),
        (None, f"{BOARDS}/{last_id}", 401),
        (running.wire().headers["Authorization"], f"{BOARDS}/{last_id + 10**9}", 404),
    ):
        wire = Wire(running.port, {"Authorization": credentials} if credentials else {})
        answer = wire.get(path)
        wire.close()
        if answer.status != status:
            raise MeasureError(f"{running.subject.name} answers {answer.status}, not {status}")
