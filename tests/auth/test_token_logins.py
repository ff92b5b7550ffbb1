"""Logging in with a token: at once with it, at once without it, and without Argon2."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import MySQLdb
import pytest

from rawboard.auth.token_secrets import Uses
from rawboard.repositories.board_lists import QUERIES as LISTS
from rawboard.repositories.tokens import QUERIES
from tests.support.answers import problem, status_for
from tests.support.api import Api, Caller
from tests.support.faults import start_of, unavailable
from tests.support.proxy import Proxy
from tests.support.tokens import LOOK_ALIKE, token_of

pytest_plugins = ["tests.support.fault_fixtures"]

RunSql = Callable[..., list[dict[str, Any]]]
StartApi = Callable[..., Api]
READ_ONLY, INTERRUPTED = 1290, 1317


@pytest.fixture
def script(api: Api, alice: Caller) -> Iterator[Caller]:
    """A script of Alice's that logs in with a token which may only read."""
    caller = api.caller("alice", token_of(alice)["token"])
    yield caller
    caller.close()


def test_a_token_stands_in_the_place_of_its_owners_password_only(
    api: Api, alice: Caller, bob: Caller
) -> None:
    secret = token_of(alice)["token"]

    assert status_for(api, "alice", secret) == 200
    assert status_for(api, "ALICE", secret) == 200
    for name in ("bob", "nobody", "", "앨리스"):
        assert status_for(api, name, secret) == 401
    for wrong in (secret[:-1] + "-", secret.swapcase(), secret + "A", LOOK_ALIKE):
        assert status_for(api, "alice", wrong) == 401


def test_a_request_with_a_token_knows_whose_it_is(alice: Caller, script: Caller) -> None:
    me = script.get("/me").json()

    assert (me["username"], me["email"]) == ("alice", "alice@example.com")


def test_a_token_costs_a_statement_beside_the_requests_own_and_another_once_a_minute(
    api: Api, alice: Caller, script: Caller, run_sql: RunSql
) -> None:
    assert alice.get("/me/tokens").json()["data"][0]["last_used_at"] is None
    asked_at = datetime.now(UTC).replace(tzinfo=None)

    assert [api.statements(script.get("/me")) for _ in range(4)] == [3, 2, 2, 2]

    used_at = run_sql("list_token_rows")[0]["last_used_at"]
    assert asked_at <= used_at <= asked_at + timedelta(seconds=20)
    shown = alice.get("/me/tokens").json()["data"][0]["last_used_at"]
    assert shown == used_at.isoformat() + "Z"


def test_a_use_is_written_again_after_a_minute(
    api: Api, alice: Caller, script: Caller, run_sql: RunSql
) -> None:
    for age, statements in ((30, 2), (61, 3)):
        noted_at = datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=age)
        run_sql("set_tokens_last_used_at", last_used_at=noted_at)

        assert api.statements(script.get("/me")) == statements

        assert (run_sql("list_token_rows")[0]["last_used_at"] == noted_at) == (age == 30)


def test_a_use_that_could_not_be_written_is_not_tried_again_with_each_request() -> None:
    uses = Uses()

    assert [uses.count(7) for _ in range(3)] == [True, False, False]
    assert uses.count(8)


def test_a_database_that_takes_no_writes_takes_tokens(
    proxied_api: Api, proxy: Proxy, member: Callable[..., Caller], run_sql: RunSql
) -> None:
    secret = token_of(member(proxied_api))["token"]
    with closing(proxied_api.caller("alice", secret)) as script:
        proxy.answer([start_of(QUERIES["update_token_last_used_at"])], READ_ONLY)

        answers = [script.get("/me") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200] * 3
    # The account, the use, the same on a new connection, and the request's own.
    assert [proxied_api.statements(answer) for answer in answers] == [4, 2, 2]
    assert run_sql("list_token_rows")[0]["last_used_at"] is None


def test_a_fault_after_the_use_was_written_leaves_no_doubt_about_what_was_asked_for(
    proxied_api: Api, proxy: Proxy, member: Callable[..., Caller]
) -> None:
    alice = member(proxied_api)
    proxy.answer([start_of(LISTS["list_boards"])], INTERRUPTED)
    with closing(proxied_api.caller("alice", token_of(alice)["token"])) as script:
        unavailable(script.get("/boards"))

    assert alice.get("/me/tokens").json()["data"][0]["last_used_at"] is not None


def test_a_login_by_token_costs_no_argon2(
    api: Api, script: Caller, person: Callable[..., Caller]
) -> None:
    newcomer = person("somebody-who-never-logged-in")
    hashed = api.line_of(newcomer.get("/me"))["ms"]

    assert min(api.line_of(script.get("/me"))["ms"] for _ in range(10)) < hashed / 3


def test_an_expired_token_is_refused(
    api: Api, alice: Caller, script: Caller, run_sql: RunSql
) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    run_sql("set_tokens_expires_at", expires_at=now + timedelta(seconds=30))
    assert script.get("/me").status_code == 200

    run_sql("set_tokens_expires_at", expires_at=now)

    problem(script.get("/me"), 401)
    assert len(alice.get("/me/tokens").json()["data"]) == 1  # its owner still sees it


def test_a_token_expires_when_it_was_asked_to(api: Api, alice: Caller) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=1)
    secret = token_of(alice, expires_at=soon.isoformat())["token"]
    assert status_for(api, "alice", secret) == 200

    time.sleep(max(0.0, (soon - datetime.now(UTC)).total_seconds()))

    assert status_for(api, "alice", secret) == 401


def test_a_revoked_token_is_refused_at_once_by_every_worker(
    alice: Caller, another_api: StartApi
) -> None:
    api = another_api(RAWBOARD_WORKERS="2")
    token = token_of(alice)
    assert {status_for(api, "alice", token["token"]) for _ in range(12)} == {200}

    answer = alice.delete(f"/me/tokens/{token['id']}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert {status_for(api, "alice", token["token"]) for _ in range(12)} == {401}
    problem(alice.delete(f"/me/tokens/{token['id']}"), 404)
    assert alice.get("/me/tokens").json()["data"] == []


def test_deleting_a_user_removes_their_tokens(
    api: Api, alice: Caller, script: Caller, admin: Caller, run_sql: RunSql
) -> None:
    admin.delete("/users/alice")

    problem(script.get("/me"), 401)
    assert run_sql("list_token_rows") == []


def test_a_stray_statement_does_not_delete_a_user_who_has_tokens(
    alice: Caller, script: Caller, run_sql: RunSql
) -> None:
    with pytest.raises(MySQLdb.IntegrityError, match="fk_tokens_user_id"):
        run_sql("remove_user", username="alice")

    assert script.get("/me").status_code == 200


def test_a_token_outlives_another_username(api: Api, alice: Caller, script: Caller) -> None:
    alice.patch("/me", {"username": "alicia"})

    problem(script.get("/me"), 401)
    assert script.credentials
    assert status_for(api, "alicia", script.credentials[1]) == 200
