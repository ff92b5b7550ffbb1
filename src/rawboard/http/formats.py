"""The formats of lists: JSON, NDJSON and CSV (RFC 4180)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from pydantic import BaseModel

from rawboard.http.bulk import CSV, NDJSON
from rawboard.http.csv import to_cell, to_record
from rawboard.http.responses import JSON_OPTIONS
from rawboard.http.validation import JSON

TYPES = (JSON, NDJSON, CSV)

PIECE = 65_536  # bytes, or one row more, that are handed on at once: rows may be 120 KB each

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Writer:
    """Writes the rows of a list in a format; ``head`` stands before the first one."""

    content_type: str
    line: Callable[[Row], bytes]
    head: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def rows(self, rows: Iterable[Row]) -> Iterator[bytes]:
        """Yield rows as they are written, each with its line end, joined to pieces."""
        piece = bytearray()
        for row in rows:
            piece += self.line(row)
            if len(piece) >= PIECE:
                yield bytes(piece)
                piece.clear()
        yield bytes(piece)


NDJSON_WRITER = Writer(NDJSON, lambda row: orjson.dumps(row, option=JSON_OPTIONS))


def writer(media_type: str, columns: Sequence[str], name: str) -> Writer:
    """Return the writer of a list for NDJSON or CSV.

    CSV has the columns as its header (``author.id`` is the member ``id`` of the member
    ``author``), CRLF, and cells that are safe in spreadsheets; browsers save it as ``<name>.csv``.
    """
    if media_type != CSV:
        return NDJSON_WRITER
    paths = [column.partition(".")[::2] for column in columns]

    def record(row: Row) -> bytes:
        values = [row[name][inner] if inner else row.get(name) for name, inner in paths]
        return to_record([str(value) if type(value) is int else to_cell(value) for value in values])

    headers = {
        "Content-Disposition": f'attachment; filename="{name}.csv"',
        "X-CSV-Formulas": "prefixed with an apostrophe",
    }
    return Writer(f"{CSV}; charset=utf-8; header=present", record, to_record(columns), headers)


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
