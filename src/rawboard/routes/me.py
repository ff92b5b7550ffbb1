"""``/me``: the caller, without knowing their id."""

from flask import Response

from rawboard.api.idempotency import perform
from rawboard.api.models.users import NewPassword, UserBody, UserPatch
from rawboard.api.operations import Resource
from rawboard.api.parameters import UserSelection
from rawboard.auth import passwords
from rawboard.auth.basic import caller
from rawboard.auth.guards import with_password
from rawboard.db.clock import now
from rawboard.http.problems import Problem
from rawboard.http.responses import gone, shown
from rawboard.http.validation import Input
from rawboard.repositories import users
from rawboard.repositories.users import User
from rawboard.routes.users import BUSY, TAKEN, delete, tag, update

blueprint = Resource("me", __name__)


class PasswordChange(Input):
    """What PUT /me/password takes."""

    current_password: str
    new_password: NewPassword


@blueprint.operation("GET", "/me", query=UserSelection, returns=User)
def get_me(query: UserSelection) -> Response:
    """The caller."""
    return shown(query.of(caller()), tag=tag(caller()))


@blueprint.operation(
    "PUT", "/me", body=UserBody, returns=User, conditional=True, refusals={409: TAKEN}
)
def replace_me(body: UserBody) -> Response:
    """Replace one's username and e-mail."""
    return perform(lambda: update(caller(), body.model_dump()))


@blueprint.operation(
    "PATCH", "/me", body=UserPatch, returns=User, conditional=True, refusals={409: TAKEN}
)
def update_me(body: UserPatch) -> Response:
    """Change one's username or e-mail."""
    return perform(lambda: update(caller(), body.model_dump(exclude_unset=True)))


@blueprint.operation("DELETE", "/me", conditional=True, offers=(), refusals={409: BUSY})
def delete_me() -> Response:
    """Delete oneself and all one's boards."""
    return perform(lambda: delete(caller()))


@blueprint.operation(
    "PUT",
    "/me/password",
    body=PasswordChange,
    guard=with_password,
    offers=(),
    refusals={409: "Another request has changed the password meanwhile."},
)
def replace_password(body: PasswordChange) -> Response:
    """Change one's password; the current one is asked for again (OWASP ASVS 5.0, 6.2.3)."""
    user = caller()
    found = users.find_credentials(user["username"])
    current_hash = found[1] if found else ""
    errors = {}
    if not passwords.verify(current_hash, body.current_password):
        errors["current_password"] = "is not the current password"  # noqa: S105
    complaint = passwords.complaint(body.new_password, user["username"], user["email"])
    if complaint:
        errors["new_password"] = complaint
    if errors:
        named = [{"pointer": f"#/{field}", "detail": detail} for field, detail in errors.items()]
        raise Problem(422, "The password was not changed.", named)
    new_hash = passwords.hash_password(body.new_password)
    return perform(lambda: _replace(user, current_hash, new_hash))


def _replace(user: User, current_hash: str, new_hash: str) -> Response:
    if not users.update_password(user["id"], current_hash, new_hash, now()):
        raise Problem(409, "The password was changed by another request meanwhile.")
    return gone()
