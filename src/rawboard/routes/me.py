"""``/me``: the caller's account, without its id."""

from flask import Response

from rawboard.api.idempotency import perform
from rawboard.api.models.users import PasswordChange, User, UserBody, UserPatch
from rawboard.api.operations import Resource
from rawboard.auth import password_policy, passwords
from rawboard.auth.guards import password_required
from rawboard.db.clock import now
from rawboard.db.precondition import Precondition
from rawboard.db.transactions import transaction
from rawboard.http.problems import Problem
from rawboard.http.responses import no_content
from rawboard.repositories import tokens, users
from rawboard.repositories.callers import Principal
from rawboard.routes.users import BUSY, TAKEN, UserSelection, delete, show, update

blueprint = Resource("me", __name__)


@blueprint.operation("GET", "/me", query=UserSelection, returns=User)
def get_me(caller: Principal, query: UserSelection) -> Response:
    """The caller's account."""
    return show(caller, caller.id, query)


@blueprint.operation(
    "PUT", "/me", body=UserBody, returns=User, conditional=True, refusals={409: TAKEN}
)
def replace_me(caller: Principal, body: UserBody, precondition: Precondition) -> Response:
    """Replace the caller's username and e-mail; a token may not change the e-mail."""
    return update(caller, caller.id, body, precondition)


@blueprint.operation(
    "PATCH", "/me", body=UserPatch, returns=User, conditional=True, refusals={409: TAKEN}
)
def update_me(caller: Principal, body: UserPatch, precondition: Precondition) -> Response:
    """Change the caller's username or e-mail; a token may not change the e-mail."""
    return update(caller, caller.id, body, precondition)


@blueprint.operation(
    "DELETE",
    "/me",
    guard=password_required,
    conditional=True,
    offers=(),
    refusals={409: BUSY},
)
def delete_me(caller: Principal, precondition: Precondition) -> Response:
    """Delete the caller and all their boards; the password is required."""
    return delete(caller, caller.id, precondition)


@blueprint.operation(
    "PUT",
    "/me/password",
    body=PasswordChange,
    guard=password_required,
    offers=(),
    refusals={409: "Another request has changed the password meanwhile."},
)
def replace_password(caller: Principal, body: PasswordChange) -> Response:
    """Change the caller's password; the current one is required (OWASP ASVS 5.0, 6.2.3)."""
    user, current_hash = users.find_own_credentials(caller)
    _check(body, user, current_hash)
    new_hash = passwords.hash_password(body.new_password)

    def work() -> Response:
        if not users.update_password(caller.id, current_hash, new_hash, now()):
            raise Problem(409, "The password was changed by another request meanwhile.")
        if body.revoke_tokens:
            tokens.delete_by_user(caller.id)
        return no_content()

    return perform(caller, lambda: transaction(work))


def _check(body: PasswordChange, user: users.User, current_hash: str) -> None:
    """Raise 422 with everything that is wrong with a change of the password."""
    errors = {}
    if not passwords.verify(current_hash, body.current_password):
        errors["current_password"] = "is not the current password"  # noqa: S105
    complaint = password_policy.complaint(body.new_password, user["username"], user["email"])
    if complaint:
        errors["new_password"] = complaint
    if errors:
        named = [{"pointer": f"#/{field}", "detail": detail} for field, detail in errors.items()]
        raise Problem(422, "The password was not changed.", named)
