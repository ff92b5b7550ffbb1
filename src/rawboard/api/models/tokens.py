"""Access tokens: what clients write, and what they see."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from rawboard.api.models.representation import Id, Representation, UtcTime, examples
from rawboard.api.parameters import DATE_TIME, utc
from rawboard.auth.token_secrets import PREFIX, SECRET
from rawboard.http.validation import NO_NUL, Input


def _moment(value: object) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, str) or not DATE_TIME.fullmatch(value):
        raise ValueError("must be a date and time with a zone, as RFC 3339 defines them, or null")
    return utc(value)


Scope = Annotated[Literal["read", "write"], Field(description="`read` allows GET only.")]


class TokenBody(Input):
    """A new token."""

    model_config = examples({"name": "reports", "scope": "read", "expires_at": None})

    name: Annotated[str, Field(min_length=1, max_length=100), NO_NUL]
    scope: Scope
    expires_at: Annotated[
        datetime | None,
        BeforeValidator(_moment),
        Field(description="When it expires: a time in the future, with its zone; null: never."),
    ] = None


REPORTS = {
    "id": 1001,
    "name": "reports",
    "scope": "read",
    "created_at": "2026-01-06T08:00:00Z",
    "expires_at": None,
    "last_used_at": None,
}


class Token(Representation):
    """A token, without its secret."""

    model_config = examples(REPORTS)

    id: Id
    name: str
    scope: Scope
    created_at: UtcTime
    expires_at: Annotated[datetime | None, Field(description="When it expires; null: never.")]
    last_used_at: Annotated[
        datetime | None, Field(description="When it was last used, to the minute; null: never.")
    ]


class NewToken(Token):
    """A new token, with its secret."""

    model_config = examples({**REPORTS, "id": 1003, "token": PREFIX + 43 * "0"})

    token: Annotated[
        str,
        Field(
            pattern=f"^{SECRET.pattern}$",
            description="The secret: it is shown only once, and only its hash is stored.",
        ),
    ]
