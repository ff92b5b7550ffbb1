"""The log: one line a request, readable or JSON, and never a credential."""

import base64
import json
import re
from collections.abc import Callable

import pytest

from tests.conftest import PASSWORD
from tests.support.api import Api, Caller

SECRET = "hunter2-must-never-show"


def test_a_request_is_one_line_with_all_there_is_to_know(api: Api, alice: Caller) -> None:
    alice.get("/me")

    answer = alice.get("/boards?limit=5", headers={"X-Request-Id": "my-id-1"})

    line = api.line_of(answer)
    assert line["level"] == "info"
    assert line["request_id"] == "my-id-1"
    assert line["user"] == "alice"
    assert line["method"] == "GET"
    assert line["path"] == "/api/v1/boards"
    assert line["status"] == 200
    assert line["statements"] == 2
    assert line["ms"] > 0
    assert sum(each["request_id"] == "my-id-1" for each in api.log_lines()) == 1


def test_the_readable_form_is_one_line_too(another_api: Callable[..., Api]) -> None:
    api = another_api(RAWBOARD_LOG_FORMAT="text")

    api.caller().get("/boards/1%0a2026-01-01 forged", headers={"X-Request-Id": "my-id-2"})

    (line,) = [text for text in api.log_text().splitlines() if "my-id-2" in text]
    assert re.fullmatch(
        r"\S+Z INFO +my-id-2 user=- method=GET path=/api/v1/boards/1\\n2026-01-01 forged"
        r" status=404 ms=[\d.]+ statements=0",
        line,
    )
    assert not [text for text in api.log_text().splitlines() if text.startswith("2026-01-01")]


def test_the_level_is_a_setting(another_api: Callable[..., Api]) -> None:
    api = another_api(RAWBOARD_LOG_LEVEL="error")

    api.caller().get("/boards")

    assert api.log_text() == ""


def test_a_password_never_shows_wherever_it_is_put(api: Api, alice: Caller) -> None:
    both = {"password": SECRET, "current_password": SECRET, "new_password": SECRET}
    basic = base64.b64encode(f"alice:{SECRET}".encode()).decode()
    stranger = api.caller()
    stranger.post("/users", {"username": "carl", "email": "carl@example.com", "password": SECRET})
    stranger.post("/users", {"username": SECRET, "email": SECRET, "password": [SECRET]})
    stranger.request("POST", "/users", data=f'{{"password": "{SECRET}"')
    stranger.get(f"/boards?password={SECRET}")
    stranger.get("/me", headers={"Authorization": f"Basic {basic}"})
    stranger.get("/me", headers={"Authorization": f"Bearer {SECRET}"})
    stranger.get("/me", headers={"Authorization": SECRET, "Cookie": SECRET})
    stranger.request("GET", f"http://alice:{SECRET}@127.0.0.1:{api.port}/api/v1/me")
    api.caller("alice", SECRET).get("/me")
    alice.put("/me/password", both)
    alice.put("/me/password", {"current_password": PASSWORD, "new_password": SECRET})
    api.caller("alice", SECRET).patch("/me", both)

    assert_silent(api, [SECRET, PASSWORD, basic])


def assert_silent(api: Api, secrets: list[str]) -> None:
    log = api.log_text()
    for secret in secrets:
        assert secret not in log
    assert "$argon2" not in log


@pytest.mark.parametrize("given", ["x" * 129, "two words", "semi;colon", ""])
def test_an_odd_request_id_is_replaced(api: Api, alice: Caller, given: str) -> None:
    answer = alice.get("/me", headers={"X-Request-Id": given})

    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-Id"])
    assert json.dumps(given)[1:-1] not in api.log_text() or not given
