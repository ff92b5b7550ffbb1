"""``/livez`` and ``/readyz``, for monitoring."""

from flask import Response

from rawboard.api.models.health import Liveness, Readiness
from rawboard.api.operations import Resource
from rawboard.auth.guards import anyone
from rawboard.http.flask_app import app
from rawboard.http.problems import Problem
from rawboard.http.responses import json_response
from rawboard.schema import migrations

blueprint = Resource("health", __name__)


@blueprint.operation("GET", "/livez", guard=anyone, returns=Liveness)
def get_liveness() -> Response:
    """Whether the process responds; the database is not checked."""
    return json_response({"status": "live"})


@blueprint.operation(
    "GET",
    "/readyz",
    guard=anyone,
    returns=Readiness,
    refusals={503: "The database does not respond or lacks migrations, or the server is stopping."},
)
def get_readiness() -> Response:
    """Whether the database responds and has every migration; 503 if not."""
    if app.is_stopping:
        raise Problem(503, "The server is stopping.", headers={"Retry-After": "5"})
    lacking = [migration.path.name for migration in migrations.pending()]
    if lacking:
        detail = f"The database lacks {', '.join(lacking)}: run 'rawboard db migrate'."
        raise Problem(503, detail, headers={"Retry-After": "5"})
    return json_response({"status": "ready"})
