"""Who may call an operation: the ``guard`` of each says so."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, current_app, request

from rawboard.auth.basic import auth, caller, is_admin, token_scope
from rawboard.http.problems import Problem

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")

View = Callable[..., Response]


def signed_in(view: View) -> View:
    """Guard a view: credentials are asked for, and a token's scope has to suffice."""

    @wraps(view)
    def confirmed(*args: Any, **kwargs: Any) -> Response:
        caller()
        return view(*args, **kwargs)

    return _with_credentials(confirmed)


def vouched_for(view: View) -> View:
    """Guard a view: as :func:`signed_in`, and its statement may look at the caller's row itself.

    The view uses :func:`as_caller`. Whatever becomes of the request before that, the caller is
    looked up in the end, so that nobody who was removed is told anything.
    """

    @wraps(view)
    def settled(*args: Any, **kwargs: Any) -> Response:
        try:
            return view(*args, **kwargs)
        finally:
            caller()

    return _with_credentials(settled)


def with_password(view: View) -> View:
    """Guard a view: as :func:`signed_in`, and a token does not do."""

    @wraps(view)
    def by_password(*args: Any, **kwargs: Any) -> Response:
        if token_scope() is not None:
            raise Problem(403, "Log in with the password for this.")
        return view(*args, **kwargs)

    return signed_in(by_password)


def anyone(view: View) -> View:
    """Guard a view with nothing: no credentials are looked at."""
    return view


def may_register(view: View) -> View:
    """Guard registration: anyone or only admins, as RAWBOARD_REGISTRATION says."""

    @wraps(view)
    def admins(*args: Any, **kwargs: Any) -> Response:
        if not is_admin(caller()):
            raise Problem(403, "Only an admin may register users here.")
        return view(*args, **kwargs)

    guarded = signed_in(admins)

    @wraps(view)
    def choose(*args: Any, **kwargs: Any) -> Response:
        is_open = current_app.config["RAWBOARD_REGISTRATION"] == "open"
        return view(*args, **kwargs) if is_open else guarded(*args, **kwargs)

    return choose


def _with_credentials(view: View) -> View:
    @wraps(view)
    def within_scope(*args: Any, **kwargs: Any) -> Response:
        if token_scope() == "read" and request.method not in SAFE_METHODS:
            raise Problem(403, "This token may only read.")
        return view(*args, **kwargs)

    guarded: View = auth.login_required(within_scope)
    return guarded
