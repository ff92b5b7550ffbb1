"""Heads of requests that are malformed, too long or no HTTP: each is a 4xx (or 501), and cheap."""

import re
import socket
import tracemalloc
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import create_environ, run_wsgi_app

from rawboard import create_app, settings
from rawboard.http.request_head import LONGEST, LONGEST_QUERY, PARSED
from tests.conftest import PASSWORD
from tests.support.answers import exchange, problem
from tests.support.api import Api, Caller
from tests.support.faults import until

MALFORMED = {
    "Accept": ["*/*;q=nan", "text/html;q=1e999, =,;"],
    "Accept-Encoding": [";", "gzip;q=x, zstd;q=nan"],
    "Access-Control-Request-Headers": [","],
    "Authorization": ["Basic", "Basic \xff", "x"],
    "Content-Encoding": ["x"],
    "Content-Type": [";", 'application/json;charset="'],
    "Expect": ["x"],
    "Idempotency-Key": ['"', "\xff"],
    "If-Match": ["3", '"a" "b"', "\xff"],
    "If-Modified-Since": ["yesterday"],
    "If-None-Match": ["3", '"a" "b"', "\xff"],
    "If-Range": ["3"],
    "Origin": ["x"],
    "Prefer": ["=", '"', "handling=strict, x"],
    "Range": ["bytes=", "x"],
    "X-Request-Id": ["\xff"],
}
MiB = 2**20


QUIET = {"RAWBOARD_LOG_LEVEL": "error"}


@pytest.fixture
def credentials(enrol: Callable[..., dict[str, Any]], empty: None) -> dict[str, str]:
    enrol("alice")
    return basic("alice")


def basic(username: str) -> dict[str, str]:
    return {"Authorization": f"Basic {b64encode(f'{username}:{PASSWORD}'.encode()).decode()}"}


def methods(app: Flask) -> Iterator[tuple[str, str]]:
    """A path of every route, with each of its methods."""
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<[^>]*>", "start.js" if rule.rule.startswith("/docs") else "1", rule.rule)
        for method in rule.methods or ():
            yield path, method


def test_no_malformed_field_makes_any_route_fail(
    variables: dict[str, str], credentials: dict[str, str]
) -> None:
    app = create_app(settings.load(variables | QUIET))
    client = app.test_client()
    for path, method in methods(app):
        known = {} if method == "DELETE" else credentials  # Alice is not to delete herself
        for field, values in MALFORMED.items():
            for value in values:
                answer = client.open(path, method=method, headers=known | {field: value})
                assert answer.status_code < 500, (method, path, field, value)


def test_an_asset_is_sent_to_a_client_whose_entity_tag_is_malformed(stranger: Caller) -> None:
    answer = stranger.get(f"{stranger.base}/docs/start.js", headers={"If-None-Match": "3"})

    assert answer.status_code == 200
    assert answer.content


@pytest.mark.parametrize("name", PARSED)
def test_a_field_that_is_too_long_is_refused_before_it_is_parsed(api: Api, name: str) -> None:
    field = name.removeprefix("HTTP_").replace("_", "-")
    value = "a" if field == "Host" else "a,"

    head, body = exchange(api, "GET", "/livez", (), **{field: value * (LONGEST + 1)})

    assert head.startswith(b"HTTP/1.1 431 ")
    assert field.title().encode() in body


def test_a_query_string_that_is_too_long_is_refused(stranger: Caller) -> None:
    problem(stranger.get(f"/boards?{'a' * (LONGEST_QUERY + 1)}"), 414)


def test_caches_stay_small_whatever_is_sent(
    variables: dict[str, str], credentials: dict[str, str]
) -> None:
    limits = {"RAWBOARD_LOGIN_FAILURES": "1", "RAWBOARD_THREADS": "1"}  # refused without a hash
    app = create_app(settings.load(variables | limits | QUIET))
    for each in range(15):
        send_long(app, credentials, f"warm-{each}")

    tracemalloc.start()
    for each in range(120):
        send_long(app, credentials, str(each))
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert grown < MiB


def send_long(app: Flask, known: dict[str, str], start: str) -> None:
    """Send requests with values that are as long as they may be, and longer."""
    for length in (1400, 20_000):
        long = start + "a" * length
        for headers in (known | {"Accept": f"text/{long}, */*"}, basic(long)):
            run_wsgi_app(app, create_environ("/api/v1/me", headers=headers))
        run_wsgi_app(app, create_environ("/api/v1/me", headers=known, query_string=long))
        typed = known | {"Content-Type": f"text/{long}"}
        run_wsgi_app(app, create_environ("/api/v1/me", headers=typed, method="PUT", data=b"{}"))


def sent(api: Api, *lines: str) -> bytes:
    with socket.create_connection(("127.0.0.1", api.port), timeout=5) as connection:
        connection.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_http_1_1_demands_a_host_and_1_0_does_not(api: Api) -> None:
    assert sent(api, "GET /livez HTTP/1.1").startswith(b"HTTP/1.1 400 ")
    assert sent(api, "GET /livez HTTP/1.1", "Host:").startswith(b"HTTP/1.1 400 ")
    assert sent(api, "GET /livez HTTP/1.0").startswith(b"HTTP/1.0 200 ")


def test_a_transfer_coding_besides_chunked_is_501(api: Api, alice: Caller) -> None:
    chunks = [b"2\r\n{}\r\n0\r\n\r\n"]
    codings = {"Transfer-Encoding": "gzip, chunked", "Content-Type": "application/json"}

    head, _ = exchange(api, "POST", "/api/v1/boards", chunks, **codings)

    assert head.startswith(b"HTTP/1.1 501 ")


def test_a_proxy_that_is_not_trusted_is_warned_of_once(api: Api, stranger: Caller) -> None:
    for _ in range(3):
        assert stranger.get("/livez", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 200

    until(lambda: "X-Forwarded-For" in api.log_text())
    assert api.log_text().count("a request has X-Forwarded-For") == 1
