"""What a DBA writes about an account by hand counts from the next request on, cached or not."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import MySQLdb
import pytest
import requests
from flask import Flask

from rawboard.api.operations import Operation
from rawboard.auth.guards import anyone, registration_allowed
from rawboard.db.queries import SQL_DIRECTORY
from tests.support.answers import RunSql, problem
from tests.support.api import Api, Caller
from tests.support.tokens import token_of

SECTION = (SQL_DIRECTORY / "README.md").read_text().split("## Lock an account")[1].split("\n## ")[0]
LOCK, UNLOCK, PROMOTE = re.findall("```sql\n(.*?);\n```", SECTION, re.DOTALL)  # as they stand
OPEN = (anyone, registration_allowed)
Write = Callable[[str], int]
Request = tuple[str, str, Any]


@pytest.fixture
def by_hand(administrator: MySQLdb.Connection) -> Write:
    """Runs a statement of sql/README.md, and returns how many rows it changed."""
    return lambda statement: administrator.cursor().execute(statement)


@pytest.fixture
def script(api: Api, alice: Caller) -> Iterator[Caller]:
    with closing(api.caller("alice", token_of(alice, "write")["token"])) as caller:
        yield caller


@pytest.fixture
def every(app: Flask, alice: Caller, script: Caller) -> list[Request]:
    """Every operation that asks for credentials, on what is Alice's, with a body that it takes."""
    token = alice.get("/me/tokens").json()["data"][0]["id"]
    place = {"board_id": alice.post_board()["id"], "token_id": token, "user": "alice"}

    def path(rule: str) -> str:
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda named: str(place[named[1]]), rule)

    def body(operation: Operation) -> Any:
        shown: Any = operation.body.model_config["json_schema_extra"] if operation.body else {}
        return shown["examples"][0] if shown else None

    operations: dict[tuple[str, str], Operation] = app.operations  # type: ignore[attr-defined]
    found = [
        (method, f"{alice.base}{path(rule)}", body(operation))
        for (rule, method), operation in operations.items()
        if operation.guard not in OPEN
    ]
    assert len(found) > 20
    return found


def refused_while_locked(caller: Caller, every: list[Request], by_hand: Write) -> None:
    for method, url, body in every:
        assert caller.get("/me").status_code == 200
        assert by_hand(LOCK) == 1

        problem(caller.request(method, url, json=body), 401)

        assert by_hand(UNLOCK) == 1


def test_a_locked_account_is_refused_by_every_operation_and_nothing_is_done(
    alice: Caller, every: list[Request], by_hand: Write, run_sql: RunSql
) -> None:
    before = [run_sql(f"list_{what}") for what in ("board_titles", "token_rows")]

    refused_while_locked(alice, every, by_hand)

    assert [run_sql(f"list_{what}") for what in ("board_titles", "token_rows")] == before
    assert alice.get("/me").json()["version"] == 1


def test_a_token_of_a_locked_account_is_refused_by_every_operation(
    script: Caller, every: list[Request], by_hand: Write
) -> None:
    refused_while_locked(script, every, by_hand)


def test_an_account_is_locked_once_and_what_was_never_locked_is_not_unlocked(
    alice: Caller, script: Caller, bob: Caller, by_hand: Write
) -> None:
    assert [by_hand(UNLOCK), by_hand(LOCK), by_hand(LOCK)] == [0, 1, 0]
    assert [caller.get("/me").status_code for caller in (alice, script, bob)] == [401, 401, 200]

    assert [by_hand(UNLOCK), by_hand(UNLOCK)] == [1, 0]
    assert [caller.get("/me").status_code for caller in (alice, script, bob)] == [200, 200, 200]


def test_a_password_taken_away_takes_the_tokens_along(
    alice: Caller, script: Caller, run_sql: RunSql
) -> None:
    assert [caller.get("/me").status_code for caller in (alice, script)] == [200, 200]

    run_sql("change_user", username="alice", new_username="alice", password_hash="!")

    for caller in (alice, script):
        problem(caller.get("/me"), 401)


@pytest.mark.parametrize("by_token", [False, True])
def test_a_role_changed_by_hand_is_felt_at_once(
    alice: Caller, script: Caller, bob: Caller, by_hand: Write, run_sql: RunSql, by_token: bool
) -> None:
    caller, board = script if by_token else alice, bob.post_board()["id"]

    def asked() -> list[requests.Response]:
        rename = caller.patch("/users/bob", {"username": "bob"})
        return [caller.get("/users/bob"), rename, caller.patch(f"/boards/{board}", {"title": "T"})]

    assert [answer.status_code for answer in asked()] == [200, 403, 403]

    assert by_hand(PROMOTE) == 1
    promoted = asked()
    run_sql("set_role", username="alice", role="member")
    demoted = asked()

    assert [answer.status_code for answer in promoted] == [200, 200, 200]
    assert [answer.status_code for answer in demoted] == [200, 403, 403]
    assert ["email" in answers[0].json() for answers in (promoted, demoted)] == [True, False]
