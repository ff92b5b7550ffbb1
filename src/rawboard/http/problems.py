"""Errors as RFC 9457 problem details, one shape for every status."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson
from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from rawboard.db.context import context
from rawboard.db.errors import ConstraintViolated, DatabaseFault, OutcomeUnknown
from rawboard.errors import Changed, Invalid, NotAllowed, NotFound, Overloaded
from rawboard.http.responses import WholeResponse, json_response

RETRY_AFTER = "2"  # seconds; a database comes back within a few, or the client waits again
OUTCOME_UNKNOWN = "urn:rawboard:problem:outcome-unknown"

# RFC 9110's names, where Python's differ from one version to the next.
TITLES = {413: "Content Too Large", 414: "URI Too Long", 422: "Unprocessable Content"}
RETRY_KEYED = "Retry it with the same Idempotency-Key: it will not be done twice."
RETRY_PLAIN = "Check before you retry."
DETAILS = {
    404: "No resource has this path.",
    405: "This resource does not support the method; the Allow header names those it does.",
    500: "The server failed. Its log has the details under this request_id.",
}


@dataclass(eq=False)
class Problem(Exception):
    """Ends a request with a problem document.

    Args:
        status: the HTTP status.
        detail: a sentence for the person who reads it; never a database's text.
        errors: ``{"pointer" or "parameter": ..., "detail": ...}`` for each part that is wrong.
        headers: further headers of the response.
        type: a URI, where there is more to know than the status says.
    """

    status: int
    detail: str
    errors: Sequence[Mapping[str, str]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    type: str = "about:blank"


def problem_response(problem: Problem) -> Response:
    """Return the response for a problem."""
    document: dict[str, Any] = {
        "type": problem.type,
        "title": TITLES.get(problem.status, HTTPStatus(problem.status).phrase),
        "status": problem.status,
        "detail": problem.detail,
        "request_id": context.request_id,
    }
    if problem.errors:
        document["errors"] = problem.errors
    body = orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE)
    response = WholeResponse(body, problem.status, content_type="application/problem+json")
    response.headers.update(problem.headers)
    return response


def too_large(most: int) -> Problem:
    """Return the 413 for a body of more than so many bytes."""
    return Problem(413, f"The body is over {most} bytes.")


def taken(*fields: str) -> Problem:
    """Return the 409 for fields of which another resource has the value."""
    errors = [{"pointer": f"#/{field}", "detail": "is taken already"} for field in fields]
    verb = "are" if len(fields) > 1 else "is"
    return Problem(409, f"This {' and this '.join(fields)} {verb} taken already.", errors)


def register(app: Flask) -> None:
    """Answer every exception of the application with a problem document."""
    app.register_error_handler(Problem, problem_response)
    app.register_error_handler(NotFound, lambda error: problem_response(Problem(404, str(error))))
    app.register_error_handler(NotAllowed, lambda error: problem_response(Problem(403, str(error))))
    app.register_error_handler(Changed, _changed)
    app.register_error_handler(Invalid, _invalid)
    app.register_error_handler(Overloaded, _overloaded)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DatabaseFault, _database)
    app.register_error_handler(ConstraintViolated, _constraint)
    app.register_error_handler(Exception, _bug)


def _changed(error: Changed) -> Response:
    detail = "The precondition does not admit the current version: read it again, then decide."
    shown = json_response(error.current, version=error.current["version"])
    return problem_response(Problem(412, detail, headers={"ETag": shown.headers["ETag"]}))


def _invalid(error: Invalid) -> Response:
    errors = [{"pointer": f"#/{error.field}", "detail": error.detail}]
    return problem_response(Problem(422, str(error), errors))


def too_many(what: str, seconds: int, limit: Mapping[str, str]) -> Problem:
    """Return the 429 (RFC 6585, section 4) for what is allowed again in so many seconds.

    The limit is in fields as :func:`rate_limit` returns them.
    """
    headers = {"Retry-After": str(seconds), **limit}
    return Problem(429, f"{what} Try again in {seconds} seconds.", headers=headers)


def rate_limit(policy: str, most: int, window: int, left: int, seconds: int) -> dict[str, str]:
    """Return the fields of draft-ietf-httpapi-ratelimit-headers-11.

    Args:
        policy: its name.
        most: how many are allowed in the window.
        window: seconds.
        left: how many still are.
        seconds: until more are.
    """
    return {
        "RateLimit-Policy": f'"{policy}";q={most};w={window}',
        "RateLimit": f'"{policy}";r={left};t={seconds}',
    }


def retry_soon() -> dict[str, str]:
    """Return a Retry-After at random: clients refused together do not come back together."""
    return {"Retry-After": str(random.randint(1, 3))}  # noqa: S311 (no secret)


def _overloaded(error: Overloaded) -> Response:
    return problem_response(Problem(503, str(error), headers=retry_soon()))


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    detail = DETAILS.get(status, error.description or HTTPStatus(status).phrase)
    headers = {}
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return problem_response(Problem(status, detail, headers=headers))


def _database(fault: DatabaseFault) -> Response:
    current_app.logger.error("database: %s", fault)
    headers = {"Retry-After": RETRY_AFTER}
    if not (isinstance(fault, OutcomeUnknown) or context.written):
        detail = "The database is unavailable. Nothing was changed; try again."
        return problem_response(Problem(503, detail, headers=headers))
    keyed = request.method == "POST" and "HTTP_IDEMPOTENCY_KEY" in request.environ
    detail = (
        "The database failed, or the connection to it, during the write or just after it: it "
        f"may or may not have happened. {RETRY_KEYED if keyed else RETRY_PLAIN}"
    )
    return problem_response(Problem(503, detail, headers=headers, type=OUTCOME_UNKNOWN))


def _constraint(fault: ConstraintViolated) -> Response:
    """Pick the error by the constraint's name: ``uq_users_email`` is a conflict on ``email``."""
    prefix, _, rest = fault.constraint.partition("_")
    field = rest.partition("_")[2]
    if prefix == "uq":
        return problem_response(taken(field))
    if prefix == "fk":
        detail = "A resource that this refers to, or that refers to this, has changed."
        return problem_response(Problem(409, detail))
    current_app.logger.error("a value passed validation but not %s", fault.constraint)
    return _invalid(Invalid(field, "is not valid"))


def _bug(error: Exception) -> Response:
    current_app.logger.error("unhandled", exc_info=error)
    return problem_response(Problem(500, DETAILS[500]))
