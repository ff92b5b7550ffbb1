"""``/docs``: an interactive page, all of it served from here."""

import re
import socket
from contextlib import ExitStack

import pytest

from tests.support.answers import problem
from tests.support.api import Api, Caller

KINDS = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "start.js": "text/javascript; charset=utf-8",
    "favicon-32x32.png": "image/png",
}


def test_the_page_needs_no_credentials(stranger: Caller) -> None:
    answer = stranger.get(f"{stranger.base}/docs")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_all_that_the_page_refers_to_is_served_from_here(stranger: Caller) -> None:
    page = stranger.get(f"{stranger.base}/docs").text
    start = stranger.get(f"{stranger.base}/docs/start.js").text

    named = re.findall(r'(?:src|href)="([^"]*)"', page) + re.findall(r'url: "([^"]*)"', start)

    assert {*named} == {f"docs/{name}" for name in KINDS} | {"openapi.json"}
    for name in named:  # relative: they work below any prefix that a proxy may add
        assert stranger.get(f"{stranger.base}/{name}").status_code == 200
    assert "//" not in page


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_its_files_have_their_media_types(stranger: Caller, name: str, kind: str) -> None:
    answer = stranger.get(f"{stranger.base}/docs/{name}")

    assert answer.headers["Content-Type"] == kind
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert len(answer.content) > 200
    known = {"If-None-Match": answer.headers["ETag"]}
    assert stranger.get(f"{stranger.base}/docs/{name}", headers=known).status_code == 304


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_its_files_are_compressed_for_clients_that_accept_it(stranger: Caller, coding: str) -> None:
    url = f"{stranger.base}/docs/swagger-ui-bundle.js"
    whole = stranger.get(url, headers={"Accept-Encoding": "identity"})
    answer = stranger.get(url, headers={"Accept-Encoding": coding}, stream=True)
    sent = answer.raw.read(decode_content=False)

    assert answer.headers["Content-Encoding"] == coding
    assert len(sent) < len(whole.content) / 3
    assert int(answer.headers["Content-Length"]) == len(sent)  # whole, and kept for the next one
    known = {"Accept-Encoding": coding, "If-None-Match": answer.headers["ETag"]}
    assert stranger.get(url, headers=known).status_code == 304


def test_ranges_are_not_served(stranger: Caller) -> None:
    answer = stranger.get(f"{stranger.base}/docs/start.js", headers={"Range": "bytes=0-9"})

    assert answer.status_code == 200
    assert len(answer.content) == int(answer.headers["Content-Length"])


def test_the_page_may_load_nothing_from_elsewhere(stranger: Caller) -> None:
    """What the policy forbids, no browser loads, whatever Swagger UI has in it."""
    page = stranger.get(f"{stranger.base}/docs")
    policy = dict(
        part.strip().split(" ", 1) for part in page.headers["Content-Security-Policy"].split(";")
    )

    assert policy.pop("style-src") == "'self' 'unsafe-inline'"
    assert policy.pop("img-src") == "'self' data:"
    assert policy.pop("script-src") == policy.pop("connect-src") == "'self'"
    assert {*policy.values()} == {"'none'"}
    assert "default-src" in policy
    assert "<script>" not in page.text


def test_its_style_sheet_refers_to_nothing_outside(stranger: Caller) -> None:
    sheet = stranger.get(f"{stranger.base}/docs/swagger-ui.css").text

    assert all(place.startswith("data:") for place in re.findall(r"url\(['\"]?([^'\")]*)", sheet))
    assert "@import" not in sheet


@pytest.mark.parametrize(
    "name", ["LICENSE", "swagger-ui.js", "index.html", "../app.py", "%2e%2e/app.py", ""]
)
def test_no_other_file_is_served(stranger: Caller, name: str) -> None:
    problem(stranger.get(f"{stranger.base}/docs/{name}"), 404)


def test_readers_who_stop_in_the_middle_of_a_file_keep_no_thread(
    api: Api, stranger: Caller
) -> None:
    request = b"GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with ExitStack() as stack:
        for _ in range(8):  # more than there are threads
            reader = stack.enter_context(socket.create_connection(("127.0.0.1", api.port)))
            reader.sendall(request)
            assert reader.recv(100).startswith(b"HTTP/1.1 200 ")
        assert stranger.get("/livez", timeout=2).status_code == 200


def test_head_of_a_file_says_what_get_sends(stranger: Caller) -> None:
    url = f"{stranger.base}/docs/swagger-ui-bundle.js"
    headers = {"Accept-Encoding": "gzip"}
    got, head = (stranger.request(method, url, headers=headers) for method in ("GET", "HEAD"))

    for name in ("Content-Length", "Content-Encoding", "ETag", "Cache-Control"):
        assert head.headers[name] == got.headers[name]
