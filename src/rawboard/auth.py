"""HTTP Basic (RFC 7617) through Flask-HTTPAuth: who calls, and whether they may.

What comes in the place of the password is a password or an access token.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, TypeVar, cast

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


class BasicAuth(HTTPBasicAuth):  # type: ignore[misc]  # the package ships no types
    """Flask-HTTPAuth's, without looking at each call whether our functions are coroutines."""

    def ensure_sync(self, f: Callable[..., T]) -> Callable[..., T]:
        """Return the function as it is."""
        return f


auth = BasicAuth()


def configure(app: Flask, chosen: Settings) -> None:
    """Give the application its memories of who logged in, and who failed to."""
    limit = Throttle(
        chosen.rawboard_login_failures,
        chosen.rawboard_login_window_seconds,
        chosen.rawboard_threads,
    )
    memory = CredentialMemory(chosen.rawboard_credential_seconds)
    app.extensions["rawboard_logins"] = Logins(limit, memory)
    app.extensions["rawboard_token_uses"] = Uses()


@dataclass(slots=True, eq=False)
class Caller:
    """Who makes a request.

    Args:
        user: as the database has them, or had them when they were last looked up.
        scope: of the token that came in the place of the password.
        confirm: looks them up, where nobody did for this request; None where somebody did.
    """

    user: User
    scope: str | None = None
    confirm: Callable[[], User] | None = None


class Logins(NamedTuple):
    """What the application knows of logins: who is over the limits, and who succeeded."""

    limit: Throttle
    memory: CredentialMemory


@auth.verify_password
def verify(username: str, password: str) -> Caller | None:
    """Return whose credentials these are; called without any for a request with none.

    Raises:
        Problem: 401, the password is wrong; 429, too many were; 503, too many are being checked.
    """
    if not password:
        return None
    return (_by_token if SECRET.fullmatch(password) else _by_password)(username, password)


def _by_token(username: str, secret: str) -> Caller | None:
    found = stored_tokens.find_credentials(username, tokens.digest(secret), now())
    if found is None:
        return None  # nobody guesses 256 bits: there is nothing to throttle
    user, grant = found
    uses: Uses = current_app.extensions["rawboard_token_uses"]
    at = now()
    if uses.is_due(grant.token_id, grant.last_used_at, at):
        aside(lambda: stored_tokens.note_use(grant.token_id, at, at - NOTED_EVERY))
    return Caller(user, grant.scope)


def _by_password(username: str, password: str) -> Caller:
    """Return the user, or raise 401, so that an unknown one is refused just as a known one."""
    logins: Logins = current_app.extensions["rawboard_logins"]
    who = throttle.login(username, request.remote_addr)
    look_up = partial(_look_up, logins, who, username, password)
    known = logins.memory.recall(who.account, password)
    if known and known.user:
        return Caller(known.user, confirm=look_up)
    refused = logins.limit.refused(who)
    if refused:
        logins.limit.pace.pause()
        raise _too_many(logins.limit, refused)
    return Caller(look_up())


def _look_up(logins: Logins, who: Login, username: str, password: str) -> User:
    """Return the user as the database has them now; raises as :func:`verify`."""
    user, stored = users.find_credentials(username) or (None, None)

    def prove() -> bool:
        return _prove(logins.limit, who, stored, password)

    logins.memory.check(who.account, stored or "", password, prove, who.address, user)
    return cast(User, user)  # nobody proves the password of a user that there is not


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
