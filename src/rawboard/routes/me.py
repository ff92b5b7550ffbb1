"""``/me``: the caller, without knowing their id."""

from flask import Response

from rawboard import passwords
from rawboard.auth import caller
from rawboard.bodies import Input
from rawboard.problems import Problem
from rawboard.repositories import users
from rawboard.routes.resource import Resource, gone, now, shown
from rawboard.routes.users import NewPassword, UserBody, UserPatch, delete, update

blueprint = Resource("me", __name__)


class PasswordChange(Input):
    """What PUT /me/password takes."""

    current_password: str
    new_password: NewPassword


@blueprint.operation("GET", "/me")
def get_me() -> Response:
    """The caller."""
    return shown(caller())


@blueprint.operation("PUT", "/me", body=UserBody)
def replace_me(body: UserBody) -> Response:
    """Replace one's username and e-mail."""
    return update(caller(), body.model_dump())


@blueprint.operation("PATCH", "/me", body=UserPatch)
def update_me(body: UserPatch) -> Response:
    """Change one's username or e-mail."""
    return update(caller(), body.model_dump(exclude_unset=True))


@blueprint.operation("DELETE", "/me")
def delete_me() -> Response:
    """Delete oneself and all one's boards."""
    return delete(caller())


@blueprint.operation("PUT", "/me/password", body=PasswordChange)
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
    if not users.update_password(user["id"], current_hash, new_hash, now()):
        raise Problem(409, "The password was changed by another request meanwhile.")
    return gone()
