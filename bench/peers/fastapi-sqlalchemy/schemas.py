"""What goes over the wire."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

UtcTime = Annotated[datetime, AfterValidator(lambda time: time.replace(tzinfo=UTC))]


class BoardIn(BaseModel):
    """What POST takes."""

    title: str = Field(min_length=1, max_length=100)
    content: str = Field(max_length=20_000)


class AuthorOut(BaseModel):
    """Who wrote a board."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    username: str


class BoardOut(BaseModel):
    """A board as clients see it."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    content: str
    author: AuthorOut
    created_at: UtcTime
    updated_at: UtcTime
    version: int


class Page(BaseModel):
    """A page of boards."""

    data: list[BoardOut]
    next: str | None
