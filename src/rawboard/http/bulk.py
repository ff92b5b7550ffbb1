"""Reads many rows from one body: a JSON array, NDJSON or CSV, every bad row named by its index.

Each row is cut out, decoded and checked before the next one is looked at, so that a hostile body
costs little more memory than its own bytes.
"""

import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Generic

import orjson

from rawboard.http import csv, prefer
from rawboard.http.problems import Problem
from rawboard.http.validation import JSON, Errors, Model, validated

NDJSON = "application/x-ndjson"
CSV = "text/csv"  # RFC 4180
TYPES = (NDJSON, "application/ndjson", CSV)

ROW_BYTES = 1_048_576  # of one JSON row; decoded, it takes twenty times as much memory at worst
ROW_PARTS = 100  # strings and signs that the rows of an array have on average, at most
ROW_UNKNOWNS = 8  # unknown members of one row that are named; it may have a hundred thousand

BLANK = b" \t\r\n"
OPENING = re.compile(rb"[ \t\r\n]*\[")
# A string, even one that is never closed, or a sign that says where an element ends.
TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{},]', re.DOTALL)


def read(
    body: bytes, media_type: str, row: type[Model], max_rows: int, errors: Errors
) -> list[Model]:
    """Return the valid rows of a UTF-8 body: a JSON array, or one of ``TYPES``.

    What is wrong with the others, or that there are none, is added to ``errors``; the index of a
    row is the first part of its pointers (RFC 6901).

    Raises:
        Problem: 400, some rows are malformed, with all errors; 413, there are too many rows;
            422, a CSV's header does not name the columns.
    """
    rows = Rows(row, max_rows, errors)
    if media_type == JSON:
        _read_array(body, rows)
    elif media_type == CSV:
        _read_csv(body, rows)
    else:
        for line, text in enumerate(io.BytesIO(body.rstrip(b"\r\n")), 1):
            rows.add_json(text.rstrip(b"\r\n"), line)
    if rows.is_malformed:
        raise Problem(400, "The body cannot be read; see errors.", errors)
    if not rows.count:
        errors.append({"pointer": "#", "detail": "must hold at least one row"})
    return rows.good


class Rows(Generic[Model]):
    """The rows of a body as they are read, and what is wrong with them."""

    def __init__(self, model: type[Model], most: int, errors: Errors) -> None:
        self.model = model
        self.most = most
        self.errors = errors
        self.good: list[Model] = []
        self.count = 0
        self.is_malformed = False

    def add(self, value: object) -> None:
        """Validate a row that is well-formed."""
        errors: Errors = []
        surplus: list[str] = []
        if isinstance(value, dict):
            surplus = [name for name in value if name not in self.model.model_fields][ROW_UNKNOWNS:]
            for name in surplus:
                del value[name]
        row = validated(self.model, value, "pointer", errors)
        if row is not None:
            self.good.append(row)
        elif surplus:
            errors.append({"pointer": "#", "detail": f"has {len(surplus)} more unknown members"})
        self._count(errors)

    def add_json(self, text: bytes, line: int) -> None:
        """Decode and validate a row that starts on this line of the body."""
        if len(text) > ROW_BYTES:
            self.refuse(f"is over {ROW_BYTES} bytes, or is never closed", line)
            return
        try:
            value = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            self.refuse(f"is not JSON in UTF-8: {error.msg}", line + error.lineno - 1)
            return
        self.add(value)

    def refuse(self, detail: str, line: int) -> None:
        """Record a malformed row."""
        self.is_malformed = True
        self._count([{"pointer": "#", "detail": f"{detail} (line {line})"}])

    def refuse_body(self, detail: str) -> None:
        """Record what is wrong with the body around its rows."""
        self.is_malformed = True
        self.errors.append({"pointer": "#", "detail": detail})

    def _count(self, errors: Errors) -> None:
        if self.count == self.most:
            raise Problem(413, f"One request takes up to {self.most} rows: send them in parts.")
        for error in errors:
            error["pointer"] = f"#/{self.count}{error['pointer'][1:]}"
        self.errors += errors
        self.count += 1


def _read_array(body: bytes, rows: Rows[Model]) -> None:
    """Cut an array into its elements: orjson alone would report only the first broken one."""
    opening = OPENING.match(body)
    if not opening:
        rows.refuse_body("is not a JSON array")
        return
    start, line, parts = opening.end(), 1 + opening[0].count(b"\n"), rows.most * ROW_PARTS
    for end in _ends(islice(TOKEN.finditer(body, start), parts)):
        element = body[start : end.start()]
        if end[0] == b"," or rows.count or element.strip(BLANK):  # else the array is empty
            rows.add_json(element, line)
        line += body.count(b"\n", start, end.end())
        start = end.end()
        if end[0] == b"]":
            break
    else:
        rows.add_json(body[start:], line)
        rows.refuse_body(f"the array is never closed, or has over {parts} parts")
        return
    if body[start:].strip(BLANK):
        rows.refuse_body(f"something stands behind the array (line {line})")


def _ends(tokens: Iterable[re.Match[bytes]]) -> Iterator[re.Match[bytes]]:
    """Yield where an array's elements end: its own commas and its closing bracket."""
    depth = 0
    for token in tokens:
        sign = token[0]
        if sign in b"[{":
            depth += 1
        elif depth:
            depth -= sign in b"]}"
        elif sign in b",]":
            yield token


def _read_csv(body: bytes, rows: Rows[Model]) -> None:
    records = csv.records(body)
    _, header = next(records, (1, []))
    if header is None:
        rows.refuse_body("the header is not CSV in UTF-8")
        return
    _check_header(header, rows)
    for line, cells in records:
        if cells is None:
            rows.refuse("is not CSV in UTF-8; look at its quotes", line)
        elif len(cells) != len(header):
            rows.refuse(f"has {len(cells)} cell(s), and the header {len(header)}", line)
        else:
            rows.add(dict(zip(header, map(csv.plain, cells), strict=True)))


def _check_header(header: list[str], rows: Rows[Model]) -> None:
    """Refuse a header that does not name each column once."""
    fields = rows.model.model_fields
    is_lenient = prefer.asks("handling", "lenient")
    complaints = {
        "is not known here": [] if is_lenient else set(header) - fields.keys(),
        "is there twice": {name for name in header if header.count(name) > 1},
        "is missing": {name for name in fields if fields[name].is_required()} - set(header),
    }
    errors = [
        {"pointer": "#", "detail": f"the column '{name}' {complaint}"}
        for complaint, names in complaints.items()
        for name in sorted(names)
    ]
    if errors:
        detail = f"The header must name the columns {', '.join(fields)}."
        raise Problem(422, detail, [*rows.errors, *errors])
