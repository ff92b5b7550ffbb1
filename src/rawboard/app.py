"""The application factory."""

import re
from collections.abc import Callable
from typing import Any

from flask import Flask, Request, Response
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, MapAdapter

from rawboard import settings
from rawboard.api.openapi import routes
from rawboard.api.operations import Resource
from rawboard.auth import basic
from rawboard.cli import db, db_inspect  # noqa: F401 (inspect adds its commands to db's group)
from rawboard.cli import openapi as openapi_command
from rawboard.cli import users as user_commands
from rawboard.db import connection
from rawboard.http import after_request, problems, request_log
from rawboard.routes import boards, health, me, tokens, users

API_PREFIX = "/api/v1"
UNUSUAL_HOST = re.compile(r"[\w.~-]+(:[0-9]+)?", re.ASCII)  # as Docker has them: my_service:8000


class IdConverter(IntegerConverter):
    """An id in a path, without sign or leading zeros; anything else matches no route: 404."""

    regex = r"[1-9][0-9]{0,18}"  # up to 19 digits always fit BIGINT UNSIGNED


class Rawboard(Flask):
    """Flask, with an OPTIONS that says what each method takes, and no coroutines."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is: to look whether it is a coroutine takes time each time."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Return what finds the rule of a request's path.

        Flask's own prepares for subdomains as well, of which there are none: 15 us a request.

        Raises:
            NotFound: the path begins with two slashes.
            BadRequest: the Host header is malformed.
        """
        if request is None:
            return super().create_url_adapter(request)
        if request.environ["PATH_INFO"].startswith("//"):  # Werkzeug would strip all but one
            raise NotFound
        if not request.host:  # what Werkzeug makes of a Host that it does not know as one
            request.host = _unusual_host(request.environ.get("HTTP_HOST", ""))
        host, root, scheme = request.host, request.root_path, request.scheme
        return MapAdapter(self.url_map, host, f"{root}/", "", scheme, request.path, request.method)

    def make_default_options_response(self) -> Response:
        """Answer OPTIONS for an address."""
        return after_request.options(self)


def create_app(chosen: settings.Settings | None = None) -> Flask:
    """Return the application.

    Args:
        chosen: the settings; read from the environment and ``.env`` if None.

    Raises:
        SettingsError: a setting is missing, malformed or unknown.
        SqlError: a file under ``sql/`` is at fault (at import).
    """
    chosen = chosen or settings.load(settings.environment())
    app = Rawboard("rawboard", static_folder=None)
    _configure(app, chosen)
    app.url_map.converters["id"] = IdConverter
    app.url_map.merge_slashes = False  # '//boards' is not '/boards': no redirects
    request_log.configure(chosen.rawboard_log_level, chosen.rawboard_log_format)
    request_log.register(app)
    after_request.register(app, chosen.rawboard_cors_origins)
    problems.register(app)
    connection.configure(app, chosen)
    basic.configure(app, chosen)
    for resource in (users, me, tokens, boards):
        _register(app, resource.blueprint, API_PREFIX)
    for resource in (health, routes):
        _register(app, resource.blueprint)
    app.cli.add_command(db.group)
    app.cli.add_command(user_commands.group)
    app.cli.add_command(openapi_command.command)
    _trust_proxies(app, chosen.rawboard_trusted_proxies)
    return app


def _configure(app: Flask, chosen: settings.Settings) -> None:
    app.config.update(
        MAX_CONTENT_LENGTH=chosen.rawboard_max_body_bytes,
        RAWBOARD_MAX_BULK_BYTES=chosen.rawboard_max_bulk_bytes,
        RAWBOARD_MAX_BULK_ROWS=chosen.rawboard_max_bulk_rows,
        RAWBOARD_REGISTRATION=chosen.rawboard_registration,
        RAWBOARD_REQUIRE_IF_MATCH=chosen.rawboard_require_if_match,
        RAWBOARD_IDEMPOTENCY_HOURS=chosen.rawboard_idempotency_hours,
    )
    app.extensions["rawboard_settings"] = chosen
    app.extensions["rawboard_operations"] = {}


def _register(app: Flask, blueprint: Resource, prefix: str = "") -> None:
    app.register_blueprint(blueprint, url_prefix=prefix)
    for operation, _ in blueprint.operations:
        app.extensions["rawboard_operations"][prefix + operation.rule, operation.method] = operation


def _unusual_host(sent: str) -> str:
    """Check a Host; Granian makes "" of one outside of ASCII, and of none, which HTTP/1.0 may."""
    if sent and not UNUSUAL_HOST.fullmatch(sent):
        raise BadRequest("The Host header is not a host.")  # RFC 9112, section 3.2
    return sent


def _trust_proxies(app: Flask, hops: int) -> None:
    if hops:
        fixed = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_prefix=hops)
        app.wsgi_app = fixed  # type: ignore[method-assign]
