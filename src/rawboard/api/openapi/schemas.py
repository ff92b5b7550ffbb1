"""JSON Schemas (draft 2020-12) of the models, each a component that others refer to."""

from collections.abc import Iterable
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from rawboard.api.models.representation import Representation
from rawboard.api.operations import Operation

Schema = dict[str, Any]

TEMPLATE = "#/components/schemas/{model}"
LEFT_OUT = {"title": str, "examples": list}  # titles repeat names; examples stand beside schemas


def reference(model: type[BaseModel], prefix: str = "") -> Schema:
    """Return a reference to the component schema of a model, or of a partial one."""
    return {"$ref": TEMPLATE.format(model=prefix + model.__name__)}


def representations(operation: Operation) -> tuple[type[Representation], ...]:
    """Return the models of what an operation shows, the one with all members first."""
    if operation.returns is None:
        return ()
    return get_args(operation.returns) or (operation.returns,)


def components(
    models: Iterable[type[BaseModel]], partial: Iterable[type[BaseModel]]
) -> dict[str, Schema]:
    """Return the component schemas.

    Args:
        models: of bodies and of what is shown.
        partial: those of them whose members the client may choose from.
    """
    made = models_json_schema([(model, "validation") for model in models], ref_template=TEMPLATE)
    found: dict[str, Schema] = {name: plain(schema) for name, schema in made[1]["$defs"].items()}
    for model in partial:
        some = {key: part for key, part in found[model.__name__].items() if key != "required"}
        some["description"] += " Only the members that `fields` names."
        found[f"Some{model.__name__}"] = some
    return found


def fields(model: type[BaseModel]) -> dict[str, Schema]:
    """Return the schema of each field of a model, null and "not sent" left out."""
    found = model.model_json_schema(ref_template=TEMPLATE).get("properties", {})
    return {name: _without_null(plain(schema)) for name, schema in found.items()}


def plain(schema: Any) -> Any:
    """Leave out titles, examples, and defaults that stand for "not sent"."""
    if isinstance(schema, list):
        return [plain(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    dull = {key for key, kind in LEFT_OUT.items() if isinstance(schema.get(key), kind)}
    dull |= {key for key in ("default",) if schema.get(key, 1) in ("", None)}
    return {key: plain(value) for key, value in schema.items() if key not in dull}


def _without_null(schema: Schema) -> Schema:
    """Return the schema of a parameter or a cell where it is sent: there, nothing is null."""
    choices = [choice for choice in schema.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) != 1:
        return schema
    del schema["anyOf"]
    return {**choices[0], **schema}
