"""Reads what a client sends: JSON bodies and parameters, checked against Pydantic models.

Every error is found before any is answered. APIFlask calls :class:`InputAdapter` for the models
that a route declares.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import orjson
from apiflask.schema_adapters import registry
from apiflask.schema_adapters.pydantic import PydanticAdapter
from flask import Request, g
from pydantic import BaseModel, ConfigDict, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from rawboard.problems import Problem

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"  # RFC 7396

# Pydantic's words for what is wrong, where ours say it more plainly to an API's user.
WORDS = {
    "missing": "is required",
    "extra_forbidden": "is not known here",
    "string_type": "must be a string",
    "model_type": "must be a JSON object",
    "model_attributes_type": "must be a JSON object",
    "string_pattern_mismatch": "does not have the form that is asked for",
    "value_error": "{error}",
    "string_too_short": "must have at least {min_length} character(s)",
    "string_too_long": "must have at most {max_length} character(s)",
    "int_parsing": "must be a whole number",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
}


class Input(BaseModel):
    """A body or a set of parameters: strict types, unknown members refused."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


class NoParameters(Input):
    """The query string of a route that takes none."""


class InputAdapter(PydanticAdapter):
    """Collects what is wrong with body and parameters in ``g.errors`` instead of raising early."""

    def validate_input(self, request: Request, location: str, **_: Any) -> Any:
        """Return the validated model, or None with the errors left for :func:`refuse_errors`."""
        g.setdefault("errors", [])
        if location == "query":
            return self._validated(_parameters(request), "parameter")
        return self._validated(_json(request), "pointer")

    def _validated(self, data: object, kind: str) -> BaseModel | None:
        try:
            model: BaseModel = self.model_class.model_validate(data)
        except ValidationError as error:
            g.errors.extend(_errors(error, kind))
            return None
        return model


registry.register("pydantic", InputAdapter)


def refuse_errors() -> None:
    """Raise all that the inputs were found to lack.

    Raises:
        Problem: 422, with every error of body and parameters.
    """
    if g.get("errors"):
        raise Problem(422, "The request is understood but not valid; see errors.", g.errors)


def _parameters(request: Request) -> dict[str, str]:
    for name in request.args:
        if len(request.args.getlist(name)) > 1:
            g.errors.append({"parameter": name, "detail": "is given more than once"})
    return request.args.to_dict()


def _json(request: Request) -> object:
    body = request.get_data(cache=False)  # over the limit it raises 413
    if request.content_length is None and request.environ["wsgi.input"].read(1):
        raise RequestEntityTooLarge  # a chunked body: Werkzeug would cut it off at the limit
    if not body:
        raise Problem(400, "A JSON body is required.")
    accepted = (JSON, MERGE_PATCH) if request.method == "PATCH" else (JSON,)
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype not in accepted or charset not in ("utf-8", "utf8"):
        name = "Accept-Patch" if request.method == "PATCH" else "Accept"  # RFC 5789, RFC 9110
        detail = f"The body must be sent as Content-Type: {JSON}, in UTF-8."
        raise Problem(415, detail, headers={name: ", ".join(accepted)})
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        detail = f"The body is not JSON in UTF-8: {error.msg} (line {error.lineno})."
        raise Problem(400, detail) from None


def _errors(error: ValidationError, kind: str) -> Iterable[dict[str, str]]:
    for item in error.errors(include_url=False, include_input=False):
        place = _pointer(item["loc"]) if kind == "pointer" else str(item["loc"][0])
        detail = WORDS.get(item["type"], item["msg"]).format(**item.get("ctx", {}))
        yield {kind: place, "detail": detail}


def _pointer(path: tuple[int | str, ...]) -> str:
    """Return a JSON Pointer as a URI fragment (RFC 6901, section 6)."""
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in path)
    return "#" + "".join("/" + quote(part, safe="~!$&'()*+,;=:@-._") for part in parts)
