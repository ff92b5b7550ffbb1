"""What failed logins cost, and that none is lost, however many come at one instant."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from flask import Flask

from rawboard.auth.throttle import Throttle, login
from rawboard.repositories.login_failures import QUERIES
from tests.conftest import PASSWORD
from tests.support.api import Api, Caller
from tests.support.faults import at_once, start_of
from tests.support.logins import LIMIT, WINDOW, Enrol, account, ask, guess, refused, somewhere
from tests.support.proxy import Proxy

pytest_plugins = ["tests.support.fault_fixtures", "tests.support.login_fixtures"]

RunSql = Callable[..., list[dict[str, Any]]]
StartApi = Callable[..., Api]
READ_ONLY = 1290


def test_failures_are_counted_in_the_database_and_for_all_processes(
    strict: Api, many: Api, name: str, address: str, run_sql: RunSql
) -> None:
    assert guess(strict, name, address, 2) == [401, 401]
    rows = run_sql("list_login_failure_rows")
    assert [(row["account"], row["address"], row["failures"]) for row in rows] == sorted(
        [("", address, 2), (account(name), "", 2), (account(name), address, 2)]
    )
    assert guess(many, name, address, 2) == [401, 429]
    refused(ask(strict, name, PASSWORD, address))


@pytest.mark.parametrize("username", ["nobody", "known"])
def test_the_same_guess_at_one_instant_counts_once_whether_there_is_the_user_or_not(
    username: str, many: Api, enrol: Enrol, run_sql: RunSql
) -> None:
    enrol("known")
    address = somewhere()

    answers = at_once([partial(ask, many, username, "wrong", address) for _ in range(4)])

    assert {answer.status_code for answer in answers} == {401}
    assert run_sql("list_login_failure_rows")[0]["failures"] < 4


def test_guesses_at_one_instant_do_not_slip_through(
    many: Api, name: str, address: str, run_sql: RunSql
) -> None:
    answers = at_once([partial(ask, many, name, f"wrong {n}", address) for n in range(16)])

    statuses = Counter(answer.status_code for answer in answers)
    assert statuses[401] + statuses[429] == 16
    assert statuses[401] in (LIMIT, LIMIT + 1)  # each process checks one at a time
    assert {row["failures"] for row in run_sql("list_login_failure_rows")} == {statuses[401]}


def test_many_addresses_that_fail_at_one_instant_are_all_counted(
    many: Api, name: str, run_sql: RunSql
) -> None:
    answers = at_once([partial(ask, many, name, f"wrong {n}", somewhere()) for n in range(12)])

    assert {answer.status_code for answer in answers} == {401}
    failures = {row["address"]: row["failures"] for row in run_sql("list_login_failure_rows")}
    assert failures[""] == 12
    assert ask(many, name, PASSWORD, somewhere()).status_code == 200


def test_counters_whose_windows_have_ended_are_deleted(
    strict: Api, name: str, address: str, run_sql: RunSql
) -> None:
    ended = datetime.now(UTC).replace(tzinfo=None)
    for number in range(5):
        row = {"account": "", "address": f"10.9.9.{number}", "failures": 9}
        run_sql("create_login_failure_row", **row, window_ends_at=ended)

    ask(strict, name, "wrong", address)

    assert len(run_sql("list_login_failure_rows")) == 3


def test_what_logins_cost_in_statements(strict: Api, name: str, address: str) -> None:
    def cost(password: str) -> int:
        return strict.statements(ask(strict, name, password, address))

    # The caller, the counters; a failure: added, others that ended deleted, and what is left.
    assert [cost("wrong"), cost("wrong 2")] == [5, 5]
    # The caller, the counters, the failures forgotten; then the request's own.
    assert cost(PASSWORD) == 4
    assert [cost(PASSWORD), cost(PASSWORD)] == [1, 1]
    assert [cost(f"wrong {n}") for n in range(3)] == [5, 5, 5]
    assert [cost("wrong"), cost("wrong again")] == [0, 0]
    assert cost(PASSWORD) == 1


def test_no_limit_counts_nothing(another_api: StartApi, enrol: Enrol, run_sql: RunSql) -> None:
    enrol("alice")
    api = another_api(RAWBOARD_LOGIN_FAILURES="0")

    answers = [ask(api, "alice", f"wrong {n}", "") for n in range(4)]

    assert {answer.status_code for answer in answers} == {401}
    assert "RateLimit" not in answers[0].headers
    assert api.statements(answers[0]) == 1
    assert run_sql("list_login_failure_rows") == []


def test_on_a_database_that_takes_no_writes_the_right_password_gets_in_and_few_guesses_do(
    proxied_api: Api, proxy: Proxy, member: Callable[..., Caller]
) -> None:
    name = member(proxied_api).user["username"]
    proxy.answer([start_of(QUERIES["create_login_failure"])], READ_ONLY)

    right = ask(proxied_api, name, PASSWORD, "")
    wrong = [ask(proxied_api, name, f"wrong {n}", "") for n in range(3)]

    assert right.status_code == 200
    assert [answer.status_code for answer in wrong] == [401, 429, 429]
    assert int(wrong[1].headers["Retry-After"]) <= 10
    assert ask(proxied_api, name, PASSWORD, "").status_code == 200


@pytest.fixture
def throttle(app: Flask, empty: None) -> Iterator[Throttle]:
    with app.app_context():
        yield Throttle(LIMIT, WINDOW, pause=0.1)


def test_an_address_that_failed_often_tries_one_login_at_a_time_whatever_the_account(
    throttle: Throttle, address: str
) -> None:
    who = [login(f"nobody{n}", address) for n in range(LIMIT + 2)]
    for tried in who[: LIMIT - 1]:
        throttle.count_failure(tried)
    with throttle.lane(who[-1]) as first, throttle.lane(who[-2]) as second:
        assert (first, second) == (True, True)

    throttle.count_failure(who[LIMIT - 1])

    with throttle.lane(who[-1]) as first, throttle.lane(who[-2]) as second:
        assert (first, second) == (True, False)
    with throttle.lane(login("nobody", somewhere())) as elsewhere:
        assert elsewhere


def test_deleting_the_counters_lets_somebody_try_again_after_a_few_seconds(
    throttle: Throttle, address: str, run_sql: RunSql, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rawboard.auth.throttle.RECHECK", 0.3)
    who = login("nobody", address)
    assert [throttle.count_failure(who).left for _ in range(LIMIT)] == [2, 1, 0]
    run_sql("delete_login_failures")
    assert throttle.standing(who).left == 0

    time.sleep(0.3)

    assert throttle.standing(who).left == LIMIT
