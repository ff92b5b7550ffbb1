"""RAWBOARD_PUBLIC_URL: what URLs in responses start with, whatever Host a request names."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import Client

from rawboard import create_app, settings
from tests.conftest import PASSWORD


@pytest.mark.parametrize("url", ["https://board.example.com", "https://board.example.com:8/a/b-c"])
def test_links_start_with_the_public_url_behind_any_host(
    variables: dict[str, str], enrol: Callable[..., dict[str, Any]], empty: None, url: str
) -> None:
    enrol("alice")
    client = Client(create_app(settings.load(variables | {"RAWBOARD_PUBLIC_URL": url})))
    options: dict[str, Any] = {"auth": ("alice", PASSWORD), "base_url": "http://internal.invalid"}

    body = {"title": "T", "content": ""}
    posted = [client.post("/api/v1/boards", json=body, **options) for _ in range(2)]
    page = client.get("/api/v1/boards?limit=1", **options)

    location = f"{url}/api/v1/boards/{posted[0].json['id']}"  # type: ignore[index]
    assert posted[0].headers["Location"] == location
    following = page.json["next"]  # type: ignore[index]
    assert following.startswith(f"{url}/api/v1/boards?limit=1&cursor=")
    assert page.headers["Link"] == f'<{following}>; rel="next"'
    described = client.get("/openapi.json", **options).json
    assert described["servers"] == [{"url": f"{url}/"}]  # type: ignore[index]
