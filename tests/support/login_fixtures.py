"""APIs that take few failed logins: ``pytest_plugins`` names this file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.api import Api
from tests.support.logins import MANY, STRICT, Enrol, somewhere, unused


@pytest.fixture(scope="session")
def strict_api(variables: dict[str, str], directory: Path) -> Iterator[Api]:
    api = Api(variables, directory, **STRICT).start()
    yield api
    api.stop()


@pytest.fixture
def strict(strict_api: Api, empty: None) -> Api:
    """An API that takes three failures, behind a proxy that tells where a request is from."""
    return strict_api


@pytest.fixture(scope="session")
def many_api(variables: dict[str, str], directory: Path) -> Iterator[Api]:
    api = Api(variables, directory, **MANY).start()
    yield api
    api.stop()


@pytest.fixture
def many(many_api: Api, empty: None) -> Api:
    """The same with two processes of four threads."""
    return many_api


@pytest.fixture
def name(enrol: Enrol) -> str:
    """A user whom no test has had yet."""
    name = f"user{next(unused)}"
    enrol(name)
    return name


@pytest.fixture
def address() -> str:
    return somewhere()
