"""Examples of bodies and responses, made from those of the models."""

from typing import Any

from pydantic import BaseModel

from rawboard.api.openapi.schemas import Schema, representations
from rawboard.api.operations import Operation
from rawboard.http import formats
from rawboard.http.bulk import CSV, NDJSON


def bodies(model: type[BaseModel], *, bulk: bool) -> dict[str, Schema]:
    """Return the Example Objects of a JSON body."""
    found = _examples(model)
    if not found:
        return {}
    values = {"one": found[0], "many": found} if bulk else {"one": found[0]}
    return {name: {"value": value} for name, value in values.items()}


def responses(operation: Operation, *, as_list: bool) -> dict[str, Schema]:
    """Return the Example Objects of what an operation shows as JSON."""
    models = representations(operation)
    if as_list:
        return {"page": {"value": {"data": _examples(models[0])[:1], "next": None}}}
    return {model.__name__: {"value": one} for model in models for one in _examples(model)[:1]}


def text(media_type: str, operation: Operation) -> Schema:
    """Return the example of a list as NDJSON or CSV; nothing for other media types."""
    if media_type not in (NDJSON, CSV):
        return {}
    return {"example": rows(media_type, representations(operation)[0])}


def rows(media_type: str, model: type[BaseModel]) -> str:
    """Return the examples of a model as NDJSON or CSV."""
    writer = formats.writer(media_type, formats.columns(model, model.model_fields), "")
    return (writer.head + b"".join(writer.rows(_examples(model)))).decode()


def _examples(model: type[BaseModel]) -> list[dict[str, Any]]:
    extra = model.model_config.get("json_schema_extra")
    found: Any = extra["examples"] if isinstance(extra, dict) else []
    return list(found)
