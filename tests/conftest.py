"""Fixtures: a real database, the real server, and the people who use it."""

import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import MySQLdb
import pytest
from flask import Flask

from rawboard import create_app, settings
from rawboard.auth import passwords
from rawboard.cli.local import choose, docker
from rawboard.cli.local.embedded import ServerError
from rawboard.db.clock import now
from rawboard.db.connection import become_owner, mysql
from rawboard.db.queries import Query, load
from rawboard.repositories import users
from rawboard.repositories.callers import Principal
from rawboard.schema import accounts, migrations
from tests.support.api import Api, Caller
from tests.support.external import External
from tests.support.servers import Container, Embedded, SuiteServer, template

HERE = Path(__file__).parent
# tests/schema makes accounts and databases, which another's server may have: only on our own.
collect_ignore = ["schema"] if os.environ.get("DB") == "external" else []
PASSWORD = "a perfectly fine passphrase"
TEST_QUERIES = load(HERE / "sql" / "suite.sql")


def pytest_configure(config: pytest.Config) -> None:
    """Installs an embedded server, which some tests need with DB=docker too, before the workers."""
    if not hasattr(config, "workerinput"):
        template()
        choose.install_server(HERE.parent)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Removes what the servers of this run were copied from."""
    if not hasattr(config, "workerinput"):
        docker.run("volume", "rm", "--force", template())


def pytest_report_header() -> str:
    return f"database: {_chosen().kind} ({_chosen().reason})"


def _chosen() -> choose.Choice:
    forced = {"DB": os.environ["DB"]} if os.environ.get("DB") else {}
    named = settings.environment() if forced.get("DB") == "external" else {}
    try:
        return choose.choose({**named, **forced}, compose=False)
    except ServerError as error:
        raise pytest.UsageError(str(error)) from None


@pytest.fixture(scope="session")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rawboard")


@pytest.fixture(scope="session")
def server(directory: Path) -> Iterator[SuiteServer]:
    """The database server: this suite's own, unless DB=external."""
    kind = _chosen().kind
    chosen: SuiteServer
    if kind == "external":
        chosen = External(settings.load(settings.environment()))
    elif kind == "docker":
        chosen = Container()
    else:
        chosen = Embedded(directory / "embedded")
    chosen.start()
    yield chosen
    chosen.stop()


@pytest.fixture(scope="session")
def variables(server: SuiteServer) -> dict[str, str]:
    """The settings that lead to the migrated database."""
    if isinstance(server, External):
        found = server.accounts()
    else:
        chosen = {role: secrets.token_urlsafe(18) for role in accounts.ROLES}
        found = accounts.prepare(server.administrator(), chosen)
    found |= server.location()
    found["RAWBOARD_LOGIN_FAILURES"] = "100000"  # many tests fail to log in, all from one address
    found["RAWBOARD_LOGIN_PAUSE_SECONDS"] = "0"
    found["RAWBOARD_READINESS_SECONDS"] = "0"  # many tests wait for /readyz to change
    found["RAWBOARD_REGISTRATION_LIMIT"] = "0"  # and many register users
    app = create_app(settings.load(found))
    with app.app_context():
        become_owner(app, settings.load(found))
        migrations.migrate(lambda name: None)
        mysql.discard()
    if not isinstance(server, External):
        accounts.grant(server.administrator(), chosen)
    return found


@pytest.fixture(scope="session")
def app(variables: dict[str, str]) -> Flask:
    """The application inside this process, for what HTTP cannot reach."""
    return create_app(settings.load(variables))


@pytest.fixture(scope="session")
def shared_api(variables: dict[str, str], directory: Path) -> Iterator[Api]:
    api = Api(variables, directory).start()
    yield api
    api.stop()


@pytest.fixture(scope="session")
def password_hash() -> str:
    return passwords.hash_password(PASSWORD)


@pytest.fixture(scope="session")
def owner_app(variables: dict[str, str]) -> Flask:
    """An application that connects as the owner of the schema."""
    chosen = settings.load(variables)
    app = create_app(chosen)
    with app.app_context():
        become_owner(app, chosen)
    return app


@pytest.fixture
def run_sql(owner_app: Flask) -> Callable[..., list[dict[str, Any]]]:
    """Runs a query of tests/sql/suite.sql as the owner of the schema."""

    def run(name: str, **parameters: object) -> list[dict[str, Any]]:
        query: Query = TEST_QUERIES[name]
        with owner_app.app_context():
            mysql.ping()  # a test may have ended the server since
            cursor = mysql.connection.cursor()
            cursor.execute(query.sql(parameters), parameters)
            return list(cursor)

    return run


@pytest.fixture
def empty(owner_app: Flask) -> None:
    """An empty database."""
    with owner_app.app_context():
        mysql.ping()  # a test may have ended the server since
        for table in ("boards", "tokens", "users", "login_failures", "idempotency_keys"):
            mysql.connection.cursor().execute(TEST_QUERIES[f"delete_{table}"].sql({}), {})


@pytest.fixture
def api(shared_api: Api, empty: None) -> Api:
    """The API on an empty database."""
    return shared_api


@pytest.fixture
def enrol(owner_app: Flask, password_hash: str) -> Callable[..., dict[str, Any]]:
    """Adds a user whose password is PASSWORD, past the API."""

    def add(username: str, role: str = "member") -> dict[str, Any]:
        with owner_app.app_context():
            mysql.ping()
            email = f"{username}@example.com"
            return dict(users.create(username, email, password_hash, role, now()))

    return add


@pytest.fixture
def principal(app: Flask) -> Callable[[str], Principal]:
    """Finds a user as statements name them, for tests inside this process."""

    def find(username: str) -> Principal:
        with app.app_context():
            found = users.find_credentials(username)
            assert found, f"{username} is not there"
            return found[0].principal

    return find


@pytest.fixture
def person(api: Api, enrol: Callable[..., dict[str, Any]]) -> Iterator[Callable[..., Caller]]:
    """Makes callers with an account."""
    made: list[Caller] = []

    def make(username: str, role: str = "member") -> Caller:
        user = enrol(username, role)
        caller = api.caller(username, PASSWORD)
        caller.user = user
        made.append(caller)
        return caller

    yield make
    for caller in made:
        caller.close()


@pytest.fixture
def alice(person: Callable[..., Caller]) -> Caller:
    return person("alice")


@pytest.fixture
def bob(person: Callable[..., Caller]) -> Caller:
    return person("bob")


@pytest.fixture
def admin(person: Callable[..., Caller]) -> Caller:
    return person("root", "admin")


@pytest.fixture
def stranger(api: Api) -> Iterator[Caller]:
    """Somebody without credentials."""
    caller = api.caller()
    yield caller
    caller.close()


@pytest.fixture
def another_api(
    variables: dict[str, str], directory: Path, empty: None
) -> Iterator[Callable[..., Api]]:
    """Starts an API of its own with other settings."""
    started: list[Api] = []

    def start(**overrides: str) -> Api:
        api = Api(variables, directory, **overrides)
        started.append(api)
        return api.start()

    yield start
    for api in started:
        api.stop()


@pytest.fixture
def administrator(server: SuiteServer, variables: dict[str, str]) -> Iterator[MySQLdb.Connection]:
    """A connection with an administrator's rights."""
    connection = MySQLdb.connect(
        charset="utf8mb4", autocommit=True, db=variables["MYSQL_DB"], **server.administrator()
    )
    yield connection
    connection.close()
