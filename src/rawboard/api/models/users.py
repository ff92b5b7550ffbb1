"""Users: what clients write, and what they see."""

from datetime import datetime
from typing import Annotated, TypedDict

from pydantic import Field, ValidationInfo, field_validator

from rawboard.auth import password_policy
from rawboard.http.validation import Input
from rawboard.repositories.callers import Principal
from rawboard.repositories.users import User, may_change

Username = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$")]
# A username starts with a letter, so a number is always an id.
ID_OR_USERNAME = r"^([1-9][0-9]{0,18}|[A-Za-z][A-Za-z0-9_.-]{0,63})$"
# A "valid e-mail address" of the WHATWG HTML standard, plus SMTP's limit (RFC 5321, 4.5.3.1.3).
EMAIL = (
    r"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$"
)
Email = Annotated[str, Field(min_length=3, max_length=254, pattern=EMAIL)]
NewPassword = Annotated[
    str,
    Field(
        min_length=password_policy.MIN_LENGTH,
        max_length=password_policy.MAX_LENGTH,
        json_schema_extra={"pattern": r"^[^\u0000-\u001f\u007f-\u009f]*$"},  # see complaint()
    ),
]


class PublicUser(TypedDict):
    """A user as everybody may see them."""

    id: int
    username: str
    created_at: datetime
    updated_at: datetime
    version: int


class Registration(Input):
    """What POST /users takes."""

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
    """What PUT takes: every writable field. The password has its own address."""

    username: Username
    email: Email


class UserPatch(Input):
    """What PATCH takes: a merge patch (RFC 7396). Both fields are required, so null is refused."""

    username: Username = ""
    email: Email = ""


class PasswordChange(Input):
    """What PUT /me/password takes."""

    current_password: str
    new_password: NewPassword


def visible(caller: Principal, user: User) -> dict[str, object]:
    """Return what the caller may see of a user: e-mail and role are for that user and admins."""
    seen = dict(user)
    if not may_change(caller, user):
        del seen["email"], seen["role"]
    return seen
