"""Idempotency-Key where it counts: the connection or the server breaks, and the client retries."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from rawboard.repositories import boards, idempotency_keys
from tests.conftest import PASSWORD
from tests.support.api import Api, Caller
from tests.support.faults import COMMIT, outcome_unknown, recovers, start_of, unavailable, until
from tests.support.proxy import Moment, Proxy

pytest_plugins = ["tests.support.fault_fixtures"]

BOARD = {"title": "Once", "content": ""}
RunSql = Callable[..., list[dict[str, Any]]]


def keyed(caller: Caller) -> requests.Response:
    return caller.post("/boards", BOARD, headers={"Idempotency-Key": "a-key"})


@pytest.mark.parametrize("moment", ["before", "after", "halfway", "late"])
def test_a_commit_that_is_lost_is_settled_before_the_client_is_answered(
    moment: Moment,
    proxied_api: Api,
    member: Callable[..., Caller],
    proxy: Proxy,
    run_sql: RunSql,
) -> None:
    alice = member(proxied_api)
    proxy.cut_at(COMMIT, moment)

    answer = keyed(alice)

    assert answer.status_code == 201, answer.text
    assert ("Idempotent-Replayed" in answer.headers) == (moment != "before")
    assert alice.get(f"/boards/{answer.json()['id']}").json() == answer.json()
    assert keyed(alice).json() == answer.json()
    assert run_sql("count_boards") == [{"boards": 1}]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_commit_that_is_lost_twice_or_cannot_be_looked_up_is_unknown_and_a_retry_settles_it(
    moment: Moment,
    proxied_api: Api,
    member: Callable[..., Caller],
    proxy: Proxy,
    run_sql: RunSql,
) -> None:
    alice = member(proxied_api)
    looks = start_of(idempotency_keys.QUERIES["find_response_by_key"])
    proxy.cut_at(COMMIT, moment, 9, *([looks] if moment == "after" else []))

    told = outcome_unknown(keyed(alice))
    assert "same Idempotency-Key" in told["detail"]
    proxy.serve()
    answer = recovers(lambda: keyed(alice), 201)

    assert ("Idempotent-Replayed" in answer.headers) == (moment == "after")
    assert run_sql("count_boards") == [{"boards": 1}]


@pytest.mark.parametrize(
    "statement",
    [
        idempotency_keys.QUERIES["create_key"],
        boards.QUERIES["create_board"],
        idempotency_keys.QUERIES["update_key_with_response"],
    ],
    ids=["the key", "the board", "the answer"],
)
@pytest.mark.parametrize("moment", ["before", "after", "halfway"])
def test_before_the_commit_nothing_is_done_by_halves(
    statement: Any,
    moment: Moment,
    proxied_api: Api,
    member: Callable[..., Caller],
    proxy: Proxy,
    run_sql: RunSql,
) -> None:
    alice = member(proxied_api)
    proxy.cut_at(start_of(statement), moment, times=9)

    unavailable(keyed(alice))
    assert run_sql("count_boards") == [{"boards": 0}]
    assert list(run_sql("list_idempotency_keys")) == []
    proxy.serve()
    assert recovers(lambda: keyed(alice), 201).status_code == 201
    assert run_sql("count_boards") == [{"boards": 1}]


def test_a_server_killed_between_commit_and_answer_leaves_one_row(
    another_api: Callable[..., Api],
    enrol: Callable[..., Any],
    proxy: Proxy,
    run_sql: RunSql,
) -> None:
    enrol("alice")
    first = another_api(**proxy.settings, RAWBOARD_THREADS="1")  # whose connection is open
    alice = first.caller("alice", PASSWORD)
    alice.get("/me")
    proxy.cut_at(COMMIT, "never")

    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(keyed, alice)
        until(lambda: run_sql("count_boards") == [{"boards": 1}])
        first.kill()
        with pytest.raises(requests.ConnectionError):
            answer.result()
    retried = keyed(another_api().caller("alice", PASSWORD))

    assert retried.status_code == 201
    assert retried.headers["Idempotent-Replayed"] == "true"
    assert run_sql("count_boards") == [{"boards": 1}]
