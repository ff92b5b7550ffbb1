"""CSV (RFC 4180): read strictly, where Python's csv guesses at quotes; written for spreadsheets.

A cell that a spreadsheet would run as a formula is written with an apostrophe, which reading takes
off again.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

CELLS = 100  # of one record; a body may be nothing but commas
# OWASP's list of what makes a spreadsheet run a cell, full-width forms included. Apostrophes before
# it count too, so that taking one off always gives the text back.
FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
SUSPECT = frozenset("'=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")  # saves most cells the closer look
BOM = b"\xef\xbb\xbf"  # Excel puts one in front of its UTF-8
# Possessive, and without a choice inside the repetition: never more than one pass over the text.
CELL = re.compile(rb'(?:"([^"]*+(?:""[^"]*+)*+)"|([^",\r\n]*+))(,|\r?\n|\Z)')


def plain(cell: str) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell, 1) else cell


def records(body: bytes) -> Iterator[tuple[int, list[str] | None]]:
    """Yield the records of a UTF-8 text with lines ended by LF or CRLF, the header first.

    Yields:
        The 1-based line on which a record starts, and its cells; None in place of these where
        quotes are misplaced, there are over ``CELLS`` cells, or it is not UTF-8. The next record
        is then looked for on the next line.
    """
    body = body.removeprefix(BOM).rstrip(b"\r\n")
    place, line = 0, 1
    while place < len(body):
        start = place
        cells, place = _record(body, start)
        yield line, _decoded(cells)
        line += body.count(b"\n", start, place)


def _record(body: bytes, place: int) -> tuple[list[bytes] | None, int]:
    """Return the cells of the record that starts here, and where the next one does."""
    cells: list[bytes] = []
    while (cell := CELL.match(body, place)) and len(cells) < CELLS:
        cells.append(cell[2] if cell[1] is None else cell[1].replace(b'""', b'"'))
        place = cell.end()
        if cell[3] != b",":
            return cells, place
    end = body.find(b"\n", place)
    return None, end + 1 or len(body)


def _decoded(cells: list[bytes] | None) -> list[str] | None:
    try:
        return None if cells is None else [cell.decode() for cell in cells]
    except UnicodeDecodeError:
        return None


def to_record(cells: Sequence[str]) -> bytes:
    """Return a record; an only cell that is empty is quoted, or its line would be none."""
    return (",".join(cells) or '""').encode() + b"\r\n"


def to_cell(value: object) -> str:
    """Return a cell: the csv module's rules in a third of its time."""
    if isinstance(value, datetime):
        return f"{value.isoformat()}Z"
    text = "" if value is None else str(value)
    if text[:1] in SUSPECT and FORMULA.match(text):
        text = f"'{text}"
    if '"' in text or "," in text or "\n" in text or "\r" in text:
        text = '"' + text.replace('"', '""') + '"'
    return text
