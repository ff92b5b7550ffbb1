"""The application factory."""

from apiflask import APIFlask
from flask import Flask, request
from werkzeug.exceptions import NotFound
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from rawboard import database, problems, request_log, settings
from rawboard.commands import db, inspect  # noqa: F401 (inspect adds its commands to db's group)
from rawboard.commands import users as user_commands
from rawboard.credentials import CredentialMemory
from rawboard.routes import boards, health, me, users

API_PREFIX = "/api/v1"


class IdConverter(IntegerConverter):
    """An id in a path, without sign or leading zeros; anything else matches no route: 404."""

    regex = r"[1-9][0-9]{0,18}"  # up to 19 digits always fit BIGINT UNSIGNED


def create_app(chosen: settings.Settings | None = None) -> Flask:
    """Return the application.

    Args:
        chosen: the settings; read from the environment and ``.env`` if None.

    Raises:
        SettingsError: a setting is missing, malformed or unknown.
        SqlError: a file under ``sql/`` is at fault (at import).
    """
    chosen = chosen or settings.load(settings.environment())
    app: Flask = APIFlask("rawboard", enable_openapi=False, json_errors=False, static_folder=None)  # type: ignore[arg-type]
    app.config["MAX_CONTENT_LENGTH"] = chosen.rawboard_max_body_bytes
    app.config["RAWBOARD_REGISTRATION"] = chosen.rawboard_registration
    app.extensions["rawboard_settings"] = chosen
    app.extensions["rawboard_credentials"] = CredentialMemory(chosen.rawboard_credential_seconds)
    app.url_map.converters["id"] = IdConverter
    app.url_map.merge_slashes = False  # '//boards' is not '/boards': no redirects
    request_log.configure(chosen.rawboard_log_level, chosen.rawboard_log_format)
    request_log.register(app)
    app.before_request(_refuse_double_slash)
    problems.register(app)
    database.configure(app, chosen)
    app.register_blueprint(health.blueprint)
    for resource in (users, me, boards):
        app.register_blueprint(resource.blueprint, url_prefix=API_PREFIX)
    app.cli.add_command(db.group)
    app.cli.add_command(user_commands.group)
    _trust_proxies(app, chosen.rawboard_trusted_proxies)
    return app


def _refuse_double_slash() -> None:
    if request.environ["PATH_INFO"].startswith("//"):  # Werkzeug would strip all but one
        raise NotFound


def _trust_proxies(app: Flask, hops: int) -> None:
    if hops:
        fixed = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_prefix=hops)
        app.wsgi_app = fixed  # type: ignore[method-assign]
