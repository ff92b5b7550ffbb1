"""``/users`` and ``/users/{id or username}``, and the boards of one."""

import re
from typing import Annotated

from flask import Response
from pydantic import Field, ValidationInfo, field_validator

from rawboard import passwords
from rawboard.auth import caller, is_admin, may_register
from rawboard.bodies import Input
from rawboard.problems import Problem
from rawboard.repositories import boards, users
from rawboard.repositories.users import User
from rawboard.routes.resource import PageQuery, Resource, created, gone, listed, now, shown

blueprint = Resource("users", __name__)

ID = re.compile(r"[1-9][0-9]{0,18}")

Username = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$")]
# A "valid e-mail address" of the WHATWG HTML standard, plus SMTP's limit (RFC 5321, 4.5.3.1.3).
EMAIL = (
    r"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$"
)
Email = Annotated[str, Field(min_length=3, max_length=254, pattern=EMAIL)]
NewPassword = Annotated[
    str, Field(min_length=passwords.MIN_LENGTH, max_length=passwords.MAX_LENGTH)
]


class Registration(Input):
    """What POST /users takes."""

    username: Username
    email: Email
    password: NewPassword

    @field_validator("password")
    @classmethod
    def _refuse_weak(cls, password: str, found: ValidationInfo) -> str:
        username, email = found.data.get("username", ""), found.data.get("email", "")
        complaint = passwords.complaint(password, username, email)
        if complaint:
            raise ValueError(complaint)
        return password


class UserBody(Input):
    """What PUT takes: every writable field. The password has its own address."""

    username: Username
    email: Email


class UserPatch(Input):
    """What PATCH takes: a merge patch (RFC 7396). Both fields are required, so null is refused."""

    username: Username = ""
    email: Email = ""


@blueprint.operation("GET", "/users", query=PageQuery)
def list_users(query: PageQuery) -> Response:
    """All users, newest first."""
    rows = users.list_page(query.position("users"), query.limit + 1)
    return listed(rows, query, "users", show)


@blueprint.operation("POST", "/users", body=Registration, guard=may_register)
def create_user(body: Registration) -> Response:
    """Register a user: anyone, or only admins, as RAWBOARD_REGISTRATION says."""
    password_hash = passwords.hash_password(body.password)
    user = users.create(body.username, body.email, password_hash, "member", now())
    return created(user, f"/api/v1/users/{user['id']}")


@blueprint.operation("GET", "/users/<user>")
def get_user(user: str) -> Response:
    """One user, by id or username."""
    return shown(show(_existing(user)))


@blueprint.operation("PUT", "/users/<user>", body=UserBody)
def replace_user(user: str, body: UserBody) -> Response:
    """Replace a user's username and e-mail: oneself or an admin."""
    return update(_existing(user), body.model_dump())


@blueprint.operation("PATCH", "/users/<user>", body=UserPatch)
def update_user(user: str, body: UserPatch) -> Response:
    """Change some of a user: oneself or an admin."""
    return update(_existing(user), body.model_dump(exclude_unset=True))


@blueprint.operation("DELETE", "/users/<user>")
def delete_user(user: str) -> Response:
    """Delete a user and all their boards: oneself or an admin."""
    return delete(_existing(user))


@blueprint.operation("GET", "/users/<user>/boards", query=PageQuery)
def list_user_boards(user: str, query: PageQuery) -> Response:
    """One user's boards, newest first."""
    author_id = _existing(user)["id"]
    scope = f"boards by {author_id}"
    rows = boards.list_by_author(author_id, query.position(scope), query.limit + 1)
    return listed(rows, query, scope)


def show(user: User) -> dict[str, object]:
    """Return what the caller may see of a user: e-mail and role are for oneself and admins."""
    viewer = caller()
    seen = dict(user)
    if viewer["id"] != user["id"] and not is_admin(viewer):
        del seen["email"], seen["role"]
    return seen


def update(target: User, changes: dict[str, str]) -> Response:
    """Change a user and show the result; 403 where the caller may not."""
    user = caller()
    updated = users.update(target["id"], changes, user["id"], is_admin(user), now())
    result = users.find(target["id"])
    if result is None:
        raise _no_such_user()
    if not updated:
        raise _not_you()
    return shown(result)


def delete(target: User) -> Response:
    """Delete a user with their boards; 403 where the caller may not."""
    user = caller()
    if target["id"] != user["id"] and not is_admin(user):
        raise _not_you()
    if not users.delete(target["id"]):
        raise _no_such_user()
    return gone()


def _existing(name: str) -> User:
    """Find by id or username: a username starts with a letter, so a number is always an id."""
    found = users.find(int(name)) if ID.fullmatch(name) else users.find_by_username(name)
    if found is None:
        raise _no_such_user()
    return found


def _no_such_user() -> Problem:
    return Problem(404, "There is no such user.")


def _not_you() -> Problem:
    return Problem(403, "Only this user or an admin may do this.")
