"""JSON Schemas (draft 2020-12) of what operations take and show, each told once as a component."""

import inspect
import types
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal, get_args, get_origin, get_type_hints, is_typeddict

from pydantic.json_schema import JsonSchemaMode, models_json_schema

from rawboard.api.openapi import words
from rawboard.api.openapi.words import Schema
from rawboard.http.validation import Input

TEMPLATE = "#/components/schemas/{model}"
SIMPLE: dict[object, Schema] = {
    int: {"type": "integer"},
    str: {"type": "string"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
    type(None): {"type": "null"},
}


def reference(name: str) -> Schema:
    """Return a reference to the component schema of this name."""
    return {"$ref": TEMPLATE.format(model=name)}


def taken(models: Iterable[type[Input]]) -> dict[str, Schema]:
    """Return the schemas of request bodies, as the models that check them say."""
    mode: JsonSchemaMode = "validation"
    wanted = [(model, mode) for model in models]
    found = models_json_schema(wanted, ref_template=TEMPLATE)[1]["$defs"]
    for schema in found.values():
        for name, member in schema.get("properties", {}).items():
            if name in words.FIELDS:
                member.setdefault("description", words.FIELDS[name])
    return {name: _plain(schema) for name, schema in found.items()}


def fields(model: type[Input]) -> dict[str, Schema]:
    """Return the schema of each field of a model, null and "not sent" left out."""
    found: dict[str, Schema] = model.model_json_schema(ref_template=TEMPLATE).get("properties", {})
    return {name: _without_null(_plain(schema)) for name, schema in found.items()}


def _plain(schema: Any) -> Any:
    """Leave out the titles, which repeat the names, and defaults that stand for "not sent"."""
    if isinstance(schema, list):
        return [_plain(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    dull = {key for key in ("title",) if isinstance(schema.get(key), str)}
    dull |= {key for key in ("default",) if schema.get(key, 1) in ("", None)}
    return {key: _plain(value) for key, value in schema.items() if key not in dull}


def _without_null(schema: Schema) -> Schema:
    """Return what a parameter or a cell may be where it is sent: there, nothing is null."""
    choices = [choice for choice in schema.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) != 1:
        return schema
    del schema["anyOf"]
    return {**schema, **choices[0]}


class Shown:
    """The schemas of what answers show, from the types of repositories and routes."""

    def __init__(self) -> None:
        self.components: dict[str, Schema] = {}

    def schema(self, kind: Any) -> Schema:
        """Return the schema of a type; those of TypedDicts are added to the components."""
        if kind in SIMPLE:
            return dict(SIMPLE[kind])
        if is_typeddict(kind):
            return self._component(kind.__name__, kind, partial=False)
        origin, parts = get_origin(kind), get_args(kind)
        if origin is Literal:
            return {"enum": list(parts)}
        if origin is list:
            return {"type": "array", "items": self.schema(parts[0])}
        if isinstance(kind, types.UnionType):
            return {"anyOf": [self.schema(part) for part in parts]}
        raise TypeError(f"no schema for {kind}")

    def partial(self, kind: Any) -> Schema:
        """Return the schema of an item whose members the client may choose from."""
        if isinstance(kind, types.UnionType):
            kind = get_args(kind)[0]  # the one that has them all
        return self._component(f"Some{kind.__name__}", kind, partial=True)

    def _component(self, name: str, kind: Any, *, partial: bool) -> Schema:
        if name not in self.components:
            members = get_type_hints(kind)
            self.components[name] = {}  # it may stand in itself
            schema: Schema = {
                "description": inspect.cleandoc(kind.__doc__ or ""),
                "type": "object",
                "properties": {key: self._member(key, value) for key, value in members.items()},
                "additionalProperties": False,
            }
            if partial:
                schema["description"] += " The members that `fields` names."
            else:
                schema["required"] = sorted(kind.__required_keys__, key=list(members).index)
            self.components[name] = schema
        return reference(name)

    def _member(self, name: str, kind: Any) -> Schema:
        schema = self.schema(kind)
        return schema if "$ref" in schema else {**schema, **words.MEMBERS.get(name, {})}
