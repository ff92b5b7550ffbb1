"""Whose a name and a password are, or a name and an access token."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import cast

from rawboard.auth import passwords, throttle, token_secrets
from rawboard.auth.credential_cache import CredentialMemory
from rawboard.auth.throttle import BUSY, Login, Standing, Throttle
from rawboard.auth.token_secrets import NOTED_EVERY, SECRET, Uses
from rawboard.db.best_effort import aside
from rawboard.db.clock import now
from rawboard.http.problems import Problem
from rawboard.repositories import tokens as stored_tokens
from rawboard.repositories import users
from rawboard.repositories.users import User
from rawboard.settings import Settings

CHALLENGE = 'Basic realm="rawboard", charset="UTF-8"'


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


class Logins:
    """The logins of an application: it remembers who succeeded, and who failed too often."""

    def __init__(self, chosen: Settings):
        self._memory = CredentialMemory(chosen.rawboard_credential_seconds)
        self._uses = Uses()
        self._limit = Throttle(
            chosen.rawboard_login_failures,
            chosen.rawboard_login_window_seconds,
            chosen.rawboard_threads,
        )

    def caller(self, username: str, password: str, address: str | None) -> Caller | None:
        """Return whose credentials these are, None where a token is nobody's.

        Args:
            username: as the client sent it.
            password: likewise; a password or a token.
            address: where from.

        Raises:
            Problem: 401, the password is wrong; 429, too many were; 503, too many are being
                checked.
        """
        if SECRET.fullmatch(password):
            return self._by_token(username, password)
        return self._by_password(username, password, address)

    def _by_token(self, username: str, secret: str) -> Caller | None:
        found = stored_tokens.find_credentials(username, token_secrets.digest(secret), now())
        if found is None:
            return None  # nobody guesses 256 bits: there is nothing to throttle
        user, grant = found
        at = now()
        if self._uses.is_due(grant.token_id, grant.last_used_at, at):
            aside(lambda: stored_tokens.note_use(grant.token_id, at, at - NOTED_EVERY))
        return Caller(user, grant.scope)

    def _by_password(self, username: str, password: str, address: str | None) -> Caller:
        """Return the user, or raise 401, so that an unknown one is refused just as a known one."""
        who = throttle.login(username, address)
        look_up = partial(self._look_up, who, username, password)
        known = self._memory.recall(who.account, password)
        if known and known.user:
            return Caller(known.user, confirm=look_up)
        refused = self._limit.refused(who)
        if refused:
            self._limit.pace.pause()
            raise _too_many(self._limit, refused)
        return Caller(look_up())

    def _look_up(self, who: Login, username: str, password: str) -> User:
        """Return the user as the database has them now; raises as :meth:`caller`."""
        user, stored = users.find_credentials(username) or (None, None)

        def prove() -> bool:
            return self._prove(who, stored, password)

        self._memory.check(who.account, stored or "", password, prove, who.address, user)
        return cast(User, user)  # nobody proves the password of a user that there is not

    def _prove(self, who: Login, stored: str | None, password: str) -> bool:
        """Check a password that is not remembered, within the limits."""
        limit = self._limit
        with limit.lane(who) as free:
            if not free:
                raise _too_many(limit, BUSY)
            with passwords.turn():  # from the look at the counters to the count nobody else checks
                before = limit.standing(who)
                if not before.left:
                    raise _too_many(limit, before)
                if not passwords.matches(stored, password):
                    raise wrong(limit.headers(limit.count_failure(who)))
        limit.count_success(who, before)
        return True


def wrong(headers: dict[str, str]) -> Problem:
    """Return the 401 for credentials that are missing or wrong, with further headers."""
    detail = "Send the username and password of an account by HTTP Basic authentication."
    return Problem(401, detail, headers={"WWW-Authenticate": CHALLENGE, **headers})


def _too_many(limit: Throttle, standing: Standing) -> Problem:
    detail = f"Too many logins failed. Try again in {standing.seconds} seconds."
    headers = {"Retry-After": str(standing.seconds), **limit.headers(standing)}
    return Problem(429, detail, headers=headers)
