"""Others are in the way: deadlocks, locks that are held, and a server that became read-only."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from threading import Timer
from typing import Any

import MySQLdb

from rawboard.db.queries import Query
from rawboard.repositories import boards
from tests.support.api import Api, Caller
from tests.support.faults import in_transaction, start_of, timed, unavailable, until
from tests.support.proxy import Proxy
from tests.support.servers import SuiteServer

pytest_plugins = ["tests.support.fault_fixtures"]

READ_ONLY = 1290
WRITES: list[Query] = [
    boards.QUERIES["create_board"],
    boards.QUERIES["update_board_by_id"],
    boards.QUERIES["delete_board_by_id"],
    boards.QUERIES["delete_boards_by_author"],
]

RunSql = Callable[..., list[dict[str, Any]]]


def test_a_deletion_that_loses_a_deadlock_runs_again_as_a_whole_and_succeeds(
    api: Api, bob: Caller, alice: Caller, administrator: MySQLdb.Connection,
    administer: RunSql, run_sql: RunSql,
) -> None:  # fmt: skip
    bobs = [bob.post_board() for _ in range(20)]
    board = [alice.post_board() for _ in range(3)][-1]
    user_id = alice.user["id"]
    with ThreadPoolExecutor(1) as pool, in_transaction(administrator):
        administer("touch_boards_of", user_id=bob.user["id"])  # so that the API's is the lighter
        administer("hold_board", board_id=board["id"])
        deletion = pool.submit(timed, partial(alice.delete, "/me"))
        until(lambda: not run_sql("find_user_unless_held", user_id=user_id))
        administer("hold_user", user_id=user_id)  # a deadlock: each waits for the other
        administrator.rollback()
        answer, seconds = deletion.result()

    assert answer.status_code == 204, answer.text
    assert seconds < 2.5, "it waited until a lock timed out"
    # The caller's row; BEGIN, lock, boards, ROLLBACK; BEGIN, lock, boards, tokens, keys, user,
    # COMMIT.
    assert api.statements(answer) == 1 + 4 + 7
    assert run_sql("count_users") == [{"users": 1}]
    assert run_sql("count_boards") == [{"boards": len(bobs)}]


def test_a_board_that_is_locked_for_ever_is_503_in_the_end_and_nothing_is_changed(
    alice: Caller, bob: Caller, administrator: MySQLdb.Connection, administer: RunSql
) -> None:
    board, other = alice.post_board(), alice.post_board()
    path = f"/boards/{board['id']}"
    tries = [partial(alice.patch, path, {"title": "New"}), partial(alice.delete, "/me")]
    with ThreadPoolExecutor(2) as pool, in_transaction(administrator):
        administer("hold_board", board_id=board["id"])
        under_way = [pool.submit(timed, attempt) for attempt in tries]
        bob.post_board()  # nobody else is kept from writing
        answers = [attempt.result() for attempt in under_way]

    for answer, seconds in answers:
        unavailable(answer)
        assert seconds < 7  # attempts of two seconds, and none after four
    assert alice.get("/boards").json()["data"][1:] == [other, board]
    assert alice.patch(path, {"title": "New"}).json()["version"] == 2
    assert alice.delete("/me").status_code == 204


def test_a_board_that_is_locked_for_a_moment_is_changed_once_it_is_free(
    alice: Caller, administrator: MySQLdb.Connection, administer: RunSql
) -> None:
    board = alice.post_board()
    with in_transaction(administrator):
        administer("hold_board", board_id=board["id"])
        release = Timer(2.5, administrator.rollback)  # after the first attempt timed out
        release.start()
        answer, seconds = timed(lambda: alice.patch(f"/boards/{board['id']}", {"title": "Changed"}))
        release.join()

    assert answer.status_code == 200, answer.text
    assert (answer.json()["title"], answer.json()["version"]) == ("Changed", 2)
    assert 2 < seconds < 4


@contextmanager
def read_only(server: SuiteServer, proxy: Proxy, administer: RunSql) -> Iterator[None]:
    """A server that takes no writes, as after a fail-over to a replica."""
    if server.kind == "external":
        proxy.answer([start_of(query) for query in WRITES], READ_ONLY)
        yield
        proxy.serve()
        return
    administer("become_read_only")
    try:
        yield
    finally:
        administer("become_writable")


def test_a_read_only_server_answers_reads_and_refuses_writes_until_it_takes_them_again(
    server: SuiteServer, proxy: Proxy, proxied_api: Api, member: Callable[..., Caller],
    administer: RunSql, run_sql: RunSql,
) -> None:  # fmt: skip
    alice = member(proxied_api)
    board = alice.post_board()
    path = f"/boards/{board['id']}"
    with read_only(server, proxy, administer):
        for _ in range(2):
            unavailable(alice.post("/boards", {"title": "No", "content": ""}))
            assert alice.get("/boards").json()["data"] == [board]
        unavailable(alice.patch(path, {"title": "No"}))
        unavailable(alice.delete(path))
        unavailable(alice.delete("/me"))
        assert alice.get(path).json() == board
        assert alice.get("/readyz").status_code == 200

    assert alice.patch(path, {"title": "Yes"}).json()["version"] == 2
    alice.post_board()
    assert run_sql("count_boards") == [{"boards": 2}]
