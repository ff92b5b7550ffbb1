"""What the tests of throttling ask, and what they expect."""

import itertools
import re
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import requests

from tests.support.answers import problem
from tests.support.api import Api

LIMIT, WINDOW = 3, 900
STRICT = {
    "RAWBOARD_LOGIN_FAILURES": str(LIMIT),
    "RAWBOARD_LOGIN_WINDOW_SECONDS": str(WINDOW),
    "RAWBOARD_TRUSTED_PROXIES": "1",
    "RAWBOARD_THREADS": "1",  # which makes no pauses
}
MANY = STRICT | {"RAWBOARD_WORKERS": "2", "RAWBOARD_THREADS": "4"}
FIELD = re.compile(r'"login";r=(\d+);t=(\d+)')
unused = itertools.count(1)  # a process remembers for seconds whom it refused

Enrol = Callable[..., dict[str, Any]]


def somewhere() -> str:
    number = next(unused)
    return f"10.1.{number // 256}.{number % 256}"


def ask(
    api: Api, username: str, password: str, address: str, path: str = "/me"
) -> requests.Response:
    with closing(api.caller(username, password)) as caller:
        return caller.get(path, headers={"X-Forwarded-For": address})


def guess(api: Api, username: str, address: str, times: int) -> list[int]:
    """What that many wrong passwords are answered."""
    return [ask(api, username, f"wrong {n}", address).status_code for n in range(times)]


def account(username: str) -> str:
    return sha256(username.lower().encode()).hexdigest()


def in_a_while() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None) + timedelta(seconds=WINDOW)


def refused(answer: requests.Response) -> int:
    """The seconds to wait, as a refusal says them in three places."""
    document = problem(answer, 429)
    assert document["title"] == "Too Many Requests"
    assert answer.headers["RateLimit-Policy"] == f'"login";q={LIMIT};w={WINDOW}'
    field = FIELD.fullmatch(answer.headers["RateLimit"])
    assert field
    assert field[1] == "0"
    assert field[2] == answer.headers["Retry-After"]
    assert f"in {field[2]} seconds" in document["detail"]
    return int(field[2])
