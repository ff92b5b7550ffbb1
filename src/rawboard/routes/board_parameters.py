"""The parameters of lists of boards."""

from datetime import datetime
from functools import lru_cache
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from rawboard.api.models.boards import Board
from rawboard.api.models.representation import Representation
from rawboard.api.models.users import IdOrUsername
from rawboard.api.parameters import Instant, PageQuery, Selection
from rawboard.repositories.board_lists import BoardFilter, Sort, words_of


def _searchable(text: str) -> str:
    if not words_of(text):
        raise ValueError("must contain a letter or a digit to look for")
    return text


class BoardSelection(Selection):
    """The parameter of what shows a board."""

    shows: ClassVar[type[Representation]] = Board


class BoardPageQuery(PageQuery):
    """The parameters of every list of boards."""

    shows: ClassVar[type[Representation]] = Board

    q: Annotated[
        str | None,
        Field(min_length=1, max_length=200, description="Words that must all occur in a board."),
        AfterValidator(_searchable),
    ] = None
    since: Annotated[Instant, Field(description="Inclusive start, of the time in `sort`.")] = None
    until: Annotated[Instant, Field(description="Exclusive end, of the time in `sort`.")] = None
    sort: Annotated[Sort, Field(description="The sort order; a minus means newest first.")] = (
        "-created_at"
    )


class BoardsQuery(BoardPageQuery):
    """The parameters of the list of all boards."""

    author: Annotated[
        IdOrUsername | None, Field(description="Only boards of this user, by id or username.")
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
