"""What users are made of, over HTTP: the fields that clients write, and those that they see."""

from datetime import datetime
from typing import Annotated, TypedDict

from pydantic import Field, ValidationInfo, field_validator

from rawboard.auth import passwords
from rawboard.http.validation import Input

Username = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$")]
# A "valid e-mail address" of the WHATWG HTML standard, plus SMTP's limit (RFC 5321, 4.5.3.1.3).
EMAIL = (
    r"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$"
)
Email = Annotated[str, Field(min_length=3, max_length=254, pattern=EMAIL)]
NewPassword = Annotated[
    str,
    Field(
        min_length=passwords.MIN_LENGTH,
        max_length=passwords.MAX_LENGTH,
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
