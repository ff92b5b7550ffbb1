"""The database is away: nothing listens where it should be."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import requests
from flask import Flask

from tests.support.answers import problem
from tests.support.api import Api, Caller
from tests.support.faults import recovers, timed, unavailable
from tests.support.proxy import Proxy

pytest_plugins = ["tests.support.fault_fixtures"]

PROMPTLY = 3.0  # seconds
NEWCOMER = {"username": "nora", "email": "nora@example.com", "password": "long enough to pass"}

StartApi = Callable[..., Api]
MakeMember = Callable[..., Caller]
RunSql = Callable[..., list[dict[str, Any]]]


def operations(app: Flask) -> list[tuple[str, str]]:
    """Every method and path below /api/v1; 1 stands for every id and name."""
    return [
        (method, re.sub(r"<[^>]+>", "1", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if rule.rule.startswith("/api/v1/")
    ]


def test_every_route_answers_503_at_once_while_connections_are_refused(
    app: Flask, proxy: Proxy, proxied_api: Api, member: MakeMember, run_sql: RunSql
) -> None:
    alice = member(proxied_api)
    assert alice.get("/me").status_code == 200
    proxy.refuse()

    for method, path in operations(app):
        ask = partial(alice.request, method, alice.base + path, json=NEWCOMER)
        answer, seconds = timed(ask)
        unavailable(answer)
        assert seconds < PROMPTLY, f"{method} {path}"
    assert run_sql("count_users") == [{"users": 1}]


def test_livez_stays_green_and_readyz_turns_red_while_connections_are_refused(
    proxy: Proxy, proxied_api: Api
) -> None:
    stranger = proxied_api.caller()
    assert stranger.get("/readyz").status_code == 200
    proxy.refuse()

    live, seconds = timed(lambda: stranger.get("/livez"))
    assert (live.status_code, live.json()) == (200, {"status": "live"})
    assert seconds < 0.5
    unavailable(stranger.get("/readyz"))
    proxy.serve()
    recovers(lambda: stranger.get("/readyz"))
    stranger.close()


def test_the_api_works_again_by_itself_each_time_that_the_database_comes_back(
    proxy: Proxy, proxied_api: Api, member: MakeMember
) -> None:
    alice = member(proxied_api)
    for _ in range(2):
        alice.post_board()
        proxy.refuse()
        unavailable(alice.get("/boards"))
        unavailable(alice.post("/boards", {"title": "No", "content": ""}))
        proxy.serve()
        recovers(lambda: alice.get("/boards"))

    listed = recovers(lambda: alice.get("/boards")).json()["data"]
    assert [board["title"] for board in listed] == ["A title"] * 2


def test_an_api_that_starts_before_its_database_waits_for_it(
    proxy: Proxy, another_api: StartApi, member: MakeMember
) -> None:
    proxy.refuse()
    api = another_api(**proxy.settings)
    alice = member(api)

    assert alice.get("/livez").status_code == 200
    unavailable(alice.get("/readyz"))
    unavailable(alice.get("/me"))
    proxy.serve()
    recovers(lambda: alice.get("/me"))


def test_an_unreachable_database_leaves_answers_that_need_none_as_they_are(
    proxy: Proxy, proxied_api: Api
) -> None:
    stranger = proxied_api.caller()
    proxy.refuse()

    assert problem(stranger.get("/boards"), 401)
    assert problem(stranger.post("/users", {"username": "nora"}), 422)
    assert requests.get(f"{stranger.base}/nothing", timeout=5).status_code == 404
    stranger.close()
