"""``/livez`` and ``/readyz``, for monitoring."""

import math
import time
from concurrent.futures import Future
from typing import Annotated, Literal

from flask import Response
from pydantic import Field

from rawboard.api.models.health import Liveness, Readiness
from rawboard.api.operations import Resource
from rawboard.auth.guards import anyone
from rawboard.db.connection import mysql
from rawboard.db.errors import DatabaseFault
from rawboard.http.flask_app import app
from rawboard.http.problems import Problem
from rawboard.http.responses import json_response
from rawboard.http.validation import Input
from rawboard.schema import migrations

blueprint = Resource("health", __name__)


@blueprint.operation("GET", "/livez", guard=anyone, returns=Liveness)
def get_liveness() -> Response:
    """Whether the process responds; the database is not checked."""
    return json_response({"status": "live"})


class ReadinessQuery(Input):
    """The parameters of readiness."""

    purpose: Annotated[
        Literal["writes"] | None,
        Field(
            alias="for",
            description="`writes`: also whether the database took the writes of the last seconds. "
            "Nothing is written to find out, and each process remembers its own.",
        ),
    ] = None


@blueprint.operation(
    "GET",
    "/readyz",
    query=ReadinessQuery,
    guard=anyone,
    returns=Readiness,
    refusals={
        503: "The database does not respond, lacks migrations or refuses writes, or the server is "
        "stopping."
    },
)
def get_readiness(query: ReadinessQuery) -> Response:
    """Whether the database responds and has every migration; 503 if not."""
    if app.is_stopping:
        raise Problem(503, "The server is stopping.", headers={"Retry-After": "5"})
    if query.purpose == "writes":
        _check_writes()
    lacking = _lacking()
    if lacking:
        detail = f"The database lacks {', '.join(lacking)}: run 'rawboard db migrate'."
        raise Problem(503, detail, headers={"Retry-After": "5"})
    return json_response({"status": "ready"})


def _lacking() -> list[str]:
    """Return the migrations that the database lacks; looks once a second, however many ask.

    Raises:
        DatabaseFault: the database does not respond, or did not within that second.
    """
    if time.monotonic() >= app.readiness_expires:
        with mysql.probe():
            if time.monotonic() >= app.readiness_expires:  # still, after it may have waited
                app.readiness = _look()
                app.readiness_expires = time.monotonic() + app.settings.rawboard_readiness_seconds
    return app.readiness.result()


def _look() -> Future[list[str]]:
    found: Future[list[str]] = Future()
    try:
        found.set_result([migration.path.name for migration in migrations.pending()])
    except DatabaseFault as fault:
        found.set_exception(fault)
    return found


def _check_writes() -> None:
    """Refuse for some seconds after the database refused a write as read-only or full.

    Raises:
        Problem: 503.
    """
    since = time.monotonic() - mysql.lanes.write_refused_at
    left = app.settings.rawboard_readyz_writes_seconds - since
    if left > 0:
        detail = "The database refuses writes: it is read-only or full."
        raise Problem(503, detail, headers={"Retry-After": str(math.ceil(left))})
