"""Fixtures of the tests for operators: ``pytest_plugins`` names this file."""

import secrets
from collections.abc import Iterator

import pytest

from tests.support.dba import ROLES, Account, Accounts, Session, grant
from tests.support.servers import SuiteServer


@pytest.fixture(scope="session")
def accounts(server: SuiteServer, variables: dict[str, str]) -> Iterator[Accounts]:
    """The administrator, and every account of sql/grants, each made by its file."""
    root = Account(server.administrator(), variables["MYSQL_DB"])
    kept = {"owner": variables["MYSQL_OWNER_PASSWORD"], "app": variables["MYSQL_PASSWORD"]}
    made = {"administrator": root}
    for role in ROLES:
        password = kept.get(role) or secrets.token_urlsafe(18)
        where = {**root.where, "user": f"rawboard_{role}", "password": password}
        made[role] = Account(where, root.database)
        grant(made, role)
    yield made
    with root.session() as session:
        for role in ROLES:
            if role not in kept:
                session.ask("drop_account", user=f"rawboard_{role}")


@pytest.fixture
def elsewhere(accounts: Accounts) -> Iterator[None]:
    """A database that is not Rawboard's, with a table in it."""
    with accounts["administrator"].session() as session:
        for name in ("drop_database", "create_database", "create_table"):
            session.ask(f"outside_{name}")
        yield
        session.ask("outside_drop_database")


@pytest.fixture
def copy(accounts: Accounts) -> Iterator[Account]:
    """The owner on an empty scratch database of its own making."""
    with accounts["owner"].session() as owner:
        owner.ask("drop_copy")
        owner.ask("create_copy")
        yield accounts["owner"].on("rawboard_scratch_copy")
        owner.ask("drop_copy")


@pytest.fixture
def monitor(accounts: Accounts) -> Iterator[Session]:
    with accounts["monitor"].session() as session:
        yield session
