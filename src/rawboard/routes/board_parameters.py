"""The parameters of lists of boards."""

from datetime import datetime
from functools import lru_cache
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from rawboard.api.models.users import ID_OR_USERNAME
from rawboard.api.parameters import Instant, PageQuery, Selection
from rawboard.repositories.board_lists import BoardFilter, Sort, words_of
from rawboard.repositories.boards import Board


def _searchable(text: str) -> str:
    if not words_of(text):
        raise ValueError("must contain a letter or a digit to look for")
    return text


class BoardSelection(Selection):
    """The parameter of what shows a board."""

    shows: ClassVar[type] = Board


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


class BoardsQuery(BoardPageQuery):
    """The parameters of the list of all boards."""

    author: Annotated[
        str | None, Field(pattern=ID_OR_USERNAME, description="Whose boards: an id or a username.")
    ] = None


@lru_cache(1024)
def board_filter(
    author: str | None, q: str | None, since: datetime | None, until: datetime | None, sort: Sort
) -> BoardFilter:
    """Return the boards that are asked for.

    Args:
        author: whose boards, by id or username; everybody's if None.
        q: as the client wrote it.
        since: as :class:`BoardFilter`.
        until: likewise.
        sort: likewise.
    """
    by = int(author) if author and author.isdigit() else author
    return BoardFilter(by, words_of(q) if q else (), since, until, sort)
