"""Who may call an operation: the ``guard`` that each declares."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response

from rawboard.auth.basic import auth, current_caller
from rawboard.http.flask_app import app
from rawboard.http.problems import Problem

View = Callable[..., Response]


def login_required(view: View) -> View:
    """Guard a view: credentials are demanded, and the view's own statement verifies the caller."""
    guarded: View = auth.login_required(view)
    return guarded


def password_required(view: View) -> View:
    """Guard a view: as :func:`login_required`, and a token is refused."""

    @wraps(view)
    def by_password(*args: Any, **kwargs: Any) -> Response:
        current_caller().account.principal.require_password()
        return view(*args, **kwargs)

    return login_required(by_password)


def anyone(view: View) -> View:
    """Guard a view with nothing: credentials are ignored."""
    return view


def registration_allowed(view: View) -> View:
    """Guard registration: anyone or only admins, as RAWBOARD_REGISTRATION says."""

    @wraps(view)
    def by_admin(*args: Any, **kwargs: Any) -> Response:
        caller = current_caller()
        if not caller.is_fresh:
            caller.refresh()
        if not caller.account.principal.is_admin:
            raise Problem(403, "Only an admin may register users here.")
        return view(*args, **kwargs)

    guarded = login_required(by_admin)

    @wraps(view)
    def choose(*args: Any, **kwargs: Any) -> Response:
        is_open = app.settings.rawboard_registration == "open"
        return view(*args, **kwargs) if is_open else guarded(*args, **kwargs)

    return choose
