"""``/livez`` and ``/readyz``, for whoever watches the service."""

from flask import Response

from rawboard import migrations
from rawboard.auth import anyone
from rawboard.problems import Problem
from rawboard.routes.resource import Resource, shown

blueprint = Resource("health", __name__)


@blueprint.operation("GET", "/livez", guard=anyone)
def get_liveness() -> Response:
    """The process answers; says nothing of the database."""
    return shown({"status": "live"})


@blueprint.operation("GET", "/readyz", guard=anyone)
def get_readiness() -> Response:
    """The database answers and has every migration; 503 otherwise."""
    lacking = [migration.path.name for migration in migrations.pending()]
    if lacking:
        detail = f"The database lacks {', '.join(lacking)}: run 'flask --app rawboard db migrate'."
        raise Problem(503, detail, headers={"Retry-After": "5"})
    return shown({"status": "ready"})
