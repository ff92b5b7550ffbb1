"""The parameters that resources share: which members of a resource, which page of a list."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, WithJsonSchema, field_validator

from rawboard.api.models.representation import Representation
from rawboard.db.keyset import Position
from rawboard.http import cursors
from rawboard.http.problems import Problem
from rawboard.http.validation import Input

# RFC 3339, section 5.6: a full-date, or a date-time with its zone.
DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
DATE_TIME = re.compile(rf"{DATE.pattern}[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
LOST_PLUS = re.compile(r".*:\d\d(\.\d+)? \d\d:\d\d", re.ASCII)


def utc(text: str) -> datetime:
    """Return the naive UTC time of a date or a date-time of RFC 3339.

    Raises:
        ValueError: there is no such time.
    """
    try:
        found = datetime.fromisoformat(text.upper())
        return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
    except (ValueError, OverflowError):
        raise ValueError("is not a valid date and time") from None


def _digits(value: object) -> object:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    raise ValueError("must be an integer")


def _truth(value: object) -> object:
    if value not in ("true", "false"):
        raise ValueError("must be true or false")
    return value == "true"


def _names(value: object) -> object:
    names = tuple(str(value).split(","))
    if len(set(names)) < len(names):
        raise ValueError("names a field twice")
    return names


def _instant(value: object) -> object:
    text = str(value)
    if LOST_PLUS.fullmatch(text):
        raise ValueError("has a space where a + was: write the + of a zone as %2B")
    if not DATE.fullmatch(text) and not DATE_TIME.fullmatch(text):
        raise ValueError("must be a date, or a time with its zone, as RFC 3339 defines them")
    found = utc(text)
    if found.year < 1000:
        raise ValueError("must not be before the year 1000")
    return found


Instant = Annotated[
    datetime | None,
    BeforeValidator(_instant),
    WithJsonSchema(
        {
            "type": "string",
            "anyOf": [{"format": "date-time"}, {"format": "date"}],
            "pattern": "^[1-9]",  # from the year 1000 on
        }
    ),
]


Names = Annotated[tuple[str, ...], Field(min_length=1, json_schema_extra={"uniqueItems": True})]


class Selection(Input):
    """The parameter of every operation that shows a resource: which of its members."""

    shows: ClassVar[type[Representation]]

    fields: Annotated[
        Names | None,
        BeforeValidator(_names),
        Field(description="The members to show, in this order, separated by commas."),
    ] = None

    @field_validator("fields")
    @classmethod
    def _refuse_unknown(cls, fields: tuple[str, ...]) -> tuple[str, ...]:
        known = cls.shows.model_fields
        unknown = [name for name in fields if name not in known]
        if unknown:
            raise ValueError(f"{', '.join(unknown)}: not among {', '.join(known)}")
        return fields

    @property
    def names(self) -> tuple[str, ...]:
        """The members to show, in their order."""
        return self.fields or tuple(self.shows.model_fields)

    def of(self, resource: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the selected members of a resource; what the caller may not see stays out."""
        if self.fields is None:
            return resource
        return {name: resource[name] for name in self.fields if name in resource}


class PageQuery(Selection):
    """The parameters of every list."""

    limit: Annotated[
        Annotated[int, Field(ge=1, le=100), BeforeValidator(_digits)] | None,
        Field(description="The maximum number of rows. By default 20; in NDJSON and CSV, all."),
    ] = None
    cursor: Annotated[
        str | None, Field(description="Where the page starts: opaque, as `next` has it.")
    ] = None
    count: Annotated[
        bool,
        BeforeValidator(_truth),
        Field(description="Whether to count the rows, in `total` and X-Total-Count."),
    ] = False

    def after(self, scope: str) -> Position:
        """Return the position of the cursor, after which the page starts.

        Raises:
            Problem: 422, the cursor is damaged or another list's.
        """
        try:
            return cursors.decode(self.cursor or "", scope)
        except cursors.CursorError as error:
            errors = [{"parameter": "cursor", "detail": str(error)}]
            raise Problem(422, "Follow 'next' as it was given.", errors) from None
