"""What the tests expect of answers while the database misbehaves, said once."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import TypeVar

import MySQLdb
import requests

from rawboard.db.queries import Query
from tests.support.answers import problem
from tests.support.api import Json

T = TypeVar("T")
RECOVERY = 3.0  # seconds in which an API works again once its database does
COMMIT = b"\x03COMMIT"  # as the driver sends it; READ COMMITTED is no such
PATIENCE = 20.0  # seconds after which a test that waits has failed


def unavailable(answer: requests.Response) -> Json:
    """The problem that says: nothing was changed, try again after so many seconds."""
    document = _refused(answer)
    assert document["type"] == "about:blank"
    assert "Nothing was changed" in document["detail"]
    return document


def outcome_unknown(answer: requests.Response) -> Json:
    """The problem that says: it may or may not have happened."""
    document = _refused(answer)
    assert document["type"] == "urn:rawboard:problem:outcome-unknown"
    assert "Nothing was changed" not in document["detail"]
    return document


def _refused(answer: requests.Response) -> Json:
    document = problem(answer, 503)
    assert 1 <= int(answer.headers["Retry-After"]) <= 10
    for word in ("mysql", "mariadb", "rawboard_app", "server", "table", "127.0.0.1"):
        assert word not in answer.text.lower()  # the database's own text stays in the log
    return document


def recovers(ask: Callable[[], requests.Response], status: int = 200) -> requests.Response:
    """Ask until the answer has the status; until then it must be 503, and not for long."""
    deadline = time.monotonic() + RECOVERY
    while (answer := ask()).status_code != status:
        assert answer.status_code == 503, answer.text
        assert time.monotonic() < deadline, f"it is back, but the answer is still {answer.text}"
        time.sleep(0.1)
    return answer


def until(is_so: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"it was not so within {seconds} s"
        time.sleep(0.01)


def timed(ask: Callable[[], T]) -> tuple[T, float]:
    """What the call returns, and the seconds it took."""
    started = time.monotonic()
    return ask(), time.monotonic() - started


def at_once(calls: Sequence[Callable[[], T]]) -> list[T]:
    """Make the calls at the same instant, a thread each, and return what they return."""
    barrier = Barrier(len(calls))

    def start(call: Callable[[], T]) -> T:
        barrier.wait(PATIENCE)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(start, calls))


@contextmanager
def in_transaction(connection: MySQLdb.Connection) -> Iterator[None]:
    """Run what the block says in a transaction, and take it back."""
    connection.begin()
    try:
        yield
    finally:
        connection.rollback()


def start_of(query: Query) -> bytes:
    """What tells the query from others on the wire: its name in the comment."""
    return f"query='{query.name}'".encode()
