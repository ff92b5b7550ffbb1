"""``/openapi.json`` is true: to who may call, what bodies are taken, and where links lead."""

import json
from collections.abc import Iterator

import pytest

from rawboard.http.validation import JSON
from tests.support.api import Api, Caller, Json
from tests.support.described import contents, described, filled, fits, operations

IS_JSON = {"Content-Type": JSON}
PASSWORD = "alice-demo-1"  # that of the examples


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


def ids(document: Json, caller: Caller) -> dict[str, int]:
    """One of everything that has an id, made from its example, by its place in paths."""
    found = {}
    for path in document["paths"]:
        above, _, place = path.rpartition("/")
        post = document["paths"].get(above, {}).get("post")
        if post and place.endswith("_id}"):
            body = next(body for kind, body in bodies(post) if kind == JSON)
            answer = caller.request("POST", filled(caller, above), data=body, headers=IS_JSON)
            found[place.strip("{}")] = answer.json()["id"]
    return found


def test_the_examples_of_bodies_are_taken(document: Json, alice: Caller) -> None:
    made = ids(document, alice)
    sent = 0
    # A changed password would be the end of it: it comes last.
    for method, path, operation in sorted(
        operations(document), key=lambda found: found[1].endswith("/password")
    ):
        for kind, body in bodies(operation):
            url = filled(alice, path, **made)
            answer = alice.request(method, url, data=body, headers={"Content-Type": kind})
            assert answer.status_code in (200, 201, 204), (method, path, kind, answer.text)
            sent += 1
        assert bool(operation.get("requestBody")) == (method in ("POST", "PUT", "PATCH"))
    assert sent > 10


def test_the_examples_fit_their_schemas(document: Json) -> None:
    shared = document["components"]["responses"].values()
    every = [content for *_, operation in operations(document) for content in contents(operation)]
    for content in [*every, *(c for response in shared for c in response["content"].values())]:
        examples = [example["value"] for example in content.get("examples", {}).values()]
        for example in [*examples, *([content["example"]] if "example" in content else [])]:
            assert fits(document, content["schema"], example), example
    for item in document["paths"].values():
        for parameter in item.get("parameters", []):
            if "example" in parameter:
                assert fits(document, parameter["schema"], parameter["example"])


def test_every_body_and_everything_shown_has_an_example(document: Json) -> None:
    for method, path, operation in operations(document):
        for content in contents(operation):
            shows = {key for key in ("$ref", "anyOf", "properties") if key in content["schema"]}
            is_text = content["schema"].get("type") == "string"
            has_one = {"examples", "example"} & content.keys()
            assert has_one or is_text or not shows, (method, path)


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
