"""One clock: what expires does so by the database's, however wrong that of an API's machine is."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.conftest import PASSWORD
from tests.support.answers import places, status_for
from tests.support.api import Api, Caller
from tests.support.logins import LIMIT, STRICT, WINDOW, account, ask, in_a_while, refused, somewhere
from tests.support.tokens import token_of

MOVED = Path(__file__).parents[1] / "support" / "moved_clock"
SWEEPS = "key-5"  # whose hash starts with 0: the request then clears away what has expired
BOARD = {"title": "Once", "content": ""}

RunSql = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def day_ahead_api(variables: dict[str, str], directory: Path) -> Iterator[Api]:
    api = Api(variables, directory, **STRICT, PYTHONPATH=str(MOVED)).start()
    yield api
    api.stop()


@pytest.fixture
def ahead(day_ahead_api: Api, alice: Caller) -> Iterator[Caller]:
    """Alice at an API on a machine whose clock is 25 hours ahead."""
    with closing(day_ahead_api.caller("alice", PASSWORD)) as caller:
        yield caller


def keyed(caller: Caller, key: str) -> requests.Response:
    return caller.post("/boards", BOARD, headers={"Idempotency-Key": key})


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def test_the_clock_of_the_other_api_is_ahead(ahead: Caller) -> None:
    created_at = datetime.fromisoformat(ahead.post_board()["created_at"])

    assert created_at > datetime.now(UTC) + timedelta(hours=24)


def test_a_key_is_replayed_and_the_answers_of_others_stay(
    alice: Caller, bob: Caller, ahead: Caller, run_sql: RunSql
) -> None:
    assert sha256(SWEEPS.encode()).hexdigest().startswith("0")
    first = keyed(alice, "a-key")
    keyed(bob, "a-key")

    assert keyed(ahead, SWEEPS).status_code == 201
    again = keyed(ahead, "a-key")

    assert (again.json(), again.headers["Idempotent-Replayed"]) == (first.json(), "true")
    assert run_sql("count_boards") == [{"boards": 3}]
    kept = run_sql("list_idempotency_keys")
    assert len(kept) == 3
    assert max(row["created_at"] for row in kept) < now() + timedelta(minutes=1)


def test_a_token_with_an_hour_left_is_made_and_taken(
    ahead: Caller, day_ahead_api: Api, run_sql: RunSql
) -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)

    token = token_of(ahead, expires_at=soon.isoformat())

    assert status_for(day_ahead_api, "alice", token["token"]) == 200
    (row,) = run_sql("list_token_rows")
    assert token["created_at"] == row["created_at"].isoformat() + "Z"
    for written in (row["created_at"], row["last_used_at"]):
        assert abs(written - now()) < timedelta(minutes=1)
    past = {"name": "x", "scope": "read", "expires_at": "2026-01-01T00:00:00Z"}
    assert places(ahead.post("/me/tokens", past)) == ["#/expires_at"]


def test_a_window_of_failed_logins_is_what_it_was(
    ahead: Caller, day_ahead_api: Api, run_sql: RunSql
) -> None:
    address = somewhere()
    row = {"account": account("alice"), "address": address, "failures": LIMIT}
    run_sql("create_login_failure_row", **row, window_ends_at=in_a_while())

    assert ask(day_ahead_api, "nobody", "wrong", somewhere()).status_code == 401
    seconds = refused(ask(day_ahead_api, "alice", "wrong", address))

    assert WINDOW - 60 < seconds <= WINDOW
    rows = run_sql("list_login_failure_rows")
    assert len(rows) == 4  # the ended ones were swept with the failure; this one had not ended
    for each in rows:
        assert abs(each["window_ends_at"] - now() - timedelta(seconds=WINDOW)).total_seconds() < 60
