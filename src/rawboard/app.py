"""The application factory."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from rawboard import settings
from rawboard.api.openapi import routes as documentation
from rawboard.api.operations import Resource
from rawboard.auth import basic, registrations
from rawboard.db import connection
from rawboard.http import after_request, problems, request_head, request_log
from rawboard.http.flask_app import Rawboard
from rawboard.routes import boards, health, me, tokens, users

API_PREFIX = "/api/v1"
RESOURCES = (users, me, tokens, boards)  # below the prefix; the order is that of /openapi.json


def create_app(chosen: settings.Settings | None = None) -> Rawboard:
    """Return the application.

    Args:
        chosen: the settings; read from the environment and ``.env`` if None.

    Raises:
        SettingsError: a setting is missing, malformed or unknown.
        SqlError: a file under ``sql/`` is at fault (at import).
    """
    chosen = chosen or settings.load(settings.environment())
    app = Rawboard(chosen)
    request_log.configure(chosen.rawboard_log_level, chosen.rawboard_log_format)
    request_log.register(app)
    request_head.register(app)
    after_request.register(app, chosen.rawboard_cors_origins)
    problems.register(app)
    connection.configure(app, chosen)
    basic.configure(app)
    registrations.configure(app)
    for resource in RESOURCES:
        _register(app, resource.blueprint, API_PREFIX)
    for resource in (health, documentation):
        _register(app, resource.blueprint)
    _trust_proxies(app, chosen.rawboard_trusted_proxies)
    return app


def _register(app: Rawboard, blueprint: Resource, prefix: str = "") -> None:
    app.register_blueprint(blueprint, url_prefix=prefix)
    for operation, _ in blueprint.operations:
        app.operations[prefix + operation.rule, operation.method] = operation


def _trust_proxies(app: Flask, hops: int) -> None:
    if hops:
        fixed = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_prefix=hops)
        app.wsgi_app = fixed  # type: ignore[method-assign]
