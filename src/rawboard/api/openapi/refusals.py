"""The problems that operations share: one response for each status, with a problem document."""

from http import HTTPStatus
from typing import Annotated, NamedTuple

from pydantic import Field

from rawboard.api.models.representation import Representation
from rawboard.api.openapi import headers
from rawboard.api.openapi.schemas import Schema, reference
from rawboard.auth.authenticator import unauthorized
from rawboard.errors import NotFound
from rawboard.http.problems import DETAILS, TITLES, too_large
from rawboard.http.request_head import LONGEST, LONGEST_QUERY

PROBLEM = "application/problem+json"
REQUEST_ID = "0f8fad5bd9cb469fa16570867728950e"


class MemberError(Representation):
    """What is wrong with a member of the body."""

    pointer: Annotated[
        str, Field(description="Where: a JSON Pointer (RFC 6901) as a URI fragment.")
    ]
    detail: str


class ParameterError(Representation):
    """What is wrong with a parameter."""

    parameter: Annotated[str, Field(description="The parameter's name.")]
    detail: str


class Problem(Representation):
    """An error, as problem details (RFC 9457)."""

    type: Annotated[str, Field(json_schema_extra={"format": "uri-reference"})]
    title: Annotated[str, Field(description="The name of the status.")]
    status: Annotated[int, Field(ge=400, le=599)]
    detail: Annotated[str, Field(description="An explanation for people.")]
    request_id: Annotated[str, Field(description="The same as X-Request-Id.")]
    errors: Annotated[
        list[MemberError | ParameterError],
        Field(default_factory=list, description="All that is wrong with body and parameters."),
    ]


class Refusal(NamedTuple):
    """What a status means here.

    Args:
        when: the response's description.
        detail: as an example has it.
        errors: likewise.
        always: headers that it always has.
        maybe: headers that it may have.
    """

    when: str
    detail: str
    errors: tuple[dict[str, str], ...] = ()
    always: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()


LIMITS = ("RateLimit", "RateLimit-Policy")
REFUSALS = {
    400: Refusal(
        "The request is malformed: the body is not JSON, or a header does not have its form.",
        "The body is not JSON in UTF-8: unexpected end of data (line 1).",
    ),
    401: Refusal(
        "The credentials are missing or wrong.",
        unauthorized({}).detail,
        always=("WWW-Authenticate",),
        maybe=LIMITS,
    ),
    403: Refusal(
        "The caller or the token is not permitted to do this.", "This token may only read."
    ),
    404: Refusal("The resource does not exist.", str(NotFound("board"))),
    406: Refusal(
        "Accept allows none of the available media types.",
        "The response is available as application/json; Accept allows none of them.",
    ),
    408: Refusal(
        "The client was silent for too long while it sent the body.",
        "No part of the body came for 10 seconds.",
    ),
    409: Refusal(
        "A conflict with the current state, or another request with this key is running.",
        "This username is taken already.",
        ({"pointer": "#/username", "detail": "is taken already"},),
        maybe=("Retry-After",),
    ),
    411: Refusal(
        "The end of the body cannot be determined: NDJSON or CSV, chunked and not compressed.",
        "Send this media type with Content-Length, or compressed.",
    ),
    412: Refusal(
        "The precondition does not admit the current version.",
        "The precondition does not admit the current version: read it again, then decide.",
        always=("ETag",),
    ),
    413: Refusal("The body is too large.", too_large(1_048_576).detail),
    414: Refusal(
        "The query string is too long.", f"The query string is over {LONGEST_QUERY} bytes."
    ),
    415: Refusal(
        "The body's media type or content coding is not supported.",
        "The body must be sent as Content-Type: application/json, in UTF-8.",
        maybe=("Accept", "Accept-Patch", "Accept-Encoding"),
    ),
    422: Refusal(
        "The request is well-formed but not valid; `errors` lists everything that is wrong.",
        "The request is not valid; see errors.",
        (
            {"parameter": "colour", "detail": "is unknown"},
            {"pointer": "#/title", "detail": "is required"},
        ),
    ),
    428: Refusal(
        "If-Match is required.",
        "Send If-Match with the ETag that you read, so that no change is lost.",
    ),
    429: Refusal(
        "Too many logins failed for this account or from this address, too many users were "
        "registered from this address, or another list is being streamed to the caller.",
        "Too many logins failed. Try again in 840 seconds.",
        always=("Retry-After",),
        maybe=LIMITS,
    ),
    431: Refusal("A header field is too long.", f"Accept is over {LONGEST} bytes."),
    500: Refusal("The server failed; its log has the details.", DETAILS[500]),
    503: Refusal(
        "Unavailable. A write may have happened only if `type` says that its outcome is unknown.",
        "The database is unavailable. Nothing was changed; try again.",
        always=("Retry-After",),
    ),
}


def name(status: int) -> str:
    """Return the name of a status's component, such as ``NotFound``."""
    return title(status).replace(" ", "")


def title(status: int) -> str:
    """Return RFC 9110's name of a status."""
    return TITLES.get(status, HTTPStatus(status).phrase)


def response(status: int, when: str | None = None) -> dict[str, str]:
    """Return a reference to the response of a status.

    Args:
        status: the status.
        when: what it means for one operation, in place of what it means in general.
    """
    found = {"$ref": f"#/components/responses/{name(status)}"}
    return {**found, "description": when} if when else found


def components() -> dict[str, Schema]:
    """Return the Response Object of every refusal."""
    return {name(status): _component(status, refusal) for status, refusal in REFUSALS.items()}


def _component(status: int, refusal: Refusal) -> Schema:
    example: Schema = {
        "type": "about:blank",
        "title": title(status),
        "status": status,
        "detail": refusal.detail,
        "request_id": REQUEST_ID,
    }
    if refusal.errors:
        example["errors"] = list(refusal.errors)
    return {
        "description": refusal.when,
        "headers": headers.of_response(refusal.always, refusal.maybe),
        "content": {PROBLEM: {"schema": reference(Problem), "example": example}},
    }
