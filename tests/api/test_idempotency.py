"""Idempotency-Key: a POST that is sent again is answered again, and done once."""

from collections.abc import Callable
from typing import Any

import MySQLdb
import pytest
import requests

from tests.conftest import PASSWORD
from tests.support.answers import problem, run_as
from tests.support.api import Api, Caller, Json
from tests.support.faults import at_once, in_transaction

BOARD: Json = {"title": "Once", "content": "and only once"}
NORA: Json = {"username": "nora", "email": "nora@example.com", "password": "long enough to pass"}
VARYING = {"x-request-id", "date", "idempotent-replayed"}

RunSql = Callable[..., list[dict[str, Any]]]


def keyed(caller: Caller, key: str, body: object = BOARD, path: str = "/boards") -> Any:
    return caller.post(path, body, headers={"Idempotency-Key": key})


def told(answer: requests.Response) -> tuple[int, dict[str, str], bytes]:
    """What an answer says, but for what differs from one request to the next."""
    headers = {n: v for n, v in answer.headers.items() if n.lower() not in VARYING}
    return answer.status_code, headers, answer.content


def count(caller: Caller) -> int:
    return len(caller.get("/boards").json()["data"])


@pytest.mark.parametrize(
    ("path", "body"),
    [("/boards", BOARD), ("/users", NORA), ("/boards", [BOARD, BOARD])],
    ids=["a board", "a user", "many boards"],
)
def test_the_same_request_again_gets_the_same_answer_and_is_done_once(
    alice: Caller, run_sql: RunSql, path: str, body: object
) -> None:
    first = keyed(alice, "a-key", body, path)
    counted = run_sql("count_boards"), run_sql("count_users")
    again = [keyed(alice, "a-key", body, path) for _ in range(3)]

    assert first.status_code == 201
    assert "Idempotent-Replayed" not in first.headers
    assert [told(answer) for answer in again] == [told(first)] * 3
    assert {answer.headers["Idempotent-Replayed"] for answer in again} == {"true"}
    assert (run_sql("count_boards"), run_sql("count_users")) == counted


def test_somebody_without_an_account_may_repeat_their_registration(
    stranger: Caller, api: Api
) -> None:
    answers = [keyed(stranger, "reg", NORA, "/users") for _ in range(2)]

    assert told(answers[0]) == told(answers[1])
    assert answers[1].headers["Idempotent-Replayed"] == "true"
    assert api.caller("nora", NORA["password"]).get("/me").status_code == 200
    other_password = {**NORA, "password": "another one, long enough"}
    problem(keyed(stranger, "reg", other_password, "/users"), 422)


def test_another_request_with_the_key_is_422_and_changes_nothing(alice: Caller) -> None:
    keyed(alice, "a-key")

    for body in ({**BOARD, "title": "Two"}, [BOARD], {**BOARD, "content": ""}):
        assert "Idempotency-Key" in problem(keyed(alice, "a-key", body), 422)["detail"]
    token = {"name": "ci", "scope": "read"}
    problem(keyed(alice, "a-key", token, "/me/tokens"), 422)
    assert count(alice) == 1


def test_each_user_has_keys_of_their_own(alice: Caller, bob: Caller) -> None:
    mine, yours = keyed(alice, "a-key"), keyed(bob, "a-key")

    assert mine.json()["author"]["username"] == "alice"
    assert yours.json()["author"]["username"] == "bob"
    assert "Idempotent-Replayed" not in yours.headers


@pytest.mark.parametrize("form", ['"{}"', "{}", '"{}" '])
def test_a_key_is_the_same_with_and_without_its_quotes(alice: Caller, form: str) -> None:
    first = keyed(alice, '"8e03978e-40d5"')
    assert told(keyed(alice, form.format("8e03978e-40d5"))) == told(first)


@pytest.mark.parametrize(
    "key", ["", '""', "a" * 256, '"' + "a" * 300 + '"', "a b", "a,b", '"open', 'a"b', '"\\x"']
)
def test_a_malformed_key_is_400_and_nothing_is_done(alice: Caller, key: str) -> None:
    problem(keyed(alice, key), 400)
    assert count(alice) == 0


@pytest.mark.parametrize(
    "key", ["a" * 255, '"' + "a" * 255 + '"', '"with space"', '"\\"\\\\"', "!#+~"]
)
def test_any_visible_ascii_up_to_255_characters_is_a_key(alice: Caller, key: str) -> None:
    assert keyed(alice, key).status_code == 201
    assert keyed(alice, key).headers["Idempotent-Replayed"] == "true"


def test_two_keys_at_once_are_refused(alice: Caller) -> None:
    problem(keyed(alice, '"one", "two"'), 400)


def test_a_request_that_was_refused_keeps_no_key(alice: Caller, bob: Caller) -> None:
    problem(keyed(alice, "a-key", {"title": ""}), 422)
    taken = {**NORA, "username": "bob"}
    problem(keyed(alice, "a-key", taken, "/users"), 409)

    assert keyed(alice, "a-key").status_code == 201


def test_a_keyed_create_costs_four_statements_more(api: Api, alice: Caller) -> None:
    keyed(alice, "warm-up")

    # BEGIN, the key, the board, its response, COMMIT.
    assert api.statements(keyed(alice, "k1")) == 5
    # BEGIN, the key that is taken, ROLLBACK, the response that is kept.
    assert api.statements(keyed(alice, "k1")) == 4


def test_of_twenty_at_once_one_is_done_and_the_others_are_told(alice: Caller, api: Api) -> None:
    def send() -> requests.Response:
        caller = api.caller("alice", PASSWORD)
        answer: requests.Response = keyed(caller, "burst")
        caller.close()
        return answer

    answers = at_once([send] * 20)

    done = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.content for answer in done}) == 1
    assert sum("Idempotent-Replayed" not in answer.headers for answer in done) == 1
    for answer in answers:
        if answer.status_code != 201:
            problem(answer, 409)
    assert count(alice) == 1


def test_while_the_first_still_runs_the_second_is_409(
    alice: Caller, administrator: MySQLdb.Connection, run_sql: RunSql
) -> None:
    keyed(alice, "other")  # the hash of a key, to take one with
    key_hash = "2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683"  # of "key"
    with in_transaction(administrator):
        taken = {"user_id": alice.user["id"], "key_hash": key_hash}
        run_as(administrator, "create_idempotency_key", created_at="2026-01-05", **taken)

        answer = keyed(alice, "key")

        problem(answer, 409)
        assert int(answer.headers["Retry-After"]) >= 1
    assert count(alice) == 1
    assert keyed(alice, "key").status_code == 201


def test_a_key_may_be_used_anew_after_its_day(alice: Caller, run_sql: RunSql) -> None:
    first = keyed(alice, "a-key")
    run_sql("age_idempotency_keys", hours=23)
    assert keyed(alice, "a-key").headers["Idempotent-Replayed"] == "true"
    run_sql("age_idempotency_keys", hours=2)

    second = keyed(alice, "a-key", {**BOARD, "title": "Another"})

    assert second.status_code == 201
    assert second.json()["id"] != first.json()["id"]


def test_old_keys_go_without_anybody_sweeping(alice: Caller, run_sql: RunSql) -> None:
    for number in range(20):
        keyed(alice, f"old-{number}")
    run_sql("age_idempotency_keys", hours=25)

    for number in range(60):  # one key in sixteen clears away
        keyed(alice, f"new-{number}")

    assert len(run_sql("list_idempotency_keys")) == 60


def test_nothing_that_a_user_was_answered_outlives_them(alice: Caller, run_sql: RunSql) -> None:
    keyed(alice, "a-key")

    alice.delete("/me")

    assert list(run_sql("list_idempotency_keys")) == []


def test_what_is_kept_holds_no_password_and_a_dba_can_read_the_answer(
    stranger: Caller, run_sql: RunSql
) -> None:
    answer = keyed(stranger, "reg", NORA, "/users")

    kept = run_sql("list_idempotency_keys")
    assert NORA["password"] not in str(kept)
    assert run_sql("read_idempotent_body") == [{"body": answer.content}]


def test_other_methods_take_no_notice_of_a_key(alice: Caller, run_sql: RunSql) -> None:
    path = f"/boards/{alice.post_board()['id']}"
    headers = {"Idempotency-Key": "a-key"}

    assert [alice.patch(path, {"title": t}, headers=headers).json()["title"] for t in "ab"] == [
        *"ab"
    ]
    assert list(run_sql("list_idempotency_keys")) == []
