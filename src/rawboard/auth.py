"""HTTP Basic (RFC 7617) through Flask-HTTPAuth: who calls, and whether they may."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from apiflask import HTTPBasicAuth
from flask import Response, current_app, g

from rawboard import passwords
from rawboard.credentials import CredentialMemory
from rawboard.problems import Problem, response
from rawboard.repositories import users
from rawboard.repositories.users import User

CHALLENGE = 'Basic realm="rawboard", charset="UTF-8"'

View = Callable[..., Response]

auth = HTTPBasicAuth()


@auth.verify_password
def verify(username: str, password: str) -> User | None:
    """Return the user whose credentials these are; called without any for a request with none."""
    if not password:
        return None
    found = users.find_credentials(username)
    if found is None:
        passwords.verify(None, password)  # an unknown user costs what a known one does
        return None
    user, stored = found
    memory: CredentialMemory = current_app.extensions["rawboard_credentials"]
    if not memory.check(user["id"], stored, password, lambda: passwords.verify(stored, password)):
        return None
    g.username = user["username"]  # for the log
    return user


@auth.error_handler
def refuse(_status: int) -> Response:
    """Answer 401, which Flask-HTTPAuth keeps from Flask's error handlers."""
    detail = "Send the username and password of an account by HTTP Basic authentication."
    return response(Problem(401, detail, headers={"WWW-Authenticate": CHALLENGE}))


def caller() -> User:
    """Return the user who makes this request; only behind ``auth``."""
    user: User = g.flask_httpauth_user
    return user


def is_admin(user: User) -> bool:
    """Tell whether the user may do what only admins may."""
    return user["role"] == "admin"


def signed_in(view: View) -> View:
    """Guard a view: credentials are asked for."""
    guarded: View = auth.login_required(view)
    return guarded


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
