"""The refusals that operations share: one response a status, with a problem document."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import NamedTuple

from rawboard.api.openapi import headers
from rawboard.api.openapi.words import Schema
from rawboard.http.problems import TITLES

PROBLEM = "application/problem+json"
REQUEST_ID = "0f8fad5bd9cb469fa16570867728950e"


class Refusal(NamedTuple):
    """What a status means here.

    Args:
        when: the response's description.
        detail: as an example has it.
        errors: likewise.
        always: headers that it always has.
        maybe: headers that it may have.
        kind: the problem's type.
    """

    when: str
    detail: str
    errors: tuple[Mapping[str, str], ...] = ()
    always: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    kind: str = "about:blank"


LIMITS = ("RateLimit", "RateLimit-Policy")
REFUSALS = {
    400: Refusal(
        "The request is malformed: the body is no JSON, or a header does not have its form.",
        "The body is not JSON in UTF-8: unexpected end of data (line 1).",
    ),
    401: Refusal(
        "There are no credentials, or they are wrong.",
        "Send the username and password of an account by HTTP Basic authentication.",
        always=("WWW-Authenticate",),
        maybe=LIMITS,
    ),
    403: Refusal(
        "The caller may not do this, or their token may not.",
        "This token may only read.",
    ),
    404: Refusal("There is no such thing.", "There is no such board."),
    406: Refusal(
        "The answer cannot be had in any media type that Accept names.",
        "This can be had as application/json.",
    ),
    409: Refusal(
        "It conflicts with what is there, or a request with this Idempotency-Key is running.",
        "This username is taken already.",
        ({"pointer": "#/username", "detail": "is taken already"},),
        maybe=("Retry-After",),
    ),
    412: Refusal(
        "It is not, or no longer, the version that the condition asks for.",
        "This is not the version that the condition asks for: read it again, then decide.",
        always=("ETag",),
    ),
    413: Refusal("The body is too long.", "The body is over 1048576 bytes."),
    415: Refusal(
        "The body is of a media type or a coding that is not taken.",
        "The body must be sent as Content-Type: application/json, in UTF-8.",
        maybe=("Accept", "Accept-Patch", "Accept-Encoding"),
    ),
    422: Refusal(
        "It is understood, but not valid; `errors` says all that is wrong.",
        "The request is understood but not valid; see errors.",
        (
            {"parameter": "colour", "detail": "is not known here"},
            {"pointer": "#/title", "detail": "is required"},
        ),
    ),
    428: Refusal(
        "If-Match is demanded here.",
        "Send If-Match with the ETag that you read, so that no change is lost.",
    ),
    429: Refusal(
        "Too many logins failed for this account or from this address.",
        "Too many logins failed. Try again in 840 seconds.",
        always=("Retry-After",),
        maybe=LIMITS,
    ),
    500: Refusal(
        "Something is wrong on this side; the log has it under the request_id.",
        "Something went wrong on this side. The log has it under this request_id.",
    ),
    503: Refusal(
        "Not now. A write may have happened only if the type says that its outcome is unknown.",
        "The database does not answer now. Nothing was changed; try again.",
        always=("Retry-After",),
    ),
}


def name(status: int) -> str:
    """Return the name of a status's component, such as ``NotFound``."""
    return title(status).replace(" ", "")


def title(status: int) -> str:
    """Return RFC 9110's name of a status."""
    return TITLES.get(status, HTTPStatus(status).phrase)


def reference(status: int, when: str | None = None) -> dict[str, str]:
    """Return a reference to the response of a status.

    Args:
        status: the status.
        when: what it means for one operation, in place of what it means in general.
    """
    found = {"$ref": f"#/components/responses/{name(status)}"}
    return {**found, "description": when} if when else found


def components() -> dict[str, Schema]:
    """Return the Response Object of every refusal."""
    return {name(status): _response(status, refusal) for status, refusal in REFUSALS.items()}


def _response(status: int, refusal: Refusal) -> Schema:
    example: Schema = {
        "type": refusal.kind,
        "title": title(status),
        "status": status,
        "detail": refusal.detail,
        "request_id": REQUEST_ID,
    }
    if refusal.errors:
        example["errors"] = list(refusal.errors)
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": refusal.when,
        "headers": headers.given(refusal.always, refusal.maybe),
        "content": {PROBLEM: {"schema": schema, "example": example}},
    }


PROBLEM_SCHEMA: Schema = {
    "description": "What went wrong: problem details (RFC 9457).",
    "type": "object",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string", "description": "The status's name."},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "A sentence for the person who reads it."},
        "request_id": {"type": "string", "description": "As X-Request-Id."},
        "errors": {
            "type": "array",
            "description": "All that is wrong with the body and the parameters.",
            "items": {
                "anyOf": [
                    {"$ref": "#/components/schemas/MemberError"},
                    {"$ref": "#/components/schemas/ParameterError"},
                ]
            },
        },
    },
    "required": ["type", "title", "status", "detail", "request_id"],
    "additionalProperties": False,
}


def _error(member: str, description: str) -> Schema:
    return {
        "type": "object",
        "properties": {
            member: {"type": "string", "description": description},
            "detail": {"type": "string"},
        },
        "required": [member, "detail"],
        "additionalProperties": False,
    }


SCHEMAS: dict[str, Schema] = {
    "Problem": PROBLEM_SCHEMA,
    "MemberError": _error(
        "pointer", "Where in the body: a JSON Pointer (RFC 6901) as a URI fragment."
    ),
    "ParameterError": _error("parameter", "The parameter's name."),
}
