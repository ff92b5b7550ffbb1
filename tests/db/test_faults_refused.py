"""The server is there, but has no room, no such account, or not what the API needs."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import MySQLdb
import pytest
from flask import Flask

from rawboard import create_app, settings
from rawboard.db.connection import mysql
from rawboard.db.errors import Unavailable
from tests.support.answers import problem
from tests.support.api import Api, Caller
from tests.support.faults import recovers, unavailable
from tests.support.proxy import Proxy
from tests.support.servers import SuiteServer

pytest_plugins = ["tests.support.fault_fixtures"]

TOO_MANY_CONNECTIONS, ACCOUNT_LOCKED = 1040, 3118  # what MySQL says to a new connection

StartApi = Callable[..., Api]
MakeMember = Callable[..., Caller]
RunSql = Callable[..., list[dict[str, Any]]]


def test_a_wrong_password_of_the_api_s_account_is_503_and_stays_between_api_and_database(
    another_api: StartApi, member: MakeMember
) -> None:
    api = another_api(MYSQL_PASSWORD="not-the-password")
    alice = member(api)

    unavailable(alice.get("/boards"))
    unavailable(alice.get("/readyz"))
    assert alice.get("/livez").status_code == 200
    assert "not-the-password" not in api.log_text()


def test_a_database_that_does_not_exist_is_503(another_api: StartApi, member: MakeMember) -> None:
    alice = member(another_api(MYSQL_DB="rawboard_nowhere"))

    unavailable(alice.get("/boards"))
    unavailable(alice.get("/readyz"))


def test_a_missing_table_is_our_mistake_until_it_is_there(
    api: Api, alice: Caller, administer: RunSql
) -> None:
    administer("take_boards_away")
    try:
        problem(alice.get("/boards"), 500)
        problem(alice.post("/boards", {"title": "No", "content": ""}), 500)
        assert alice.get("/me").status_code == 200
    finally:
        administer("bring_boards_back")

    assert alice.get("/boards").json()["data"] == []
    alice.post_board()


@contextmanager
def full(server: SuiteServer, proxy: Proxy, app: Flask, administer: RunSql) -> Iterator[None]:
    """A server that has as many connections as it takes."""
    if server.kind == "external":
        proxy.turned_away = TOO_MANY_CONNECTIONS
        yield
        proxy.turned_away = 0
        return
    usual = administer("find_max_connections")[0]["connections"]
    with ExitStack() as crowd, app.app_context():
        crowd.callback(lambda: administer("set_max_connections", connections=usual))
        administer("set_max_connections", connections=10)
        with suppress(MySQLdb.OperationalError):  # it is full now
            for _ in range(11):
                crowd.callback(mysql.connect.close)
        yield


def test_a_server_with_too_many_connections_is_503_until_there_is_room(
    server: SuiteServer, proxy: Proxy, app: Flask, proxied_api: Api, member: MakeMember,
    administer: RunSql,
) -> None:  # fmt: skip
    alice = member(proxied_api)
    proxy.cut()
    with full(server, proxy, app, administer):
        unavailable(alice.get("/boards"))
        unavailable(alice.post("/boards", {"title": "No", "content": ""}))

    recovers(lambda: alice.get("/boards"))


@contextmanager
def locked(server: SuiteServer, proxy: Proxy, administer: RunSql) -> Iterator[None]:
    """A server whose administrator has locked the API's account."""
    if server.kind == "external":
        proxy.turned_away = ACCOUNT_LOCKED
        yield
        proxy.turned_away = 0
        return
    administer("lock_account")
    try:
        yield
    finally:
        administer("unlock_account")


def test_a_locked_account_of_the_api_is_503_until_it_is_unlocked(
    server: SuiteServer, proxy: Proxy, proxied_api: Api, member: MakeMember,
    administer: RunSql,
) -> None:  # fmt: skip
    alice = member(proxied_api)
    proxy.cut()
    with locked(server, proxy, administer):
        unavailable(alice.get("/boards"))

    recovers(lambda: alice.get("/boards"))


# Too many (of the server, of the account), host blocked, host unknown, password expired, account
# locked (MySQL, MariaDB), wrong password, no plugin, no such database, shutting down.
GREETINGS = [1040, 1203, 1226, 1129, 1130, 1862, 3118, 4151, 1045, 1698, 1524, 1049, 1053]


@pytest.mark.parametrize("number", GREETINGS)
def test_whatever_the_server_greets_a_new_connection_with_the_database_is_unavailable(
    number: int, proxy: Proxy, variables: dict[str, str]
) -> None:
    app = create_app(settings.load({**variables, **proxy.settings}))
    proxy.turned_away = number

    with app.app_context(), pytest.raises(Unavailable, match=str(number)):
        _ = mysql.connection
