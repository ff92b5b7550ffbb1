"""HTTP Basic (RFC 7617) through Flask-HTTPAuth: who calls, and whether they may.

What comes in the place of the password is a password or an access token.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from flask import Flask, Response, current_app, g, request
from flask_httpauth import HTTPBasicAuth

from rawboard import passwords, throttle, tokens
from rawboard.answers import now
from rawboard.asides import aside
from rawboard.credentials import CredentialMemory
from rawboard.problems import Problem, response
from rawboard.repositories import tokens as stored_tokens
from rawboard.repositories import users
from rawboard.repositories.users import User
from rawboard.settings import Settings
from rawboard.throttle import BUSY, Login, Standing, Throttle
from rawboard.tokens import NOTED_EVERY, SECRET, Uses

CHALLENGE = 'Basic realm="rawboard", charset="UTF-8"'

T = TypeVar("T")

auth = HTTPBasicAuth()


def configure(app: Flask, chosen: Settings) -> None:
    """Give the application its memories of who logged in, and who failed to."""
    limit = Throttle(
        chosen.rawboard_login_failures,
        chosen.rawboard_login_window_seconds,
        chosen.rawboard_threads,
    )
    app.extensions["rawboard_credentials"] = CredentialMemory(chosen.rawboard_credential_seconds)
    app.extensions["rawboard_throttle"] = limit
    app.extensions["rawboard_token_uses"] = Uses()


@auth.verify_password
def verify(username: str, password: str) -> User | None:
    """Return the user whose credentials these are; called without any for a request with none.

    Raises:
        Problem: 401, the password is wrong; 429, too many were; 503, too many are being checked.
    """
    if not password:
        return None
    user = (_by_token if SECRET.fullmatch(password) else _by_password)(username, password)
    if user:
        g.username = user["username"]  # for the log
    return user


def _by_token(username: str, secret: str) -> User | None:
    found = stored_tokens.find_credentials(username, tokens.digest(secret), now())
    if found is None:
        return None  # nobody guesses 256 bits: there is nothing to throttle
    user, grant = found
    uses: Uses = current_app.extensions["rawboard_token_uses"]
    at = now()
    if uses.is_due(grant.token_id, grant.last_used_at, at):
        aside(lambda: stored_tokens.note_use(grant.token_id, at, at - NOTED_EVERY))
    g.token_scope = grant.scope
    return user


def _by_password(username: str, password: str) -> User | None:
    """Return the user, or raise 401, so that an unknown one is refused just as a known one."""
    limit: Throttle = current_app.extensions["rawboard_throttle"]
    memory: CredentialMemory = current_app.extensions["rawboard_credentials"]
    who = throttle.login(username, request.remote_addr)
    known = memory.recall(who.account, password)
    if known and g.get("may_vouch"):
        g.confirm = partial(_look_up, limit, memory, who, username, password)
        return known.user
    refused = limit.refused(who)
    if refused and not known:
        limit.pace.pause()
        raise _too_many(limit, refused)
    return _look_up(limit, memory, who, username, password)


def _look_up(
    limit: Throttle, memory: CredentialMemory, who: Login, username: str, password: str
) -> User | None:
    """Return the user as the database has them now; raises as :func:`verify`."""
    found = users.find_credentials(username)
    user, stored = found or (None, None)

    def prove() -> bool:
        return _prove(limit, who, stored, password)

    memory.check(who.account, stored or "", password, prove, who.address, user)
    return user


def _prove(limit: Throttle, who: Login, stored: str | None, password: str) -> bool:
    """Check a password that is not remembered, within the limits."""
    with limit.lane(who) as free:
        if not free:
            raise _too_many(limit, BUSY)
        with passwords.turn():  # from the look at the counters to the count nobody else checks
            before = limit.standing(who)
            if not before.left:
                raise _too_many(limit, before)
            if not passwords.matches(stored, password):
                raise _wrong(limit.headers(limit.count_failure(who)))
    limit.count_success(who, before)
    return True


@auth.error_handler
def refuse(_status: int) -> Response:
    """Answer 401, which Flask-HTTPAuth keeps from Flask's error handlers."""
    return response(_wrong({}))


def _wrong(headers: dict[str, str]) -> Problem:
    detail = "Send the username and password of an account by HTTP Basic authentication."
    return Problem(401, detail, headers={"WWW-Authenticate": CHALLENGE, **headers})


def _too_many(limit: Throttle, standing: Standing) -> Problem:
    detail = f"Too many logins failed. Try again in {standing.seconds} seconds."
    headers = {"Retry-After": str(standing.seconds), **limit.headers(standing)}
    return Problem(429, detail, headers=headers)


def caller() -> User:
    """Return the user who makes this request; only behind ``auth``.

    Raises:
        Problem: 401, they were remembered, and have changed since.
    """
    if "confirm" in g:
        g.flask_httpauth_user = g.pop("confirm")()
    user: User = g.flask_httpauth_user
    return user


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
    if "confirm" in g:
        user: User = g.flask_httpauth_user
        found = ask(user)
        if found:
            del g.confirm  # the statement has confirmed it
            return found
        if caller() == user and found is not None:
            return found  # an empty page, for somebody who has not changed
    return otherwise()


def caller_or_none() -> User | None:
    """Return the user who makes this request, None where no credentials are asked for."""
    return caller() if g.get("flask_httpauth_user") else None


def password_sent() -> str:
    """Return the password of this request, decoded as it was for the check, "" without any."""
    sent = auth.get_auth()
    return str(sent.password) if sent else ""


def is_admin(user: User) -> bool:
    """Tell whether the user may do what only admins may."""
    return user["role"] == "admin"
