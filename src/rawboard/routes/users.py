"""``/users`` and ``/users/{id or username}``, and the boards of one."""

import re
from typing import ClassVar

from flask import Response

from rawboard.api.idempotency import perform
from rawboard.api.listing import Listing, listed
from rawboard.api.models.users import PublicUser, Registration, UserBody, UserPatch
from rawboard.api.operations import Resource
from rawboard.api.parameters import BoardPageQuery, PageQuery, UserSelection
from rawboard.auth import passwords
from rawboard.auth.basic import caller, is_admin
from rawboard.auth.guards import may_register
from rawboard.db.clock import now
from rawboard.db.keyset import START, Position
from rawboard.http import conditional, formats
from rawboard.http.conditional import condition
from rawboard.http.problems import Problem
from rawboard.http.responses import created, gone, shown
from rawboard.repositories import users
from rawboard.repositories.boards import Board
from rawboard.repositories.users import User
from rawboard.routes.boards import listing

blueprint = Resource("users", __name__)

ID = re.compile(r"[1-9][0-9]{0,18}")

TAKEN = "Somebody has this username or this e-mail address."
BUSY = "The user has posted a board meanwhile: try again."


class UsersQuery(PageQuery):
    """The parameters of the list of users."""

    shows: ClassVar[type] = User


@blueprint.operation(
    "GET", "/users", query=UsersQuery, offers=formats.TYPES, returns=User | PublicUser
)
def list_users(query: UsersQuery) -> Response:
    """All users, newest first."""
    return listed(Listing("users", "users", _page, users.count, show), query)


def _page(after: Position | None, limit: int) -> list[User]:
    return users.list_page(after or START, limit)


@blueprint.operation(
    "POST",
    "/users",
    body=Registration,
    guard=may_register,
    returns=User,
    refusals={409: TAKEN + " Or a request with this Idempotency-Key is running."},
)
def create_user(body: Registration) -> Response:
    """Register a user: anyone, or only admins, as RAWBOARD_REGISTRATION says."""
    password_hash = passwords.hash_password(body.password)
    return perform(lambda: _create(body, password_hash), secret=True)


def _create(body: Registration, password_hash: str) -> Response:
    user = users.create(body.username, body.email, password_hash, "member", now())
    return created(user, f"/api/v1/users/{user['id']}", str(user["version"]))


@blueprint.operation("GET", "/users/<user>", query=UserSelection, returns=User | PublicUser)
def get_user(user: str, query: UserSelection) -> Response:
    """One user, by id or username."""
    found = _existing(user)
    return shown(query.of(show(found)), tag=tag(found))


@blueprint.operation(
    "PUT",
    "/users/<user>",
    body=UserBody,
    returns=User,
    conditional=True,
    refusals={409: TAKEN},
)
def replace_user(user: str, body: UserBody) -> Response:
    """Replace a user's username and e-mail: oneself or an admin."""
    return perform(lambda: update(_existing(user), body.model_dump()))


@blueprint.operation(
    "PATCH",
    "/users/<user>",
    body=UserPatch,
    returns=User,
    conditional=True,
    refusals={409: TAKEN},
)
def update_user(user: str, body: UserPatch) -> Response:
    """Change some of a user: oneself or an admin."""
    return perform(lambda: update(_existing(user), body.model_dump(exclude_unset=True)))


@blueprint.operation("DELETE", "/users/<user>", conditional=True, offers=(), refusals={409: BUSY})
def delete_user(user: str) -> Response:
    """Delete a user and all their boards: oneself or an admin."""
    return perform(lambda: delete(_existing(user)))


@blueprint.operation(
    "GET", "/users/<user>/boards", query=BoardPageQuery, offers=formats.TYPES, returns=Board,
    cacheable=True,
)  # fmt: skip
def list_user_boards(user: str, query: BoardPageQuery) -> Response:
    """One user's boards, newest first."""
    return listed(listing("boards of one", query, _existing(user)["id"]), query)


def show(user: User) -> dict[str, object]:
    """Return what the caller may see of a user: e-mail and role are for oneself and admins."""
    seen = dict(user)
    if not _may_change(user):
        del seen["email"], seen["role"]
    return seen


def tag(user: User) -> str:
    """Return the entity tag of what the caller may see of a user."""
    return f"{user['version']}" if _may_change(user) else f"{user['version']}-public"


def update(target: User, changes: dict[str, str]) -> Response:
    """Change a user and show the result; 403 where the caller may not."""
    user = caller()
    done = users.update(target["id"], changes, user["id"], is_admin(user), now(), condition())
    result = users.find(target["id"])
    if result is None:
        raise _no_such_user()
    if not done:
        raise _refusal(result)
    return shown(result, tag=tag(result))


def delete(target: User) -> Response:
    """Delete a user with their boards; 403 where the caller may not."""
    if not _may_change(target):
        raise _refusal(target)
    if not users.delete(target["id"], condition()):
        result = users.find(target["id"])
        raise _refusal(result) if result else _no_such_user()
    return gone()


def _may_change(target: User) -> bool:
    return caller()["id"] == target["id"] or is_admin(caller())


def _existing(name: str) -> User:
    """Find by id or username: a username starts with a letter, so a number is always an id."""
    found = users.find(int(name)) if ID.fullmatch(name) else users.find_by_username(name)
    if found is None:
        raise _no_such_user()
    return found


def _no_such_user() -> Problem:
    return Problem(404, "There is no such user.")


def _refusal(target: User) -> Problem:
    """Say why a write did not find a user who is there: not the caller, or another version."""
    if not _may_change(target):
        return Problem(403, "Only this user or an admin may do this.")
    return conditional.failed(tag(target))
