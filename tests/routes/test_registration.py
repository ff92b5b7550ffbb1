"""Who may register users, by RAWBOARD_REGISTRATION."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.conftest import PASSWORD
from tests.support.answers import places, problem, status_for
from tests.support.api import Api, Caller, Json

DORA = {"username": "dora", "email": "dora@example.com", "password": PASSWORD}
CHALLENGE = 'Basic realm="rawboard", charset="UTF-8"'


class Doors:
    """An API where only admins register users, and those who knock."""

    def __init__(self, api: Api, enrol: Callable[..., Json], stack: ExitStack) -> None:
        enrol("alice")
        enrol("root", "admin")
        self.api = api
        callers = [api.caller(), api.caller("alice", PASSWORD), api.caller("root", PASSWORD)]
        self.stranger, self.member, self.admin = (
            stack.enter_context(closing(caller)) for caller in callers
        )


@pytest.fixture(scope="module")
def closed_api(variables: dict[str, str], directory: Path) -> Iterator[Api]:
    chosen = {"RAWBOARD_REGISTRATION": "admin", "RAWBOARD_REGISTRATION_LIMIT": "1"}
    api = Api(variables, directory, **chosen).start()
    yield api
    api.stop()


@pytest.fixture
def doors(closed_api: Api, empty: None, enrol: Callable[..., Json]) -> Iterator[Doors]:
    with ExitStack() as stack:
        yield Doors(closed_api, enrol, stack)


def test_where_only_admins_register_others_are_refused_and_nobody_is_added(doors: Doors) -> None:
    refused = doors.stranger.post("/users", DORA)
    assert refused.headers["WWW-Authenticate"] == CHALLENGE
    problem(refused, 401)
    problem(doors.member.post("/users", DORA), 403)
    problem(doors.stranger.post("/users", {}), 401)
    problem(doors.stranger.post("/users", DORA, auth=(b"root", b"a wrong password")), 401)

    assert len(doors.admin.get("/users").json()["data"]) == 2
    assert status_for(doors.api, "dora", PASSWORD) == 401


def test_where_only_admins_register_an_admin_does_so_without_a_limit(doors: Doors) -> None:
    answer, *more = [
        doors.admin.post("/users", {**DORA, "username": name, "email": f"{name}@example.com"})
        for name in ("dora", "erin", "finn")
    ]

    assert [each.status_code for each in (answer, *more)] == [201] * 3
    assert answer.json()["role"] == "member"
    assert doors.member.get(answer.headers["Location"]).json()["username"] == "dora"
    assert status_for(doors.api, "dora", PASSWORD) == 200


def test_a_member_who_may_not_register_is_told_nothing_of_the_body(doors: Doors) -> None:
    taken = {**DORA, "username": "root"}

    assert "errors" not in problem(doors.member.post("/users", taken), 403)
    assert "errors" not in problem(doors.member.post("/users", {}), 403)
    assert places(doors.admin.post("/users", {**DORA, "email": "x"})) == ["#/email"]


def test_where_it_is_open_anybody_registers(
    api: Api, stranger: Caller, alice: Caller, admin: Caller
) -> None:
    for number, caller in enumerate((stranger, alice, admin)):
        body = {**DORA, "username": f"dora{number}", "email": f"dora{number}@example.com"}

        answer = caller.post("/users", body)

        assert answer.status_code == 201
        assert answer.json()["role"] == "member"
        assert status_for(api, body["username"], PASSWORD) == 200


def test_where_it_is_open_no_credentials_are_looked_at(api: Api, stranger: Caller) -> None:
    answer = stranger.post("/users", DORA, auth=(b"nobody", b"nothing at all"))

    assert answer.status_code == 201
    assert api.statements(answer) == 2  # whether the name is free, and the user
