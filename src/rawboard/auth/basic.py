"""HTTP Basic (RFC 7617) through Flask-HTTPAuth: who calls, and whether they may."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Response, current_app, g, request
from flask_httpauth import HTTPBasicAuth

from rawboard.auth.authenticator import Caller, Logins, wrong
from rawboard.http.problems import response
from rawboard.repositories.users import User
from rawboard.settings import Settings

T = TypeVar("T")


class BasicAuth(HTTPBasicAuth):  # type: ignore[misc]  # the package ships no types
    """Flask-HTTPAuth's, without looking at each call whether our functions are coroutines."""

    def ensure_sync(self, f: Callable[..., T]) -> Callable[..., T]:
        """Return the function as it is."""
        return f


auth = BasicAuth()


def configure(app: Flask, chosen: Settings) -> None:
    """Give the application its memories of who logged in, and who failed to."""
    app.extensions["rawboard_logins"] = Logins(chosen)


@auth.verify_password
def verify(username: str, password: str) -> Caller | None:
    """Return whose credentials these are; called without any for a request with none.

    Raises:
        Problem: as :meth:`rawboard.auth.authenticator.Logins.caller`.
    """
    if not password:
        return None
    logins: Logins = current_app.extensions["rawboard_logins"]
    return logins.caller(username, password, request.remote_addr)


@auth.error_handler
def refuse(_status: int) -> Response:
    """Answer 401, which Flask-HTTPAuth keeps from Flask's error handlers."""
    return response(wrong({}))


def caller() -> User:
    """Return the user who makes this request; only behind ``auth``.

    Raises:
        Problem: 401, they were remembered, and have changed since.
    """
    who: Caller = g.flask_httpauth_user
    confirm, who.confirm = who.confirm, None
    if confirm:
        who.user = confirm()
    return who.user


def as_caller(ask: Callable[[User], T | None], otherwise: Callable[[], T]) -> T:
    """Make a statement that looks at the caller's row itself, where the caller is remembered.

    A remembered caller then costs no statement of their own.

    Args:
        ask: makes a statement that finds nothing unless the user whom it is given still has this
            id and version; None where there is no such statement.
        otherwise: makes the statement for a caller who was looked up, where the first one tells
            nothing.

    Raises:
        Problem: 401, they were remembered, and their credentials are of no more use.
    """
    who: Caller = g.flask_httpauth_user
    if who.confirm:
        remembered = who.user
        found = ask(remembered)
        if found:
            who.confirm = None  # the statement has done it
            return found
        if caller() == remembered and found is not None:
            return found  # an empty page, for somebody who has not changed
    return otherwise()


def caller_or_none() -> User | None:
    """Return the user who makes this request, None where no credentials are asked for."""
    return caller() if g.get("flask_httpauth_user") else None


def token_scope() -> str | None:
    """Return the scope of the token that the caller logged in with, None for a password."""
    who: Caller = g.flask_httpauth_user
    return who.scope


def password_sent() -> str:
    """Return the password of this request, decoded as it was for the check, "" without any."""
    sent = auth.get_auth()
    return str(sent.password) if sent else ""


def is_admin(user: User) -> bool:
    """Tell whether the user may do what only admins may."""
    return user["role"] == "admin"
