"""What the tests expect of answers, said once."""

import socket
import time
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from typing import Any, cast

import MySQLdb
import requests

from tests.conftest import PASSWORD, TEST_QUERIES
from tests.support.api import Api, Caller, Json

RunSql = Callable[..., list[dict[str, Any]]]


def problem(answer: requests.Response, status: int) -> Json:
    """The problem document that the answer has to be."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    document = cast(Json, answer.json())
    assert {"type", "title", "status", "detail", "request_id"} == set(document) - {"errors"}
    assert document["status"] == status
    assert document["request_id"] == answer.headers["X-Request-Id"]
    return document


def places(answer: requests.Response, status: int = 422) -> list[str]:
    """The pointers and the parameters that the problem's errors name, sorted."""
    errors = problem(answer, status)["errors"]
    assert all(error["detail"] for error in errors)
    return sorted(error.get("pointer") or error["parameter"] for error in errors)


def pages(caller: Caller, path: str) -> Iterator[list[Json]]:
    """The pages of a list, by following ``next``, with which the Link header has to agree."""
    following: str | None = path
    while following:
        answer = caller.get(following)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        following = page["next"]
        assert answer.links.get("next", {}).get("url") == following
        yield page["data"]


def walk(caller: Caller, path: str) -> list[Json]:
    """Everything that a list holds."""
    return [item for page in pages(caller, path) for item in page]


def status_for(api: Api, username: str, password: str) -> int:
    """The status that these credentials get."""
    with closing(api.caller(username, password)) as caller:
        return caller.get("/me").status_code


def send(
    caller: Caller, method: str, path: str, body: bytes, kind: str = "application/json"
) -> requests.Response:
    """Sends the bytes as they are."""
    return caller.request(method, path, data=body, headers={"Content-Type": kind})


def stored(admin: Caller, run_sql: RunSql) -> tuple[object, ...]:
    """All that is stored, as far as an admin sees it, to be compared with itself later."""
    counted = run_sql("count_boards"), run_sql("count_users")
    return *counted, walk(admin, "/boards?limit=100"), walk(admin, "/users?limit=100")


def exchange(
    api: Api, method: str, path: str, body: Iterable[bytes] = (), /, **headers: str
) -> tuple[bytes, bytes]:
    """Head and body of an answer to Alice, exactly as they come over the wire."""
    credentials = b64encode(f"alice:{PASSWORD}".encode()).decode()
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    request = "\r\n".join([*lines, f"Authorization: Basic {credentials}", "", ""])
    with socket.create_connection(("127.0.0.1", api.port), timeout=10) as connection:
        connection.sendall(request.encode())
        for piece in body:
            connection.sendall(piece)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, rest = answer.partition(b"\r\n\r\n")
    return head, rest


def run_as(administrator: MySQLdb.Connection, name: str, **parameters: object) -> object:
    """Runs a query of tests/sql/suite.sql that the API may not; its first row, if it has any."""
    cursor = administrator.cursor()
    cursor.execute(TEST_QUERIES[name].statement.text, parameters)
    return cursor.fetchone() if cursor.description else None


def wait_for_a_lock_wait(administrator: MySQLdb.Connection) -> None:
    """Waits until a transaction waits for another one's lock."""
    for _ in range(15):
        time.sleep(0.15)  # InnoDB looks again only after 0.1 seconds in which nobody asked
        if run_as(administrator, "count_lock_waits") != (0,):
            return
    raise AssertionError("nothing waits for a lock")
