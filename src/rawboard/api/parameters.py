"""The parameters of what is read: which members of a resource, which rows of a list."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, get_type_hints

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, field_validator

from rawboard.db.keyset import Position
from rawboard.http import cursors
from rawboard.http.problems import Problem
from rawboard.http.validation import Input
from rawboard.repositories.board_lists import BoardFilter, Sort, words_of
from rawboard.repositories.boards import Board
from rawboard.repositories.users import User

# RFC 3339, section 5.6: a full-date, or a date-time with its zone.
DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
DATE_TIME = re.compile(rf"{DATE.pattern}[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
LOST_PLUS = re.compile(r".*:\d\d(\.\d+)? \d\d:\d\d", re.ASCII)
AUTHOR = r"^([1-9][0-9]{0,18}|[A-Za-z][A-Za-z0-9_.-]{0,63})$"


def _digits(value: object) -> object:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    raise ValueError("must be a whole number")


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
        raise ValueError("must be a date or a time with its zone, as RFC 3339 has them")
    try:
        found = datetime.fromisoformat(text.upper())
        utc = found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
    except (ValueError, OverflowError):
        raise ValueError("is no date and time that there is") from None
    if utc.year < 1000:
        raise ValueError("must not be before the year 1000")
    return utc


def _searchable(text: str) -> str:
    if not words_of(text):
        raise ValueError("must hold a letter or a digit to look for")
    return text


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


class Selection(Input):
    """The parameter of whatever shows a resource: which of its members."""

    shows: ClassVar[type]  # the TypedDict that it shows

    fields: Annotated[
        tuple[str, ...] | None,
        BeforeValidator(_names),
        WithJsonSchema({"type": "string", "pattern": "^[a-z_]+(,[a-z_]+)*$"}),
        Field(description="The members to show, in this order, with commas between them."),
    ] = None

    @field_validator("fields")
    @classmethod
    def _refuse_unknown(cls, fields: tuple[str, ...]) -> tuple[str, ...]:
        known = get_type_hints(cls.shows)
        unknown = [name for name in fields if name not in known]
        if unknown:
            raise ValueError(f"{', '.join(unknown)}: not among {', '.join(known)}")
        return fields

    @property
    def names(self) -> tuple[str, ...]:
        """The members to show, in their order."""
        return self.fields or tuple(get_type_hints(self.shows))

    def of(self, resource: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what is asked for of a resource; what the caller may not see stays out of it."""
        if self.fields is None:
            return resource
        return {name: resource[name] for name in self.fields if name in resource}

    def of_all(self, resources: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
        """Return what is asked for of each resource, as :meth:`of` does."""
        return resources if self.fields is None else map(self.of, resources)


class BoardSelection(Selection):
    """The parameter of what shows a board."""

    shows: ClassVar[type] = Board


class UserSelection(Selection):
    """The parameter of what shows a user."""

    shows: ClassVar[type] = User


class PageQuery(Selection):
    """The parameters of every list."""

    limit: Annotated[int, Field(ge=1, le=100), BeforeValidator(_digits)] | None = None
    cursor: str | None = None
    count: Annotated[
        bool,
        BeforeValidator(_truth),
        Field(description="Whether to say how many there are, in `total` and X-Total-Count."),
    ] = False

    def after(self, scope: str) -> Position | None:
        """Return the position after which the page starts, None for the first one.

        Raises:
            Problem: 422, the cursor is damaged or another list's.
        """
        if self.cursor is None:
            return None
        try:
            return cursors.decode(self.cursor, scope)
        except cursors.CursorError as error:
            errors = [{"parameter": "cursor", "detail": str(error)}]
            raise Problem(422, "Follow 'next' as it was given.", errors) from None


class BoardPageQuery(PageQuery):
    """The parameters of every list of boards."""

    shows: ClassVar[type] = Board

    q: Annotated[
        str | None,
        Field(min_length=1, max_length=200, description="Words, all of which a board must have."),
        AfterValidator(_searchable),
    ] = None
    since: Annotated[Instant, Field(description="The earliest time, of that in `sort`.")] = None
    until: Annotated[Instant, Field(description="The time before which they are.")] = None
    sort: Annotated[Sort, Field(description="The order; with a minus, the newest first.")] = (
        "-created_at"
    )

    def chosen(self, author_id: int | None) -> BoardFilter:
        """Return the boards that are asked for.

        Args:
            author_id: whose boards; everybody's if None.
        """
        words = words_of(self.q) if self.q else ()
        return BoardFilter(author_id, words, self.since, self.until, self.sort)


class BoardsQuery(BoardPageQuery):
    """The parameters of the list of all boards."""

    author: Annotated[
        str | None, Field(pattern=AUTHOR, description="Whose boards: an id or a username.")
    ] = None
