"""``/users`` and ``/users/{id or username}``, and a user's boards."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from flask import Response, request

from rawboard.api.idempotency import perform, replayed
from rawboard.api.listing import Listing, listed
from rawboard.api.models.boards import Board
from rawboard.api.models.representation import Representation
from rawboard.api.models.users import (
    IdOrUsername,
    PublicUser,
    Registration,
    User,
    UserBody,
    UserPatch,
    visible,
)
from rawboard.api.operations import Resource
from rawboard.api.parameters import PageQuery, Selection
from rawboard.auth import passwords
from rawboard.auth.guards import registration_allowed
from rawboard.db.clock import now
from rawboard.db.precondition import Precondition
from rawboard.http import formats, problems
from rawboard.http.flask_app import app
from rawboard.http.responses import created, json_response, no_content
from rawboard.repositories import callers, users
from rawboard.repositories.callers import Principal
from rawboard.routes.board_parameters import BoardPageQuery
from rawboard.routes.boards import list_by

blueprint = Resource("users", __name__)

TAKEN = "Another user has this username or this e-mail address."
BUSY = "The user has posted a board meanwhile: try again."


class UserSelection(Selection):
    """The parameter of what shows a user."""

    shows: ClassVar[type[Representation]] = User


class UsersQuery(PageQuery):
    """The parameters of the list of users."""

    shows: ClassVar[type[Representation]] = User


@blueprint.operation(
    "GET", "/users", query=UsersQuery, offers=formats.TYPES, returns=User | PublicUser
)
def list_users(caller: Principal, query: UsersQuery, media_type: str) -> Response:
    """All users, newest first."""
    listing = Listing(
        name="users",
        scope="users",
        page=partial(users.list_page, caller),
        count=partial(users.count, caller),
        show=partial(visible, caller),
    )
    return listed(listing, query, media_type)


@blueprint.operation(
    "POST",
    "/users",
    body=Registration,
    guard=registration_allowed,
    returns=User,
    refusals={409: TAKEN + " Or another request with this Idempotency-Key is running."},
)
def create_user(body: Registration, caller: Principal | None = None) -> Response:
    """Register a user: anyone, or only admins, as RAWBOARD_REGISTRATION says.

    Where anyone may, an address may register so many users in a time; an admin may register more.
    """
    if caller:
        callers.verify(caller)
        return _register(body, caller, passwords.hash_password)
    with app.registrations.lane(request.remote_addr) as hash_password:
        return _register(body, None, hash_password)


def _register(
    body: Registration, caller: Principal | None, hash_password: Callable[[str], str]
) -> Response:
    taken = users.find_taken(body.username, body.email)
    response = replayed(caller, secret=True)  # by the look before it, a retry finds its own user
    if response:
        return response
    if taken:
        raise problems.taken(*taken)
    password_hash = hash_password(body.password)
    return perform(caller, lambda: _create(body, password_hash), secret=True)


def _create(body: Registration, password_hash: str) -> Response:
    user = users.create(body.username, body.email, password_hash, "member", now())
    return created(user, f"/api/v1/users/{user['id']}", user["version"])


@blueprint.operation("GET", "/users/<user>", query=UserSelection, returns=User | PublicUser)
def get_user(caller: Principal, user: IdOrUsername, query: UserSelection) -> Response:
    """One user, by id or username."""
    return show(caller, user, query)


@blueprint.operation(
    "PUT", "/users/<user>", body=UserBody, returns=User, conditional=True, refusals={409: TAKEN}
)
def replace_user(
    caller: Principal, user: IdOrUsername, body: UserBody, precondition: Precondition
) -> Response:
    """Replace a user's username and e-mail: that user or an admin, the e-mail not by a token."""
    return update(caller, user, body, precondition)


@blueprint.operation(
    "PATCH", "/users/<user>", body=UserPatch, returns=User, conditional=True, refusals={409: TAKEN}
)
def update_user(
    caller: Principal, user: IdOrUsername, body: UserPatch, precondition: Precondition
) -> Response:
    """Change a user's username or e-mail: that user or an admin, the e-mail not by a token."""
    return update(caller, user, body, precondition)


@blueprint.operation("DELETE", "/users/<user>", conditional=True, offers=(), refusals={409: BUSY})
def delete_user(caller: Principal, user: IdOrUsername, precondition: Precondition) -> Response:
    """Delete a user and all their boards: that user, by password, or an admin."""
    return delete(caller, user, precondition)


@blueprint.operation(
    "GET", "/users/<user>/boards", query=BoardPageQuery, offers=formats.TYPES, returns=Board,
    cacheable=True,
)  # fmt: skip
def list_user_boards(
    caller: Principal, user: IdOrUsername, query: BoardPageQuery, media_type: str
) -> Response:
    """One user's boards, newest first."""
    users.check_name(user)
    return list_by(caller, query, media_type, user, or_else=lambda: users.find(caller, user))


def show(caller: Principal, name: str | int, query: UserSelection) -> Response:
    """Show a user, by id or username, as far as the caller may see them."""
    user = users.find(caller, name)
    return json_response(query.of(visible(caller, user)), version=user["version"])


def update(
    caller: Principal, name: str | int, body: UserBody | UserPatch, precondition: Precondition
) -> Response:
    """Change a user, by id or username, and show the result."""

    def work() -> Response:
        changes = body.model_dump(exclude_unset=True)
        user = users.update(caller, name, changes, precondition, now())
        return json_response(user, version=user["version"])

    return perform(caller, work)


def delete(caller: Principal, name: str | int, precondition: Precondition) -> Response:
    """Delete a user, by id or username, with their boards."""

    def work() -> Response:
        users.delete(caller, name, precondition)
        return no_content()

    return perform(caller, work)
