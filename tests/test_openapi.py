"""``/openapi.json``: valid, complete, and true to what the API takes, asks for and answers."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import requests
from flask import Flask
from openapi_spec_validator import validate

from rawboard import create_app, settings
from rawboard.openapi import describe
from tests.answers import problem
from tests.harness.api import Api, Caller, Json

FILE = Path(__file__).parents[1] / "docs" / "openapi.json"
PASSWORD = "alice-demo-1"  # that of the examples
METHODS = ("get", "post", "put", "patch", "delete")


def described(**chosen: str) -> Json:
    """The description that these settings give."""
    return describe(create_app(settings.load({"MYSQL_PASSWORD": "unused", **chosen})))


@pytest.fixture(scope="module")
def document() -> Json:
    return described()


@pytest.fixture
def alice(api: Api, stranger: Caller) -> Iterator[Caller]:
    """Alice as the examples know her, with one board."""
    account = {"username": "alice", "email": "alice@example.com", "password": PASSWORD}
    caller = api.caller("alice", PASSWORD)
    caller.user = stranger.post("/users", account).json()
    yield caller
    caller.close()


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield method.upper(), path, item[method]


def filled(caller: Caller, path: str, **places: object) -> str:
    """The URL of a path, with something in its places."""
    return caller.base + path.format(**{"user": "alice", "board_id": 9, "token_id": 9, **places})


def fits(document: Json, schema: Json, value: object) -> bool:
    whole = {**schema, "components": document["components"]}
    return jsonschema_rs.validator_for(whole, validate_formats=True).is_valid(value)


def test_the_file_is_what_is_served(stranger: Caller) -> None:
    served = stranger.get(f"{stranger.base}/openapi.json").json()

    assert json.loads(FILE.read_text()) == served, "run 'make openapi'"


def test_it_is_valid_openapi_3_1(document: Json) -> None:
    assert document["openapi"].startswith("3.1.")
    validate(document)


def test_every_route_is_described_and_nothing_else(app: Flask, document: Json) -> None:
    routes = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if method not in ("HEAD", "OPTIONS") and rule.rule != "/docs/<name>"  # the page's files
    }
    told = {(method, path) for method, path, _ in operations(document)}

    for place in ("<user>", "<id:board_id>", "<id:token_id>"):
        bare = place.strip("<>").removeprefix("id:")
        routes = {(method, rule.replace(place, f"{{{bare}}}")) for method, rule in routes}
    assert told == routes
    names = [operation["operationId"] for *_, operation in operations(document)]
    assert len(names) == len(set(names))
    assert all(operation["summary"] for *_, operation in operations(document))


def test_what_asks_for_credentials_says_so(document: Json, stranger: Caller) -> None:
    for method, path, operation in operations(document):
        answer = stranger.request(method, filled(stranger, path), data=b"?")

        assert (answer.status_code == 401) == bool(operation["security"]), (method, path)
        assert ("401" in operation["responses"]) == bool(operation["security"]), (method, path)


def test_what_takes_a_token_says_so(document: Json, alice: Caller, api: Api) -> None:
    made = alice.post("/me/tokens", {"name": "t", "scope": "write"}).json()
    script = api.caller("alice", made["token"])
    for method, path, operation in operations(document):
        if operation["security"]:
            no_match = {"If-Match": '"0"'}  # so that nothing is changed
            answer = script.request(method, filled(script, path), headers=no_match, data=b"?")

            assert answer.status_code != 401, (method, path)
            takes_token = {"token": []} in operation["security"]
            assert (answer.status_code != 403) == takes_token, (method, path)
    script.close()


def bodies(operation: Json) -> Iterator[tuple[str, bytes]]:
    """The examples of an operation's body, with their media types; a text's is in its schema."""
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        for example in content.get("examples", {}).values():
            yield kind, json.dumps(example["value"]).encode()
        if "examples" not in content:
            yield kind, content["schema"]["description"].split("```")[1].lstrip().encode()


def test_the_examples_of_bodies_are_taken(document: Json, alice: Caller) -> None:
    board = alice.post_board()
    sent = 0
    # A changed password would be the end of it: it comes last.
    for method, path, operation in sorted(
        operations(document), key=lambda found: found[1].endswith("/password")
    ):
        for kind, body in bodies(operation):
            url = filled(alice, path, board_id=board["id"])
            answer = alice.request(method, url, data=body, headers={"Content-Type": kind})
            assert answer.status_code in (200, 201, 204), (method, path, kind, answer.text)
            sent += 1
        assert bool(operation.get("requestBody")) == (method in ("POST", "PUT", "PATCH"))
    assert sent > 10


def test_the_examples_fit_their_schemas(document: Json) -> None:
    components = document["components"]
    every = [(m, p, o) for m, p, o in operations(document)]
    contents = [content for *_, o in every for content in _contents(o)]
    contents += [c for r in components["responses"].values() for c in r["content"].values()]
    for content in contents:
        examples = [example["value"] for example in content.get("examples", {}).values()]
        for example in [*examples, *([content["example"]] if "example" in content else [])]:
            assert fits(document, content["schema"], example), example
    for item in document["paths"].values():
        for parameter in item.get("parameters", []):
            if "example" in parameter:
                assert fits(document, parameter["schema"], parameter["example"])


def _contents(operation: Json) -> Iterator[Json]:
    yield from operation.get("requestBody", {}).get("content", {}).values()
    for response in operation["responses"].values():
        yield from response.get("content", {}).values()


def test_every_body_and_everything_shown_has_an_example(document: Json) -> None:
    for method, path, operation in operations(document):
        for content in _contents(operation):
            shows = {key for key in ("$ref", "anyOf", "properties") if key in content["schema"]}
            is_text = content["schema"].get("type") == "string"
            has_one = {"examples", "example"} & content.keys()
            assert has_one or is_text or not shows, (method, path)


def test_schemas_say_nothing_that_json_schema_does_not_know(document: Json) -> None:
    """Pydantic writes a bound as ``ge``, which nobody reads, where a validator stands before it."""
    known = {"type", "format", "enum", "const", "pattern", "minLength", "maxLength", "minimum"}
    known |= {"maximum", "minItems", "uniqueItems", "items", "properties", "required", "anyOf"}
    known |= {"additionalProperties", "description", "default", "$ref"}

    for schema in _schemas(document):
        assert set(schema) <= known, schema


def _schemas(document: Json) -> Iterator[Json]:
    waiting: list[Any] = list(document["components"]["schemas"].values())
    waiting += [header["schema"] for header in document["components"]["headers"].values()]
    waiting += [p["schema"] for p in document["components"]["parameters"].values()]
    for *_, operation in operations(document):
        waiting += [p["schema"] for p in operation["parameters"] if "schema" in p]
        waiting += [content["schema"] for content in _contents(operation)]
    while waiting:
        schema = waiting.pop()
        yield schema
        waiting += list(schema.get("properties", {}).values()) + schema.get("anyOf", [])
        waiting += [schema["items"]] if "items" in schema else []


@pytest.mark.parametrize(
    ("registration", "security"), [("open", []), ("admin", [{"password": []}, {"token": []}])]
)
def test_registration_is_described_as_it_is_set(registration: str, security: list[Json]) -> None:
    register = described(RAWBOARD_REGISTRATION=registration)["paths"]["/api/v1/users"]["post"]

    assert register["security"] == security
    assert ("403" in register["responses"]) == bool(security)


def test_if_match_is_described_as_it_is_set() -> None:
    for demanded in ("true", "false"):
        found = described(RAWBOARD_REQUIRE_IF_MATCH=demanded)
        update = found["paths"]["/api/v1/boards/{board_id}"]["put"]
        names = [p["$ref"].rpartition("/")[2] for p in update["parameters"] if "$ref" in p]
        parameters = [found["components"]["parameters"][name] for name in names]

        assert [p["required"] for p in parameters if p["name"] == "If-Match"] == [
            demanded == "true"
        ]
        assert ("428" in update["responses"]) == (demanded == "true")


def test_a_throttle_is_described_only_where_there_is_one(document: Json) -> None:
    without = described(RAWBOARD_LOGIN_FAILURES="0")

    assert any("429" in operation["responses"] for *_, operation in operations(document))
    assert not any("429" in operation["responses"] for *_, operation in operations(without))


@pytest.mark.parametrize(
    ("path", "body", "linked"),
    [
        ("boards", {"title": "t", "content": "c"}, ["delete_", "get_", "replace_", "update_"]),
        ("me/tokens", {"name": "t", "scope": "read"}, ["delete_", "get_"]),
    ],
)
def test_links_lead_to_what_was_created(
    document: Json, alice: Caller, path: str, body: Json, linked: list[str]
) -> None:
    created = alice.post(f"/{path}", body)
    links = document["paths"][f"/api/v1/{path}"]["post"]["responses"]["201"]["links"]
    told = {operation["operationId"]: (m, p) for m, p, operation in operations(document)}

    assert [name.rpartition("_")[0] + "_" for name in sorted(links)] == linked
    for link in links.values():
        method, target = told[link["operationId"]]
        (place,) = (name for name in link["parameters"] if name.startswith("path."))
        assert link["parameters"][place] == "$response.body#/id"
        url = filled(alice, target, **{place.removeprefix("path."): created.json()["id"]})
        keep = {"Prefer": "tx=rollback"}  # a DELETE is tried, too
        assert alice.request(method, url, data=b"?", headers=keep).status_code != 404


def test_it_may_be_kept_and_asked_for_again(stranger: Caller) -> None:
    first = stranger.get(f"{stranger.base}/openapi.json")
    again = stranger.get(
        f"{stranger.base}/openapi.json", headers={"If-None-Match": first.headers["ETag"]}
    )

    assert first.headers["Content-Type"] == "application/json; charset=utf-8"
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert again.status_code == 304
    assert again.content == b""


def test_behind_a_proxy_with_a_prefix_the_server_is_there(another_api: Callable[..., Api]) -> None:
    api = another_api(RAWBOARD_TRUSTED_PROXIES="1")

    for prefix in ("/board", ""):
        sent = {"X-Forwarded-Prefix": prefix} if prefix else {}
        answer = requests.get(f"{api.base}/openapi.json", headers=sent, timeout=10)
        assert answer.json()["servers"] == [{"url": f"{prefix}/"}]


def test_it_takes_no_parameters(stranger: Caller) -> None:
    problem(stranger.get(f"{stranger.base}/openapi.json?version=2"), 422)


def test_the_command_prints_it(app: Flask, document: Json) -> None:
    printed = app.test_cli_runner().invoke(args=["openapi"])

    assert printed.exit_code == 0
    assert json.loads(printed.output)["paths"].keys() == document["paths"].keys()


def test_it_is_served_while_the_database_is_away(
    another_api: Callable[..., Api],
) -> None:
    api = another_api(MYSQL_PORT="1", MYSQL_UNIX_SOCKET="")

    assert requests.get(f"{api.base}/openapi.json", timeout=10).status_code == 200
