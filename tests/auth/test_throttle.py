"""Failed logins are throttled, for everybody but the owner who has the right password."""

import re
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import requests

from tests.conftest import PASSWORD
from tests.support.answers import problem
from tests.support.api import Api
from tests.support.logins import (
    FIELD,
    LIMIT,
    WINDOW,
    Enrol,
    account,
    ask,
    guess,
    in_a_while,
    refused,
    somewhere,
)
from tests.support.tokens import token_of

pytest_plugins = ["tests.support.fault_fixtures", "tests.support.login_fixtures"]

RunSql = Callable[..., list[dict[str, Any]]]
StartApi = Callable[..., Api]
READ_ONLY = 1290


def test_after_so_many_failures_an_account_is_refused_where_they_came_from(
    strict: Api, name: str, address: str
) -> None:
    for left in (2, 1, 0):
        answer = ask(strict, name, f"wrong {left}", address)
        problem(answer, 401)
        assert answer.headers["WWW-Authenticate"].startswith("Basic ")
        assert answer.headers["RateLimit-Policy"] == f'"login";q={LIMIT};w={WINDOW}'
        field = FIELD.fullmatch(answer.headers["RateLimit"])
        assert field
        assert int(field[1]) == left
        assert WINDOW - 60 < int(field[2]) <= WINDOW
    assert WINDOW - 60 < refused(ask(strict, name, "wrong", address)) <= WINDOW
    refused(ask(strict, name, PASSWORD, address))
    refused(ask(strict, name.upper(), PASSWORD, address))


def test_the_owner_gets_in_from_another_address_and_others_from_the_same(
    strict: Api, name: str, address: str, enrol: Enrol
) -> None:
    enrol(f"other-than-{name}")
    assert guess(strict, name, address, 5) == [401, 401, 401, 429, 429]

    assert ask(strict, name, PASSWORD, somewhere()).status_code == 200
    assert ask(strict, f"other-than-{name}", PASSWORD, address).status_code == 200


def test_a_remembered_password_and_a_token_are_never_throttled(
    strict: Api, name: str, address: str
) -> None:
    with closing(strict.caller(name, PASSWORD)) as caller:
        secret = token_of(caller)["token"]
        assert ask(strict, name, PASSWORD, address).status_code == 200
        assert guess(strict, name, address, 4) == [401, 401, 401, 429]

        assert ask(strict, name, PASSWORD, address).status_code == 200
        assert ask(strict, name, secret, address).status_code == 200
        refused(ask(strict, name, "wrong", address))


def test_a_password_that_was_changed_is_no_longer_remembered(
    strict: Api, name: str, address: str
) -> None:
    new = "a new and better passphrase"
    with closing(strict.caller(name, PASSWORD)) as caller:
        change = {"current_password": PASSWORD, "new_password": new}
        assert caller.put("/me/password", change).status_code == 204
    assert guess(strict, name, address, 3) == [401, 401, 401]

    refused(ask(strict, name, PASSWORD, address))


def test_a_user_whom_there_is_not_is_throttled_just_as_one_whom_there_is(
    strict: Api, name: str
) -> None:
    def told(username: str) -> list[object]:
        address = somewhere()
        answers = [ask(strict, username, f"wrong {n}", address) for n in range(5)]
        return [(answer.status_code, headers(answer), body(answer)) for answer in answers]

    def headers(answer: requests.Response) -> dict[str, str]:
        varying = ("x-request-id", "date")
        return {k: without_clock(v) for k, v in answer.headers.items() if k not in varying}

    def body(answer: requests.Response) -> str:
        return without_clock(answer.text).replace(answer.headers["X-Request-Id"], "")

    def without_clock(text: str) -> str:
        return re.sub(r"\b(8\d\d|900)\b", "SECONDS", text)

    assert told("nobody") == told(name)
    assert told("아무도") == told(name)


def test_the_right_password_forgets_the_failures_of_that_account_and_address(
    strict: Api, name: str, address: str, run_sql: RunSql
) -> None:
    assert guess(strict, name, address, 2) == [401, 401]

    assert ask(strict, name, PASSWORD, address).status_code == 200

    rows = run_sql("list_login_failure_rows")
    assert {(row["account"], row["address"]) for row in rows} == {
        ("", address),
        (account(name), ""),
    }
    assert guess(strict, name, address, 4) == [401, 401, 401, 429]


def test_an_address_that_tries_many_accounts_is_refused_for_all(
    strict: Api, name: str, address: str, run_sql: RunSql
) -> None:
    count = partial(run_sql, "create_login_failure_row", account="", window_ends_at=in_a_while())
    count(address=address, failures=10 * LIMIT - 2)

    first, second = (ask(strict, f"nobody{n}", "wrong", address) for n in range(2))
    assert (first.status_code, first.headers["RateLimit"][:11]) == (401, '"login";r=1')
    assert (second.status_code, second.headers["RateLimit"][:11]) == (401, '"login";r=0')

    refused(ask(strict, "nobody3", "wrong", address))
    refused(ask(strict, name, PASSWORD, address))
    assert ask(strict, name, PASSWORD, somewhere()).status_code == 200


def test_an_account_that_many_addresses_try_is_refused_to_those_that_failed_alone(
    strict: Api, name: str, address: str, run_sql: RunSql
) -> None:
    count = partial(run_sql, "create_login_failure_row", window_ends_at=in_a_while())
    count(account=account(name), address="", failures=10 * LIMIT - 1)

    answers = [ask(strict, name, f"wrong {n}", address) for n in range(2)]
    assert (answers[0].status_code, answers[0].headers["RateLimit"][:11]) == (401, '"login";r=0')
    refused(answers[1])
    assert guess(strict, name, somewhere(), 2) == [401, 429]

    assert ask(strict, name, PASSWORD, somewhere()).status_code == 200


def test_the_window_ends_and_begins_anew(
    strict: Api, name: str, address: str, run_sql: RunSql
) -> None:
    soon = datetime.now(UTC).replace(tzinfo=None) + timedelta(seconds=1)
    row = {"account": account(name), "address": address, "failures": LIMIT}
    run_sql("create_login_failure_row", **row, window_ends_at=soon)
    assert refused(ask(strict, name, PASSWORD, address)) == 1

    time.sleep(1)

    again = ask(strict, name, "wrong", address)
    assert (again.status_code, again.headers["RateLimit"]) == (401, f'"login";r=2;t={WINDOW}')
    assert {row["failures"] for row in run_sql("list_login_failure_rows")} == {1}
    assert ask(strict, name, PASSWORD, address).status_code == 200


def test_neither_passwords_nor_names_of_failed_logins_are_stored_or_logged(
    strict: Api, address: str, run_sql: RunSql
) -> None:
    ask(strict, "Mistyped-Secret", "wrong secret", address)

    assert "istyped-" not in strict.log_text() + str(run_sql("list_login_failure_rows"))
    assert "wrong secret" not in strict.log_text()
