"""Many at the same instant, on the same rows."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from tests.support.api import Api, Caller
from tests.support.faults import at_once

pytest_plugins = ["tests.support.fault_fixtures"]

RunSql = Callable[..., list[dict[str, Any]]]


def post_until_refused(caller: Caller, posted: threading.Semaphore) -> list[int]:
    seen: list[int] = []
    while len(seen) < 500 and 401 not in seen:
        seen.append(caller.post("/boards", {"title": "T", "content": ""}).status_code)
        posted.release()
    return seen


def delete_amid_it(remover: Caller, posted: threading.Semaphore) -> list[int]:
    for _ in range(20):
        posted.acquire()
    seen = [503]
    while seen[-1] == 503 and len(seen) < 20:
        seen.append(remover.delete("/users/alice").status_code)
    return seen


def test_a_user_who_is_deleted_while_posting_leaves_no_board_behind(
    api: Api, member: Callable[..., Caller], run_sql: RunSql
) -> None:
    posted = threading.Semaphore(0)
    posters = [partial(post_until_refused, member(api), posted) for _ in range(6)]
    remover = member(api, "root", "admin")

    *seen, removal = at_once([*posters, partial(delete_amid_it, remover, posted)])

    assert removal[-1] == 204
    statuses = {status for of_one in seen for status in of_one}
    assert {201, 401} <= statuses <= {201, 401, 404, 409, 503}
    assert run_sql("count_boards_without_user") == [{"boards": 0}]
    assert run_sql("count_boards") == [{"boards": 0}]
    assert run_sql("count_users") == [{"users": 1}]


def test_fifty_changes_of_one_board_at_once_all_succeed_and_each_counts(
    api: Api, member: Callable[..., Caller]
) -> None:
    callers = [member(api) for _ in range(50)]
    path = f"/boards/{callers[0].post_board()['id']}"

    answers = at_once([partial(caller.patch, path, {"title": "New"}) for caller in callers])

    assert [answer.status_code for answer in answers] == [200] * 50
    assert sorted(answer.json()["version"] for answer in answers)[-1] == 51
    assert callers[0].get(path).json()["version"] == 1 + 50
