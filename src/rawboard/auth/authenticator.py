"""Resolves Basic credentials, password or access token, to a caller."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import cast

from rawboard.admission import AdmissionQueue
from rawboard.auth import passwords, throttle, token_secrets
from rawboard.auth.credential_cache import CredentialCache
from rawboard.auth.throttle import BUSY, Login, Standing, Throttle
from rawboard.auth.token_secrets import SECRET, Uses
from rawboard.db.connection import mysql
from rawboard.db.execution import best_effort
from rawboard.http.problems import Problem, too_many
from rawboard.repositories import tokens, users
from rawboard.repositories.users import USERNAME_LENGTH, Account
from rawboard.settings import Settings

WAITING = 100  # logins of a process that are verified, or wait for it, at once
CHALLENGE = 'Basic realm="rawboard", charset="UTF-8"'


@dataclass(slots=True, eq=False)
class Caller:
    """The user who makes a request, as the account was when ``look_up`` last looked it up.

    ``is_fresh`` tells whether that was during this request; a cached account was not. The scope is
    that of the token that came in place of the password, None for a password.
    """

    account: Account
    look_up: Callable[[], Account]
    is_fresh: bool = False
    scope: str | None = None

    def refresh(self) -> bool:
        """Look the caller up, and tell whether they have changed since they were last.

        Raises:
            Problem: 401, the credentials are no longer valid; 429 and 503 as for a login.
        """
        before = self.account.principal
        self.is_fresh = True  # where it fails, too: a wrong password counts once
        self.account = self.look_up()
        return self.account.principal != before


class Authenticator:
    """The logins of an application: it caches successes, and counts failures."""

    def __init__(self, settings: Settings):
        self._cache = CredentialCache(settings.rawboard_credential_seconds)
        self._uses = Uses()
        self._throttle = Throttle(
            settings.rawboard_login_failures,
            settings.rawboard_login_window_seconds,
            settings.rawboard_login_pause_seconds,
        )
        self._under_way = AdmissionQueue(WAITING)

    def authenticate(self, username: str, password: str, address: str | None) -> Caller | None:
        """Return the caller whose credentials these are, None where a token is not valid.

        The password may be a token; the address is the client's.

        Raises:
            Problem: 401, the password is wrong; 429, too many were; 503, too many are being
                verified.
        """
        if SECRET.fullmatch(password):
            return self._by_token(username, password)
        return self._by_password(username, password, address)

    def _by_token(self, username: str, secret: str) -> Caller | None:
        found = users.find_by_token(username, token_secrets.digest(secret))
        if found is None:
            return None  # 256 random bits cannot be guessed, so nothing is throttled
        account, grant = found
        if grant.is_use_due and self._uses.count(grant.token_id):
            best_effort(lambda: tokens.record_use(grant.token_id))

        def look_up() -> Account:
            again = self._by_token(username, secret)
            if again is None:
                raise unauthorized({})
            return again.account

        return Caller(account, look_up, is_fresh=True, scope=grant.scope)

    def _by_password(self, username: str, password: str, address: str | None) -> Caller:
        """Return the caller, or raise 401: an unknown username is refused just as a known one."""
        login = throttle.login(username[: USERNAME_LENGTH + 1], address)  # one too many is unknown
        look_up = partial(self._look_up, login, username, password)
        cached = self._cache.get(login.account, password)
        if cached:
            return Caller(cached, look_up)
        refused = self._throttle.refused(login)
        if refused:
            self._throttle.tarpit.pause()
            raise _too_many(self._throttle, refused)
        return Caller(look_up(), look_up, is_fresh=True)

    def _look_up(self, login: Login, username: str, password: str) -> Account:
        """Return the account as the database has it now; raises as :meth:`authenticate`."""
        account, stored = users.find_credentials(username) or (None, None)

        def verify() -> bool:
            return self._verify(login, stored, password)

        mysql.release()  # while passwords are hashed, here or by the request that is waited for
        with self._under_way.place():
            self._cache.check(login.account, stored or "", password, verify, login.address, account)
        return cast(Account, account)  # the password of an unknown user is never verified

    def _verify(self, login: Login, stored: str | None, password: str) -> bool:
        """Verify a password that is not cached, within the limits."""
        limit = self._throttle
        with limit.lane(login) as free:
            if not free:
                raise _too_many(limit, BUSY)
            with passwords.turn():  # no other login is verified between reading the counters
                before = limit.standing(login)  # and the count
                if not before.left:
                    raise _too_many(limit, before)
                if not passwords.matches(stored, password):
                    raise unauthorized(limit.headers(limit.count_failure(login)))
        limit.count_success(login, before)
        return True


def unauthorized(headers: dict[str, str]) -> Problem:
    """Return the 401 for credentials that are missing or wrong, with further headers."""
    detail = "Send the username and password of an account by HTTP Basic authentication."
    return Problem(401, detail, headers={"WWW-Authenticate": CHALLENGE, **headers})


def _too_many(limit: Throttle, standing: Standing) -> Problem:
    return too_many("Too many logins failed.", standing.seconds, limit.headers(standing))
