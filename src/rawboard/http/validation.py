"""Parses and validates JSON bodies and parameters against Pydantic models.

Every error is found before any is answered.
"""

import functools
from typing import TypeVar
from urllib.parse import quote

import orjson
from flask import request
from pydantic import AfterValidator, BaseModel, ConfigDict, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from rawboard.http import prefer
from rawboard.http.problems import Problem

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"  # RFC 7396
LONGEST_CACHED = 200  # bytes of a query string whose parameters are cached

# Pydantic's words for what is wrong, where ours say it more plainly to an API's user.
WORDS = {
    "missing": "is required",
    "extra_forbidden": "is unknown",
    "string_type": "must be a string",
    "model_type": "must be a JSON object",
    "model_attributes_type": "must be a JSON object",
    "string_pattern_mismatch": "does not have the required form",
    "value_error": "{error}",
    "string_too_short": "must have at least {min_length} character(s)",
    "string_too_long": "must have at most {max_length} character(s)",
    "int_parsing": "must be an integer",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
}


def _no_nul(value: str) -> str:
    if "\0" in value:
        raise ValueError("must not contain U+0000")
    return value


class _NoNul(AfterValidator):
    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "pattern": r"^[^\u0000]*$"}  # what it checks, for OpenAPI


NO_NUL = _NoNul(_no_nul)


class Input(BaseModel):
    """A body or a set of parameters: strict types, unknown members refused."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


class NoParameters(Input):
    """The query string of an operation that takes none."""


Model = TypeVar("Model", bound=Input)
Errors = list[dict[str, str]]


def parameters(model: type[Model], errors: Errors) -> Model | None:
    """Return the query string's parameters, or None with what is wrong added to ``errors``."""
    for name, values in request.args.lists():
        if len(values) > 1:
            errors.append({"parameter": name, "detail": "is given more than once"})
    return validated(model, request.args.to_dict(), "parameter", errors)


@functools.lru_cache(1024)
def cached(model: type[Model], _query_string: str) -> Model:
    """Return the parameters of a query string; clients that poll send the same again and again.

    Raises:
        ValueError: they are not valid.
    """
    errors: Errors = []
    found = parameters(model, errors)
    if found is None or errors:
        raise ValueError
    return found


def parse_json(text: bytes) -> object:
    """Return the value of a JSON text (RFC 8259).

    Raises:
        Problem: 400, it is not JSON in UTF-8.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        detail = f"The body is not JSON in UTF-8: {error.msg} (line {error.lineno})."
        raise Problem(400, detail) from None


def validated(model: type[Model], data: object, member: str, errors: Errors) -> Model | None:
    """Return data as a model, or None with what is wrong added to ``errors``, in this API's words.

    The member of each error is "pointer" (into a body) or "parameter". Under ``Prefer:
    handling=lenient`` (RFC 7240, 4.4) unknown members of data are left out, not refused.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        unknown = {str(item["loc"][0]) for item in found if item["type"] == "extra_forbidden"}
        if unknown and prefer.asks("handling", "lenient") and isinstance(data, dict):
            known = {name: value for name, value in data.items() if name not in unknown}
            return validated(model, known, member, errors)
        for item in found:
            place = _pointer(item["loc"]) if member == "pointer" else str(item["loc"][0])
            detail = WORDS.get(item["type"], item["msg"]).format(**item.get("ctx", {}))
            errors.append({member: place, "detail": detail})
        return None


def _pointer(path: tuple[int | str, ...]) -> str:
    """Return a JSON Pointer as a URI fragment (RFC 6901, section 6)."""
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in path)
    return "#" + "".join("/" + quote(part, safe="~!$&'()*+,;=:@-._") for part in parts)
