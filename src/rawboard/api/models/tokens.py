"""Access tokens: what clients write, and what they see once."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from rawboard.api.parameters import DATE_TIME, utc
from rawboard.db.clock import now
from rawboard.http.validation import NO_NUL, Input
from rawboard.repositories.tokens import Token


def _moment(value: object) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, str) or not DATE_TIME.fullmatch(value):
        raise ValueError("must be a date and time with a zone, as RFC 3339 defines them, or null")
    moment = utc(value)
    if moment <= now():
        raise ValueError("must be in the future")
    return moment


class TokenBody(Input):
    """What POST takes."""

    name: Annotated[str, Field(min_length=1, max_length=100), NO_NUL]
    scope: Literal["read", "write"]
    expires_at: Annotated[datetime | None, BeforeValidator(_moment)] = None


class NewToken(Token):
    """A token as it is shown once, with its secret."""

    token: str
