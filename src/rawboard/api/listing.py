"""How lists are answered: a page of JSON, NDJSON or CSV, or every row as a stream."""

import functools
import random
import time
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import quote, urlencode

from flask import Response, request

from rawboard.api.parameters import PageQuery
from rawboard.auth.basic import current_caller
from rawboard.db.connection import mysql
from rawboard.db.keyset import Position
from rawboard.errors import NotFound, Overloaded
from rawboard.http import cursors, formats
from rawboard.http.flask_app import app
from rawboard.http.formats import Writer
from rawboard.http.responses import WholeResponse, address, digest, json_response
from rawboard.http.streaming import streamed
from rawboard.http.validation import JSON, LONGEST_CACHED

Item = TypeVar("Item", bound=Mapping[str, Any])

CHUNK = 150  # rows that a stream reads at once: even of the longest contents under 30 MiB in all
SLOW = 0.1  # seconds of reading one chunk, after which the next may be twice as long
SMALL = 1_048_576  # bytes: and only if this one was shorter
MOST = 2400  # rows
STREAM_PAUSE = (0.1, 0.5)  # seconds from one try of a stream at a lane to the next
PAGE = 20  # rows of a page, where no limit is given


@dataclass(frozen=True)
class Listing(Generic[Item]):
    """A list, whole and in its order.

    Args:
        name: what it is called, as a file too.
        scope: what tells it from every other list, its filters and its order included.
        page: returns up to so many rows that follow a position, or the first ones; its statement
            names the caller.
        count: returns how many rows there are.
        show: turns a row into what the caller may see; None: the row is that.
        time: the member that it is sorted by, and then by ``id``.
    """

    name: str
    scope: str
    page: Callable[[Position | None, int], Sequence[Item]]
    count: Callable[[], int]
    show: Callable[[Item], Mapping[str, Any]] | None = None
    time: str = "created_at"


def listed(listing: Listing[Item], query: PageQuery, media_type: str) -> Response:
    """Return a list in the negotiated format.

    JSON comes in pages, and so do the other formats where there is a limit; the URL of the next
    page is in ``Link`` (RFC 8288). Without a limit they come whole, and in constant memory.

    Args:
        listing: the list.
        query: the parameters.
        media_type: one of :data:`rawboard.http.formats.TYPES`.

    Raises:
        Problem: 422, the cursor is damaged or another list's; 429 and 503, see :func:`streamed`.
    """
    after = query.after(listing.scope) if query.cursor is not None else None
    total = listing.count() if query.count else None
    if media_type == JSON:
        response = _json_page(listing, query, after, total)
    else:
        columns = formats.columns(query.shows, query.names)
        writer = formats.writer(media_type, columns, listing.name)
        make = _whole if query.limit is None else _page
        response = make(listing, query, after, writer)
        response.headers.update(writer.headers)
    if total is not None:
        response.headers["X-Total-Count"] = str(total)
    return response


def _json_page(
    listing: Listing[Item], query: PageQuery, after: Position | None, total: int | None
) -> Response:
    rows, following = _read(listing, query, after)
    document: dict[str, Any] = {"data": [*_shown(listing, query, rows)], "next": following}
    if total is not None:
        document["total"] = total
    return _linked(json_response(document), following)


def _page(
    listing: Listing[Item], query: PageQuery, after: Position | None, writer: Writer
) -> Response:
    rows, following = _read(listing, query, after)
    pieces = writer.rows(_shown(listing, query, rows))
    body = b"".join([writer.head, *pieces])
    return _linked(WholeResponse(body, content_type=writer.content_type), following)


def _whole(
    listing: Listing[Item], query: PageQuery, after: Position | None, writer: Writer
) -> Response:
    user_id = current_caller().account.principal.id
    return streamed(_chunks(listing, query, after, writer), writer.content_type, user_id)


def _chunks(
    listing: Listing[Item], query: PageQuery, after: Position | None, writer: Writer
) -> Generator[bytes]:
    """Yield the body, reading the next rows only when those before them are taken.

    Raises:
        NotFound, Problem: the caller has changed, or is gone, since the first page.
    """
    head, limit, is_first = writer.head, CHUNK, True
    while True:
        started, size = time.monotonic(), 0
        rows = listing.page(after, limit) if is_first else _next_page(listing, after, limit)
        mysql.release()  # while the client reads
        is_slow = time.monotonic() - started > SLOW
        for piece in writer.rows(_shown(listing, query, rows)):
            yield head + piece
            head, size = b"", size + len(piece)
        if len(rows) < limit:
            return
        after, is_first = Position(rows[-1][listing.time], rows[-1]["id"]), False
        del rows  # before the next ones come
        if is_slow and size < SMALL:  # a search: it costs the same for one row and for thousands
            limit = min(2 * limit, MOST)


def _next_page(listing: Listing[Item], after: Position | None, limit: int) -> Sequence[Item]:
    """Return a page of a stream that has begun, which overload delays rather than ends.

    Raises:
        NotFound, Problem: the caller has changed, or is gone.
        Overloaded: no lane was free for as long as the setting says.
    """
    deadline = time.monotonic() + app.settings.rawboard_stream_wait_seconds
    while True:
        try:
            rows = listing.page(after, limit)
            if not rows and current_caller().refresh():
                raise NotFound("caller")  # this is not the end of the list
            return rows
        except Overloaded:
            if time.monotonic() > deadline:
                raise
            time.sleep(random.uniform(*STREAM_PAUSE))  # noqa: S311 (no secret)


def _read(
    listing: Listing[Item], query: PageQuery, after: Position | None
) -> tuple[Sequence[Item], str | None]:
    """Return the rows of a page, and the URL of the next one, None on the last page."""
    limit = query.limit or PAGE
    rows = listing.page(after, limit + 1)  # one too many tells that there is more
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    cursor = cursors.encode(Position(last[listing.time], last["id"]), listing.scope)
    is_long = len(request.query_string) > LONGEST_CACHED + len(cursor)
    encoded = _encoded.__wrapped__ if is_long else _encoded
    others = encoded(tuple(each for each in request.args.items() if each[0] != "cursor"))
    return rows[:limit], f"{address(quote(request.path))}?{others}cursor={cursor}"


@functools.lru_cache(1024)
def _encoded(parameters: tuple[tuple[str, str], ...]) -> str:
    """Return parameters that others follow; every page of a list has the same."""
    encoded = urlencode(parameters)
    return f"{encoded}&" if encoded else ""


def _shown(
    listing: Listing[Item], query: PageQuery, rows: Sequence[Item]
) -> Iterable[Mapping[str, Any]]:
    shown = map(listing.show, rows) if listing.show else rows
    return shown if query.fields is None else map(query.of, shown)


def _linked(response: Response, following: str | None) -> Response:
    response.headers["ETag"] = f'"{digest(response.get_data())}"'
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response
