"""Fixtures of the tests of ``rawboard db``: ``pytest_plugins`` names this file."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from rawboard import create_app, settings
from rawboard.db.connection import become_owner, mysql
from tests.support.desk import DATABASE, Desk
from tests.support.proxy import Proxy
from tests.support.servers import SuiteServer


@pytest.fixture
def desk(server: SuiteServer, variables: dict[str, str], tmp_path: Path) -> Iterator[Desk]:
    """An empty scratch database, and who works on it."""
    with closing(Desk(server, variables, tmp_path)) as made:
        yield made


@pytest.fixture
def migrated(desk: Desk) -> Desk:
    """A scratch database that has every migration, by the client's hand."""
    desk.apply_by_hand()
    return desk


@pytest.fixture
def owner_in_process(desk: Desk, variables: dict[str, str]) -> Iterator[Flask]:
    """The program inside this process, on the scratch database."""
    chosen = settings.load({**variables, "MYSQL_DB": DATABASE})
    app = create_app(chosen)
    with app.app_context():
        become_owner(app, chosen)
        yield app
        mysql.discard()


@pytest.fixture
def interceptor(variables: dict[str, str]) -> Iterator[Proxy]:
    """A proxy in front of the database that can keep an answer to itself."""
    made = Proxy(variables)
    yield made
    made.stop()
