"""The formats of lists: JSON, NDJSON and CSV (RFC 4180)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import orjson
from pydantic import BaseModel

from rawboard.http.bulk import CSV, NDJSON
from rawboard.http.csv import to_cell, to_record
from rawboard.http.responses import JSON_OPTIONS
from rawboard.http.validation import JSON

TYPES = (JSON, NDJSON, CSV)

PIECE = 65_536  # bytes, or one row more, that are handed on at once: rows may be 120 KB each

Row = Mapping[str, Any]


class Writer(Protocol):
    """Writes the rows of a list, a few at a time."""

    content_type: str
    headers: dict[str, str]

    def head(self) -> bytes:
        """Return what stands before the first row."""

    def rows(self, rows: Iterable[Row]) -> Iterator[bytes]:
        """Yield rows as they are written, each with its line end, in pieces."""


class NdjsonWriter:
    """One compact JSON object a line, ended by LF."""

    content_type = NDJSON
    headers: dict[str, str] = {}  # noqa: RUF012 (empty for good)

    def head(self) -> bytes:
        """Return nothing: there is no header."""
        return b""

    def rows(self, rows: Iterable[Row]) -> Iterator[bytes]:
        """Yield a line a row, in pieces."""
        return _pieces(orjson.dumps(row, option=JSON_OPTIONS) for row in rows)


class CsvWriter:
    """CSV in UTF-8 with a header and CRLF, its cells made safe for spreadsheets.

    Args:
        columns: the header; ``author.id`` is the member ``id`` of the member ``author``.
        name: of the file as which browsers save it.
    """

    content_type = f"{CSV}; charset=utf-8; header=present"

    def __init__(self, columns: Sequence[str], name: str):
        self._columns = columns
        self._paths = [column.partition(".")[::2] for column in columns]
        self.headers = {
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "X-CSV-Formulas": "prefixed with an apostrophe",
        }

    def head(self) -> bytes:
        """Return the header."""
        return to_record(self._columns)

    def rows(self, rows: Iterable[Row]) -> Iterator[bytes]:
        """Yield a record a row, in pieces; what a row lacks is an empty cell."""
        return _pieces(map(self._record, rows))

    def _record(self, row: Row) -> bytes:
        values = [row[name][inner] if inner else row.get(name) for name, inner in self._paths]
        return to_record([str(value) if type(value) is int else to_cell(value) for value in values])


def writer(media_type: str, columns: Sequence[str], name: str) -> Writer:
    """Return what writes a media type of ``TYPES`` other than JSON, which has no rows of its own.

    Args:
        media_type: which.
        columns: as :class:`CsvWriter` takes them.
        name: what the list is called.
    """
    return CsvWriter(columns, name) if media_type == CSV else NdjsonWriter()


def columns(shown: type[BaseModel], names: Iterable[str]) -> list[str]:
    """Return the columns for members of a model, with ``outer.inner`` for those of a member."""
    found: list[str] = []
    for name in names:
        member = shown.model_fields[name].annotation
        if isinstance(member, type) and issubclass(member, BaseModel):
            found += [f"{name}.{inner}" for inner in member.model_fields]
        else:
            found.append(name)
    return found


def _pieces(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Join lines to pieces that are worth handing on."""
    piece = bytearray()
    for line in lines:
        piece += line
        if len(piece) >= PIECE:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece)
