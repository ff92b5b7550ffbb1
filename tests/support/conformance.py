"""Schemathesis's hooks (see schemathesis.toml): who sends its requests, and what they lack.

What makes a request acceptable is in the description, as far as OpenAPI can say it. The rest, such
as that a password has to be the right one, is said here.
"""

import re
import secrets
from base64 import b64encode
from typing import Any

import requests
import schemathesis
from schemathesis import AuthContext, Case, HookContext, Response
from schemathesis.core.failures import Failure
from schemathesis.openapi.checks import RejectedPositiveData

from rawboard.http import conditional

AnyCase = Case[Any]

PASSWORD = "alice-demo-1"  # that of the examples, which are sent as they are
USERS = "/api/v1/users"
USER = "/api/v1/users/{user}"
CHANGED = (USER, "/api/v1/me", "/api/v1/me/password")
KEY = re.compile(r'[!#-+\--~]{1,255}|"([ !#-\[\]-~]|\\["\\]){1,255}"')
SEEN: set[str] = set()  # the entity tags that the API gave out


class Accounts:
    """The accounts that requests are sent from, made through the API when they are needed."""

    def __init__(self) -> None:
        self._main: str | None = None
        self._spare: str | None = None

    def sender(self, case: AnyCase) -> str:
        """The username of a sender: one that may be lost where the request may change it."""
        if changes_account(case):
            self._spare = self._spare or register(case)
            return self._spare
        self._main = self._main or register(case)
        return self._main

    def drop_spare(self) -> None:
        """Take note that the spare account has changed, or is gone."""
        self._spare = None


ACCOUNTS = Accounts()
OURS = "Basic dGVzdGVyL"  # "tester-" in Base64


def changes_account(case: AnyCase) -> bool:
    return case.method in ("PUT", "PATCH", "DELETE") and case.operation.path in CHANGED


def register(case: AnyCase) -> str:
    base = str(case.operation.schema.get_base_url()).rstrip("/")
    username = f"tester-{secrets.token_hex(6)}"
    body = {"username": username, "email": f"{username}@example.com", "password": PASSWORD}
    requests.post(f"{base}{USERS}", json=body, timeout=30).raise_for_status()
    return username


def basic(username: str) -> str:
    return f"Basic {b64encode(f'{username}:{PASSWORD}'.encode()).decode()}"


@schemathesis.auth(refresh_interval=None)
class Login:
    """HTTP Basic, from an account that suits the request."""

    def get(self, case: AnyCase, _context: AuthContext) -> str:
        return ACCOUNTS.sender(case)

    def set(self, case: AnyCase, username: str, _context: AuthContext) -> None:
        case.headers["Authorization"] = basic(username)


@schemathesis.hook
def before_call(_context: HookContext, case: AnyCase, _kwargs: dict[str, Any]) -> None:
    """Complete a valid request with what OpenAPI has no way to tell of it."""
    complete_headers(case.headers, reads=case.method == "GET")
    if case.meta and case.meta.generation.mode.is_positive:
        complete_query(case.query)
        complete_body(case.body)
        if (
            case.operation.path == USER
            and changes_account(case)
            and case.headers.get("If-Match", "*") == "*"
        ):
            case.path_parameters["user"] = ACCOUNTS.sender(case)  # others are out of its reach
    if case.headers.get("Authorization", "").startswith(OURS):
        case.headers["Authorization"] = basic(ACCOUNTS.sender(case))  # it may be lost since


def complete_query(query: Any) -> None:
    query.pop("cursor", None)  # only those that the API gave out are any good
    if "q" in query:  # has to hold a letter, and JSON Schema has no classes of Unicode
        query["q"] = f"{query['q'][:199]}a"


def complete_headers(headers: Any, *, reads: bool) -> None:
    if not reads and is_made_up(headers.get("If-Match", "")):
        headers["If-Match"] = "*"
    if not reads and is_made_up(headers.get("If-None-Match", "")):
        del headers["If-None-Match"]
    if KEY.fullmatch(headers.get("Idempotency-Key", "")):  # no other request may have had it
        headers["Idempotency-Key"] = secrets.token_hex(16)


def is_made_up(value: str) -> bool:
    """Whether a condition is well-formed, and none of our tags: what links pass on may stay."""
    tags = conditional.parse(value)
    return tags is not None and (not tags.as_set() or not SEEN.issuperset(tags.as_set()))


def complete_body(body: Any) -> None:
    if isinstance(body, dict) and "current_password" in body:
        body["current_password"] = PASSWORD
    if isinstance(body, dict) and body.get("expires_at"):
        body["expires_at"] = "2999-12-31T23:59:59Z"


@schemathesis.hook
def after_call(_context: HookContext, case: AnyCase, response: Response) -> None:
    SEEN.update(tag.strip('"') for tag in response.headers.get("etag", ()))
    if changes_account(case) and response.status_code < 300:
        ACCOUNTS.drop_spare()


@schemathesis.hook
def filter_failure(
    _context: HookContext, failure: Failure, _case: AnyCase, response: Response
) -> bool:
    """Keep a failure, unless it is that a version of a link is no longer the current one."""
    return not (isinstance(failure, RejectedPositiveData) and response.status_code == 412)
