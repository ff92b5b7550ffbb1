"""How lists are answered: a page of JSON, NDJSON or CSV, or every row as a stream."""

import functools
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic
from urllib.parse import quote, urlencode

from flask import Response, request

from rawboard.api.parameters import PageQuery
from rawboard.db.keyset import Position
from rawboard.http import cursors, entity_tags, formats, negotiation
from rawboard.http.cursors import Item
from rawboard.http.formats import Writer
from rawboard.http.responses import Answer, address, shown
from rawboard.http.streaming import streamed
from rawboard.http.validation import JSON

CHUNK = 150  # rows that a stream reads at once: even of the longest contents under 30 MiB in all
SLOW = 0.1  # seconds of reading one chunk, after which the next may be twice as long
SMALL = 1_048_576  # bytes: and only if this one was shorter
MOST = 2400  # rows
PAGE = 20  # rows of a page, where no limit is given


@dataclass(frozen=True)
class Listing(Generic[Item]):
    """A list, whole and in its order.

    Args:
        name: what it is called, as a file too.
        scope: what tells it from every other list, its filters and its order included.
        page: returns up to so many rows that follow a position, or the first ones.
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


def listed(listing: Listing[Item], query: PageQuery) -> Response:
    """Return a list in the format that the client likes best.

    JSON comes in pages, and so do the other formats where there is a limit; the URL of the next
    page is in ``Link`` (RFC 8288). Without a limit they come whole, and in constant memory.

    Args:
        listing: the list.
        query: what the client asked for.

    Raises:
        Problem: 406; 422, the cursor is damaged or another list's; 503, see :func:`streamed`.
    """
    after = query.after(listing.scope)
    kind = negotiation.choose(formats.TYPES)
    total = listing.count() if query.count else None
    if kind == JSON:
        answer = _json_page(listing, query, after, total)
    else:
        columns = formats.columns(query.shows, query.names)
        writer = formats.writer(kind, columns, listing.name)
        make = _whole if query.limit is None else _page
        answer = make(listing, query, after, writer)
        answer.headers.update(writer.headers)
    if total is not None:
        answer.headers["X-Total-Count"] = str(total)
    return answer


def _json_page(
    listing: Listing[Item], query: PageQuery, after: Position | None, total: int | None
) -> Response:
    rows, following = _read(listing, query, after)
    document = {"data": [*_shown(listing, query, rows)], "next": following}
    return _linked(shown(document if total is None else {**document, "total": total}), following)


def _page(
    listing: Listing[Item], query: PageQuery, after: Position | None, writer: Writer
) -> Response:
    rows, following = _read(listing, query, after)
    pieces = writer.rows(_shown(listing, query, rows))
    body = b"".join([writer.head(), *pieces])
    return _linked(Answer(body, content_type=writer.content_type), following)


def _whole(
    listing: Listing[Item], query: PageQuery, after: Position | None, writer: Writer
) -> Response:
    return streamed(_chunks(listing, query, after, writer), writer.content_type)


def _chunks(
    listing: Listing[Item], query: PageQuery, after: Position | None, writer: Writer
) -> Iterator[bytes]:
    """Yield the body, reading the next rows only when those before them are taken."""
    head, limit = writer.head(), CHUNK
    while True:
        started, size = time.monotonic(), 0
        rows = listing.page(after, limit)
        is_slow = time.monotonic() - started > SLOW
        for piece in writer.rows(_shown(listing, query, rows)):
            yield head + piece
            head, size = b"", size + len(piece)
        if len(rows) < limit:
            return
        after = Position(rows[-1][listing.time], rows[-1]["id"])
        del rows  # before the next ones come
        if is_slow and size < SMALL:  # a search: it costs the same for one row and for thousands
            limit = min(2 * limit, MOST)


def _read(
    listing: Listing[Item], query: PageQuery, after: Position | None
) -> tuple[Sequence[Item], str | None]:
    """Return the rows of a page, and the URL of the next one."""
    limit = query.limit or PAGE
    rows, cursor = cursors.cut(listing.page(after, limit + 1), limit, listing.scope, listing.time)
    if not cursor:
        return rows, None
    others = _encoded(tuple(each for each in request.args.items() if each[0] != "cursor"))
    return rows, f"{address(quote(request.path))}?{others}cursor={cursor}"


@functools.lru_cache(1024)
def _encoded(parameters: tuple[tuple[str, str], ...]) -> str:
    """Return parameters that others follow; whoever goes through a list sends the same again."""
    encoded = urlencode(parameters)
    return f"{encoded}&" if encoded else ""


def _shown(
    listing: Listing[Item], query: PageQuery, rows: Sequence[Item]
) -> Iterable[Mapping[str, Any]]:
    return query.of_all(map(listing.show, rows) if listing.show else rows)


def _linked(answer: Response, following: str | None) -> Response:
    answer.headers["ETag"] = f'"{entity_tags.digest(answer.get_data())}"'
    if following:
        answer.headers["Link"] = f'<{following}>; rel="next"'
    return answer
