"""``/openapi.json``: valid, complete, and made for the settings that there are."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import pytest
import requests
from flask import Flask, Response
from openapi_spec_validator import validate
from pydantic import Field

from rawboard import create_app, settings
from rawboard.api.models.representation import Id, Representation, examples
from rawboard.api.openapi.document import describe
from rawboard.api.operations import Resource
from rawboard.auth.guards import anyone
from rawboard.cli.openapi import command
from tests.support.answers import problem
from tests.support.api import Api, Caller, Json
from tests.support.described import described, operations, schemas

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs" / "openapi.json"
EXAMPLES = 2  # of Schemathesis, an operation and a phase; coverage sends some 1,800 requests


@pytest.fixture(scope="module")
def document() -> Json:
    return described()


def test_the_file_is_what_is_served(stranger: Caller) -> None:
    served = stranger.get(f"{stranger.base}/openapi.json").json()

    assert json.loads(FILE.read_text()) == served, "run 'make openapi'"


def test_it_is_valid_openapi_3_1(document: Json) -> None:
    assert document["openapi"].startswith("3.1.")
    validate(document)


def test_every_route_is_described_and_nothing_else(app: Flask, document: Json) -> None:
    routes = {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if method not in ("HEAD", "OPTIONS") and rule.rule != "/docs/<name>"  # the page's files
    }
    told = {(method, path) for method, path, _ in operations(document)}

    assert told == routes
    names = [operation["operationId"] for *_, operation in operations(document)]
    assert len(names) == len(set(names))
    assert all(operation["summary"] for *_, operation in operations(document))


def test_schemas_say_nothing_that_json_schema_does_not_know(document: Json) -> None:
    """Pydantic writes a bound as ``ge``, which nobody reads, where a validator stands before it."""
    known = {"type", "format", "enum", "const", "pattern", "minLength", "maxLength", "minimum"}
    known |= {"maximum", "minItems", "uniqueItems", "items", "properties", "required", "anyOf"}
    known |= {"additionalProperties", "description", "default", "$ref"}

    for schema in schemas(document):
        assert set(schema) <= known, schema


class Draft(Representation):
    """A draft."""

    model_config = examples({"id": 1, "text": "To be written."})

    id: Id
    text: Annotated[str, Field(description="What it says.")]


def test_a_new_resource_is_described_by_its_model_and_its_views_alone() -> None:
    drafts = Resource("drafts", __name__)

    @drafts.operation("GET", "/drafts/<id:draft_id>", guard=anyone, returns=Draft)
    def get_draft(draft_id: int) -> Response:
        """One draft."""
        raise NotImplementedError

    app = create_app(settings.load({"MYSQL_PASSWORD": "unused"}))
    app.register_blueprint(drafts)
    for operation, _ in drafts.operations:
        app.operations[operation.rule, operation.method] = operation
    found = describe(app)

    path = found["paths"]["/drafts/{draft_id}"]
    assert [(p["name"], p["description"]) for p in path["parameters"]] == [
        ("draft_id", "The draft's id.")
    ]
    content = path["get"]["responses"]["200"]["content"]["application/json"]
    assert content["examples"] == {"Draft": {"value": {"id": 1, "text": "To be written."}}}
    assert found["components"]["schemas"]["Draft"] == {
        "description": "A draft.",
        "type": "object",
        "properties": {
            "id": path["parameters"][0]["schema"],
            "text": {"type": "string", "description": "What it says."},
        },
        "required": ["id", "text"],
        "additionalProperties": False,
    }
    validate(found)


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
    def throttled(found: Json) -> set[str]:
        told = {operation["operationId"]: operation for *_, operation in operations(found)}
        return {name for name, operation in told.items() if "429" in operation["responses"]}

    lists = {"list_boards", "list_users", "list_tokens", "list_user_boards"}  # one stream a user
    assert {"create_user", "create_board", "get_me"} <= throttled(document)
    assert throttled(described(RAWBOARD_LOGIN_FAILURES="0")) == {"create_user", *lists}
    closed = {"RAWBOARD_LOGIN_FAILURES": "0", "RAWBOARD_REGISTRATION": "admin"}
    assert throttled(described(**closed)) == lists


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
    printed = app.test_cli_runner().invoke(command)

    assert printed.exit_code == 0
    assert json.loads(printed.output)["paths"].keys() == document["paths"].keys()


def test_it_is_served_while_the_database_is_away(
    another_api: Callable[..., Api],
) -> None:
    api = another_api(MYSQL_PORT="1", MYSQL_UNIX_SOCKET="")

    assert requests.get(f"{api.base}/openapi.json", timeout=10).status_code == 200


def test_schemathesis_finds_nothing(api: Api) -> None:
    run = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            *("run", f"{api.base}/openapi.json", "--checks", "all"),
            *("--max-examples", str(EXAMPLES), "--seed", "20261120", "--no-color"),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "default"},
        capture_output=True,
        text=True,
    )

    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr
    for phase in ("Examples", "Coverage", "Fuzzing", "Stateful"):
        assert f"✅ {phase}" in run.stdout
    assert "Authentication failed" not in run.stdout  # or it had only looked at the door
