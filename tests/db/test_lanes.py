"""Lanes: what they are held for and what not, overload, and a server with too few connections."""

import base64
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial

import pytest
import requests
from flask import Flask

from rawboard.admission import AdmissionQueue
from rawboard.auth import passwords
from rawboard.db import execution
from rawboard.db.context import context
from rawboard.errors import Overloaded
from rawboard.repositories.board_lists import QUERIES
from tests.conftest import PASSWORD, TEST_QUERIES
from tests.support.answers import problem
from tests.support.api import Api, Caller
from tests.support.faults import at_once, start_of, timed, until
from tests.support.proxy import Proxy
from tests.support.tokens import token_of

pytest_plugins = ["tests.support.fault_fixtures"]

LANES, CLIENTS, WAITING = 3, 8, 16
TOO_MANY = 1040  # connections, as the server says

StartApi = Callable[..., Api]
MakeMember = Callable[..., Caller]


@pytest.fixture
def held(proxied_api: Api, proxy: Proxy, member: MakeMember) -> Iterator[Api]:
    """An API whose one lane is held by a request that waits for the database."""
    holder = member(proxied_api)
    proxy.cut_at(start_of(QUERIES["list_boards"]), "never")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(holder.get, "/boards")
        until(lambda: proxy.sprung)
        yield proxied_api
        assert waiting.result().status_code == 503


def test_more_requests_than_may_wait_are_refused_soon_and_probes_are_answered(
    held: Api, member: MakeMember
) -> None:
    callers = [Caller(held.base, ("alice", PASSWORD)) for _ in range(WAITING + 6)]
    asked: list[Callable[[], tuple[requests.Response, float]]] = [
        partial(timed, partial(caller.get, "/boards/1")) for caller in callers
    ]
    probed: list[Callable[[], tuple[requests.Response, float]]] = [
        partial(timed, partial(Caller(held.base).get, path)) for path in ("/livez", "/readyz") * 2
    ]

    answers = at_once([*asked, *probed])

    refused, probes = answers[: len(asked)], answers[len(asked) :]
    assert {answer.status_code for answer, _ in probes} == {200}
    assert max(seconds for _, seconds in probes) < 1
    for answer, seconds in refused:
        assert "Nothing was changed" in problem(answer, 503)["detail"]
        assert int(answer.headers["Retry-After"]) in (1, 2, 3)
        assert seconds < 1.5
    assert sum(seconds < 0.8 for _, seconds in refused) >= 6  # turned away by those that came later


def test_fewer_connections_than_lanes_refuse_no_request_and_lanes_grow_again(
    proxy: Proxy, another_api: StartApi, member: MakeMember
) -> None:
    settings = {**proxy.settings, "RAWBOARD_THREADS": str(LANES)}
    api = another_api(**settings, RAWBOARD_LANE_PAUSE_SECONDS="0.2")
    callers = [member(api) for _ in range(CLIENTS)]  # one after the other, over one connection
    opened = len(proxy.links)
    proxy.turned_away = TOO_MANY

    def ask(caller: Caller) -> set[int]:
        return {caller.get("/boards").status_code for _ in range(10)}

    assert at_once([partial(ask, caller) for caller in callers]) == [{200}] * CLIENTS
    assert len(proxy.links) == opened
    proxy.turned_away = 0

    def has_grown() -> bool:
        at_once([partial(ask, caller) for caller in callers])
        return len(proxy.links) > opened

    until(has_grown)


def test_a_password_that_is_hashed_or_waits_for_its_turn_holds_no_lane(
    app: Flask, empty: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "QUEUE", AdmissionQueue(1, waiting=1, patience=0.05))
    with app.app_context():
        execution.fetch_one(TEST_QUERIES["count_users"])
        with passwords.turn():
            assert context.lane is None
            execution.fetch_one(TEST_QUERIES["count_users"])
            with pytest.raises(Overloaded):  # it waited for a turn in vain
                passwords.hash_password(PASSWORD)
            assert context.lane is None

            execution.fetch_one(TEST_QUERIES["count_users"])
            assert passwords.matches(None, PASSWORD) is False
            assert context.lane is None


@pytest.mark.parametrize("is_valid", [True, False])
def test_a_body_that_does_not_come_holds_no_lane_also_where_the_response_does_not_wait_for_it(
    is_valid: bool, another_api: StartApi, member: MakeMember
) -> None:
    api = another_api(RAWBOARD_THREADS="1")
    alice = member(api)
    token = token_of(alice, "write")["token"] if is_valid else f"rbt_{'x' * 43}"
    credentials = base64.b64encode(f"alice:{token}".encode()).decode()
    head = (
        "POST /api/v1/boards HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Authorization: Basic {credentials}\r\nContent-Length: 100\r\n\r\n{{"
    )
    with ExitStack() as stack:
        for _ in range(3):
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", api.port)))
            slow.sendall(head.encode())
        time.sleep(0.3)  # until its token was looked up
        for _ in range(3):
            answer, seconds = timed(lambda: alice.get("/boards"))
            assert answer.status_code == 200
            assert seconds < 0.5


def test_readiness_is_looked_at_once_in_its_time_whatever_the_number_of_probes(
    another_api: StartApi,
) -> None:
    api = another_api(RAWBOARD_READINESS_SECONDS="60")
    probes = [Caller(api.base) for _ in range(6)]

    answers = at_once([partial(probe.get, "/readyz") for probe in probes])

    assert {answer.status_code for answer in answers} == {200}
    assert sorted(api.statements(answer) for answer in answers) == [0] * 5 + [1]


def test_a_probe_that_the_server_has_no_connection_for_stops_no_lane(
    proxy: Proxy, another_api: StartApi, member: MakeMember
) -> None:
    api = another_api(**proxy.settings, RAWBOARD_THREADS="2")
    member(api)
    proxy.turned_away = TOO_MANY

    for _ in range(3):
        assert Caller(api.base).get("/readyz").status_code == 503
        others = [Caller(api.base, ("alice", PASSWORD)) for _ in range(4)]
        answers = at_once([partial(other.get, "/boards") for other in others])
        assert {answer.status_code for answer in answers} == {200}
