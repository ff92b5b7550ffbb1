"""Fixtures of the tests in which the database misbehaves: ``pytest_plugins`` names this file."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import MySQLdb
import pytest
from flask import Flask
from MySQLdb.cursors import DictCursor

from rawboard.db import execution
from tests.conftest import PASSWORD, TEST_QUERIES
from tests.support.api import Api, Caller
from tests.support.faults import recovers
from tests.support.outage import IMPATIENT, Outage
from tests.support.proxy import Proxy
from tests.support.servers import SuiteServer


@pytest.fixture(scope="session")
def shared_proxy(variables: dict[str, str]) -> Iterator[Proxy]:
    made = Proxy(variables)
    yield made
    made.stop()


@pytest.fixture
def proxy(shared_proxy: Proxy) -> Iterator[Proxy]:
    """A proxy in front of the database, which forwards until it is told to do worse."""
    shared_proxy.serve()
    yield shared_proxy
    shared_proxy.serve()


@pytest.fixture(scope="session")
def shared_proxied_api(
    shared_proxy: Proxy, variables: dict[str, str], directory: Path
) -> Iterator[Api]:
    settings = {**shared_proxy.settings, **IMPATIENT, "RAWBOARD_THREADS": "1"}
    settings["RAWBOARD_WAITING"] = "16"
    settings["RAWBOARD_READYZ_WRITES_SECONDS"] = "2"
    api = Api(variables, directory, **settings).start()
    yield api
    api.stop()


@pytest.fixture
def proxied_api(shared_proxied_api: Api, proxy: Proxy, empty: None) -> Api:
    """An API that reaches the database through the proxy, over the connection of one thread."""
    with closing(shared_proxied_api.caller()) as stranger:
        recovers(lambda: stranger.get("/readyz"))
    return shared_proxied_api


@pytest.fixture
def outage(
    server: SuiteServer, proxy: Proxy, app: Flask, shared_api: Api, empty: None
) -> Iterator[Outage]:
    """Takes the server away; afterwards it is back, and so are the suite's connections to it."""
    made = Outage(server, proxy, app)
    yield made
    made.end()
    if made.has_been_down:  # else a later test would count statements on a broken connection
        shared_api.process.terminate()
        shared_api.process.wait(15)
        shared_api.start()


@pytest.fixture
def member(enrol: Callable[..., dict[str, Any]]) -> Iterator[Callable[..., Caller]]:
    """Makes callers of any API, several of one account where they share its name."""
    made: list[Caller] = []
    users: dict[str, Any] = {}

    def make(api: Api, username: str = "alice", role: str = "member") -> Caller:
        if username not in users:
            users[username] = enrol(username, role)
        caller = api.caller(username, PASSWORD)
        caller.user = users[username]
        caller.get("/me")  # whoever had this name and password in another test is remembered
        made.append(caller)
        return caller

    yield make
    for caller in made:
        caller.close()


@pytest.fixture
def administer(administrator: MySQLdb.Connection) -> Callable[..., list[dict[str, Any]]]:
    """Runs a query of tests/sql/suite.sql as an administrator, always on the same connection."""

    def run(name: str, **parameters: object) -> list[dict[str, Any]]:
        query = TEST_QUERIES[name]
        cursor = administrator.cursor(DictCursor)
        cursor.execute(query.sql(parameters), parameters)
        return list(cursor)

    return run


@pytest.fixture
def run_as_api(app: Flask) -> Callable[..., list[dict[str, Any]]]:
    """Runs a query of tests/sql/suite.sql as the API's account, which sees its own connections."""

    def run(name: str, **parameters: object) -> list[dict[str, Any]]:
        with app.app_context():
            return execution.fetch_all(TEST_QUERIES[name], **parameters)

    return run
