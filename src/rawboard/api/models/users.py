"""Users: what clients write, and what they see."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from rawboard.api.models.representation import Id, Representation, UtcTime, Version, examples
from rawboard.auth import password_policy
from rawboard.http.validation import Input
from rawboard.repositories import users
from rawboard.repositories.callers import Principal

Username = Annotated[
    str,
    Field(
        min_length=1,
        max_length=users.USERNAME_LENGTH,
        pattern=f"^{users.USERNAME_FORM}*$",
        description="Starts with a letter; unique, regardless of case.",
    ),
]
ShownUsername = Annotated[str, Field(pattern=f"^{users.USERNAME.pattern}$")]
IdOrUsername = Annotated[
    str,
    Field(
        pattern=f"^({users.ID.pattern}|{users.USERNAME.pattern})$",
        description="The user's id or username; "
        "a username starts with a letter, so a number is always an id.",
        examples=["alice"],
    ),
]
# A "valid e-mail address" of the WHATWG HTML standard, plus SMTP's limit (RFC 5321, 4.5.3.1.3).
EMAIL = (
    r"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$"
)
Email = Annotated[str, Field(min_length=3, max_length=254, pattern=EMAIL, description="Unique.")]
NewPassword = Annotated[
    str,
    Field(
        min_length=password_policy.MIN_LENGTH,
        max_length=password_policy.MAX_LENGTH,
        json_schema_extra={"pattern": r"^[^\u0000-\u001f\u007f-\u009f]*$"},  # see complaint()
        description="Must not be a common password, the username or the e-mail address.",
    ),
]

PRIVATE = "Visible to the user and to admins only."
ALICE = {
    "id": 1001,
    "username": "alice",
    "created_at": "2026-01-01T08:00:00Z",
    "updated_at": "2026-01-01T08:00:00Z",
    "version": 1,
}


class User(Representation):
    """A user, as seen by that user and by admins."""

    model_config = examples({**ALICE, "email": "alice@example.com", "role": "member"})

    id: Id
    username: ShownUsername
    email: Annotated[str, Field(description=PRIVATE)]
    role: Annotated[Literal["member", "admin"], Field(description=PRIVATE)]
    created_at: UtcTime
    updated_at: UtcTime
    version: Version


class PublicUser(Representation):
    """A user, as seen by other users."""

    model_config = examples(ALICE)

    id: Id
    username: ShownUsername
    created_at: UtcTime
    updated_at: UtcTime
    version: Version


PUBLIC = tuple(PublicUser.model_fields)


class Registration(Input):
    """A new user."""

    model_config = examples(
        {
            "username": "dave",
            "email": "dave@example.com",
            "password": "correct horse battery staple",
        }
    )

    username: Username
    email: Email
    password: NewPassword

    @field_validator("password")
    @classmethod
    def _refuse_weak(cls, password: str, found: ValidationInfo) -> str:
        username, email = found.data.get("username", ""), found.data.get("email", "")
        complaint = password_policy.complaint(password, username, email)
        if complaint:
            raise ValueError(complaint)
        return password


class UserBody(Input):
    """The writable members of a user; the password has its own URL."""

    model_config = examples({"username": "alice", "email": "alice@example.com"})

    username: Username
    email: Email


class UserPatch(Input):
    """Changes to a user, as a merge patch (RFC 7396). No member can be removed by null."""

    model_config = examples({"email": "alice@example.com"})

    username: Username = ""
    email: Email = ""


class PasswordChange(Input):
    """The current password and a new one, and whether tokens are revoked with it."""

    model_config = examples(
        {
            "current_password": "alice-demo-1",
            "new_password": "correct horse battery staple",
        }
    )

    current_password: Annotated[
        str, Field(description="Required, so that an open session alone cannot change it.")
    ]
    new_password: NewPassword
    revoke_tokens: Annotated[
        bool,
        Field(description="Whether all of the caller's tokens are revoked in the same moment."),
    ] = False


def visible(caller: Principal, user: users.User) -> Mapping[str, object]:
    """Return what the caller may see of a user: e-mail and role are for that user and admins."""
    if users.may_change(caller, user):
        return user
    members: Mapping[str, object] = user
    return {name: members[name] for name in PUBLIC}
