"""The API's description, as the tests look at it."""

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from rawboard import create_app, settings
from rawboard.api.openapi.document import describe
from tests.support.api import Caller, Json

PLACE = re.compile(r"\{(\w+)\}")
METHODS = ("get", "post", "put", "patch", "delete")


def described(**chosen: str) -> Json:
    """The description that these settings give."""
    return describe(create_app(settings.load({"MYSQL_PASSWORD": "unused", **chosen})))


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield method.upper(), path, item[method]


def contents(operation: Json) -> Iterator[Json]:
    yield from operation.get("requestBody", {}).get("content", {}).values()
    for response in operation["responses"].values():
        yield from response.get("content", {}).values()


def schemas(document: Json) -> Iterator[Json]:
    waiting: list[Any] = list(document["components"]["schemas"].values())
    waiting += [header["schema"] for header in document["components"]["headers"].values()]
    waiting += [p["schema"] for p in document["components"]["parameters"].values()]
    for *_, operation in operations(document):
        waiting += [p["schema"] for p in operation["parameters"] if "schema" in p]
        waiting += [content["schema"] for content in contents(operation)]
    while waiting:
        schema = waiting.pop()
        yield schema
        waiting += list(schema.get("properties", {}).values()) + schema.get("anyOf", [])
        waiting += [schema["items"]] if "items" in schema else []


def filled(caller: Caller, path: str, **places: object) -> str:
    """The URL of a path, with something in its places: an id is 9 unless it is given."""
    known = {"user": "alice", **places}
    return caller.base + PLACE.sub(lambda place: str(known.get(place[1], 9)), path)


def fits(document: Json, schema: Json, value: object) -> bool:
    whole = {**schema, "components": document["components"]}
    return jsonschema_rs.validator_for(whole, validate_formats=True).is_valid(value)
