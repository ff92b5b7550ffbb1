"""HTTP Basic (RFC 7617) through Flask-HTTPAuth."""

import functools
from contextlib import suppress

from flask import Response, g, request
from flask_httpauth import HTTPBasicAuth

from rawboard.auth import passwords
from rawboard.auth.authenticator import Authenticator, Caller, unauthorized
from rawboard.http.flask_app import Rawboard, app
from rawboard.http.problems import Problem, problem_response

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")  # RFC 9110, 9.2.1

auth = HTTPBasicAuth()
auth.ensure_sync = functools.cache(auth.ensure_sync)  # our functions are no coroutines: seen once


def configure(chosen: Rawboard) -> None:
    """Give the application its authenticator, and hashing its patience."""
    passwords.QUEUE.patience = chosen.settings.rawboard_hashing_wait_seconds
    chosen.authenticator = Authenticator(chosen.settings)


@auth.verify_password
def verify(username: str, password: str) -> Caller | None:
    """Return the caller whose credentials these are; called without any for a request with none.

    Raises:
        Problem: 403, a token to read is used to write; others as
            :meth:`rawboard.auth.authenticator.Authenticator.authenticate`.
    """
    if not password:
        return None
    found: Caller | None = app.authenticator.authenticate(username, password, request.remote_addr)
    if found and request.method not in SAFE_METHODS and found.scope == "read":
        raise Problem(403, "This token may only read.")
    return found


@auth.error_handler
def refuse(_status: int) -> Response:
    """Answer 401, which Flask-HTTPAuth keeps from Flask's error handlers."""
    return problem_response(unauthorized({}))


def current_caller() -> Caller:
    """Return the caller of this request, behind :func:`rawboard.auth.guards.login_required`."""
    caller: Caller = g.flask_httpauth_user
    return caller


def is_by_admin() -> bool:
    """Tell whether an admin sends a request that needs no credentials.

    Wrong ones are not refused, but they are counted as a failed login.
    """
    sent = auth.get_auth()
    if not sent:
        return False
    with suppress(Problem):
        found = verify(sent.username, sent.password)
        if found and not found.is_fresh:
            found.refresh()
        return found is not None and found.account.principal.is_admin
    return False


def password_sent() -> str:
    """Return the password of this request, decoded as it was for the check, "" without any."""
    sent = auth.get_auth()
    return str(sent.password) if sent else ""
