"""``/livez`` and ``/readyz``, for whoever watches the service."""

from typing import Literal, TypedDict

from flask import Response

from rawboard.api.operations import Resource
from rawboard.auth.guards import anyone
from rawboard.http.problems import Problem
from rawboard.http.responses import json_response
from rawboard.schema import migrations

blueprint = Resource("health", __name__)


class Liveness(TypedDict):
    """Whether the process answers."""

    status: Literal["live"]


class Readiness(TypedDict):
    """Whether the service can do its work."""

    status: Literal["ready"]


@blueprint.operation("GET", "/livez", guard=anyone, returns=Liveness)
def get_liveness() -> Response:
    """The process answers; says nothing of the database."""
    return json_response({"status": "live"})


@blueprint.operation(
    "GET",
    "/readyz",
    guard=anyone,
    returns=Readiness,
    refusals={503: "The database does not answer, or lacks migrations."},
)
def get_readiness() -> Response:
    """The database answers and has every migration; 503 otherwise."""
    lacking = [migration.path.name for migration in migrations.pending()]
    if lacking:
        detail = f"The database lacks {', '.join(lacking)}: run 'rawboard db migrate'."
        raise Problem(503, detail, headers={"Retry-After": "5"})
    return json_response({"status": "ready"})
