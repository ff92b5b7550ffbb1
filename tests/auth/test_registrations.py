"""How many users an address registers: one at a time, and so many in a window."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
import requests

from tests.conftest import PASSWORD
from tests.support.answers import RunSql, places, problem
from tests.support.api import Api, Caller, Json
from tests.support.faults import at_once
from tests.support.logins import somewhere
from tests.support.tokens import token_of

LIMIT, WINDOW = 3, 600
LIMITED = {
    "RAWBOARD_REGISTRATION_LIMIT": str(LIMIT),
    "RAWBOARD_REGISTRATION_WINDOW_SECONDS": str(WINDOW),
    "RAWBOARD_TRUSTED_PROXIES": "1",
    "RAWBOARD_WORKERS": "2",
}
Register = Callable[..., requests.Response]


@pytest.fixture(scope="module")
def limited_api(variables: dict[str, str], directory: Path) -> Iterator[Api]:
    api = Api(variables, directory, **LIMITED).start()
    yield api
    api.stop()


@pytest.fixture
def limited(limited_api: Api, empty: None) -> Api:
    """Two processes behind a proxy, where an address may register three users."""
    return limited_api


@pytest.fixture
def register(limited: Api) -> Register:
    """Registers a user of this name from an address."""

    def post(name: str, address: str, caller: Caller | None = None, **more: str) -> object:
        user = {"username": name, "email": f"{name}@example.com", "password": PASSWORD}
        with closing(caller or limited.caller()) as sender:
            headers = {"X-Forwarded-For": address, **more}
            return sender.post("/users", user, headers=headers)

    return post  # type: ignore[return-value]


@pytest.fixture
def address() -> str:
    return somewhere()


def counted(run_sql: RunSql) -> dict[str, int]:
    rows = run_sql("list_login_failure_rows")
    return {row["address"]: row["failures"] for row in rows if row["account"] == "registrations"}


def over(answer: requests.Response) -> int:
    """The seconds to wait, as the refusal of an address over its limit says them."""
    document = problem(answer, 429)
    assert answer.headers["RateLimit-Policy"] == f'"registration";q={LIMIT};w={WINDOW}'
    left = re.fullmatch(r'"registration";r=0;t=(\d+)', answer.headers["RateLimit"])
    assert left
    assert left[1] == answer.headers["Retry-After"]
    assert f"in {left[1]} seconds" in document["detail"]
    return int(left[1])


def test_an_address_registers_so_many_users_and_others_as_many(
    register: Register, address: str, limited: Api, run_sql: RunSql
) -> None:
    answers = [register(f"dora{n}", address) for n in range(LIMIT)]
    assert [answer.status_code for answer in answers] == [201] * LIMIT

    refused = register("erin", address)

    assert WINDOW - 30 < over(refused) <= WINDOW
    assert register("erin", somewhere()).status_code == 201
    assert counted(run_sql)[address] == LIMIT
    # Whether the name is free, and the counter; then the count, others that ended, and the user.
    assert [limited.statements(answer) for answer in (refused, answers[0])] == [2, 5]


def test_the_addresses_of_a_subscriber_count_as_one(register: Register, run_sql: RunSql) -> None:
    addresses = [f"2001:db8:0:7::{n}" for n in range(LIMIT + 1)]

    answers = [register(f"dora{n}", address) for n, address in enumerate(addresses)]

    assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
    assert counted(run_sql) == {"2001:db8:0:7::": LIMIT}


def test_the_window_ends_and_begins_anew(register: Register, address: str, run_sql: RunSql) -> None:
    for n in range(LIMIT):
        register(f"dora{n}", address)
    over(register("erin", address))

    run_sql("end_login_failure_windows")

    assert register("erin", address).status_code == 201
    assert counted(run_sql) == {address: 1}


def test_what_is_refused_or_replayed_does_not_count_and_a_replay_is_not_refused(
    register: Register, address: str, run_sql: RunSql
) -> None:
    key = {"Idempotency-Key": "once"}
    first = register("dora", address, **key)

    again = [register("dora", address, **key) for _ in range(LIMIT)]
    assert places(register("dora", address), 409) == ["#/email", "#/username"]
    assert places(register("1st", address)) == ["#/username"]
    assert counted(run_sql) == {address: 1}
    for n in range(1, LIMIT):
        register(f"dora{n}", address)
    over(register("erin", address))
    again.append(register("dora", address, **key))

    assert {answer.content for answer in again} == {first.content}
    assert {answer.headers["Idempotent-Replayed"] for answer in again} == {"true"}
    problem(register("erin", address, **key), 422)


def test_what_an_admin_registers_does_not_count(
    register: Register, address: str, limited: Api, enrol: Callable[..., Json], run_sql: RunSql
) -> None:
    enrol("root", "admin")
    with closing(limited.caller("root", PASSWORD)) as admin:
        token = token_of(admin, "write")["token"]
    for n in range(LIMIT):
        register(f"dora{n}", address)

    by_admin = [
        register(f"erin-{n}", address, limited.caller("root", proof))
        for n, proof in enumerate((PASSWORD, token, PASSWORD))
    ]

    assert [answer.status_code for answer in by_admin] == [201] * 3
    assert counted(run_sql) == {address: LIMIT}


@pytest.mark.parametrize("who", ["dora", "root", "nobody"])
def test_other_credentials_are_neither_refused_nor_a_way_round_the_limit(
    register: Register, address: str, limited: Api, enrol: Callable[..., Json], who: str
) -> None:
    enrol("dora")
    enrol("root", "admin")
    proof = PASSWORD if who == "dora" else "a wrong password"

    answers = [register(f"erin{n}", address, limited.caller(who, proof)) for n in range(LIMIT + 1)]

    assert [answer.status_code for answer in answers] == [201, 201, 201, 429]


def test_many_at_one_instant_from_one_address_are_refused_and_another_address_is_not(
    register: Register, address: str, run_sql: RunSql
) -> None:
    flood = [partial(register, f"dora{n}", address) for n in range(16)]

    *answers, other = at_once([*flood, partial(register, "erin", somewhere())])

    assert other.status_code == 201
    statuses = Counter(answer.status_code for answer in answers)
    assert statuses.keys() == {201, 429}
    assert statuses[201] <= LIMIT + 1  # each process looks before it counts
    assert counted(run_sql)[address] == statuses[201]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in refused)


@pytest.mark.parametrize("field", ["username", "email"])
def test_of_some_addresses_at_the_same_instant_one_registers_what_they_all_want(
    limited: Api, run_sql: RunSql, field: str
) -> None:
    def post(number: int) -> requests.Response:
        mine = {"username": f"dora{number}", "email": f"dora{number}@example.com"}
        user = {**mine, field: {"username": "dora", "email": "d@example.com"}[field]}
        with closing(limited.caller()) as caller:
            headers = {"X-Forwarded-For": somewhere()}
            return caller.post("/users", {**user, "password": PASSWORD}, headers=headers)

    answers = at_once([partial(post, number) for number in range(8)])

    refused = [answer for answer in answers if answer.status_code != 201]
    assert [places(answer, 409) for answer in refused] == [[f"#/{field}"]] * 7
    assert run_sql("count_users") == [{"users": 1}]


def test_one_registration_that_is_sent_several_times_at_one_instant_is_answered_alike(
    register: Register, run_sql: RunSql
) -> None:
    key = {"Idempotency-Key": "burst"}

    answers = at_once([partial(register, "dora", somewhere(), **key) for _ in range(6)])

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert run_sql("count_users") == [{"users": 1}]
