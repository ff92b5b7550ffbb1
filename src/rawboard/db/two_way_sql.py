"""Reads two-way SQL: valid MySQL as it stands, in which comments name what the program binds.

``/* :user_id */ 1`` is the number 1 to a MySQL client and the parameter ``user_id`` to the
program, which binds a value in place of the sample (the idea is Doma's "two-way SQL").
``IN (/* :ids... */ 1, 2)`` binds a list of values, and ``/* if :user_id */ AND ... /* end */`` is
an optional part, left out where ``user_id`` is not given; to a client, every part is in.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from rawboard.db.sql_tokens import TOKEN, Sample, value, values
from rawboard.db.statement import Piece, Statement
from rawboard.errors import Mistake

__all__ = ["SqlError", "Statement", "read", "split"]

MOST_NAMES = 5  # of optional parts in a statement: 32 combinations
PART_START = re.compile(r"\s*(?:AND|JOIN)\b")
BEHIND_IN = re.compile(r"\bIN\s*$", re.IGNORECASE)
COMPLAINTS = {
    "stray": "the parameter {} needs a name in lower case and a sample value after it",
    "stray_list": "the list {} needs a name in lower case and parentheses of sample values alone",
    "control": "{} looks like '/* if :name */' or '/* end */', and is neither",
    "open": "this {} is never closed",
}


class SqlError(Mistake):
    """A mistake in an SQL file; the message names the file and the line."""


def read(path: Path) -> str:
    """Return the text of an SQL file.

    Raises:
        SqlError: it is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes().count(b"\n", 0, error.start) + 1
        raise SqlError(f"{path.name}:{line}: not UTF-8") from error


def split(source: str, file: str, first_line: int = 1) -> Iterator[Statement]:
    """Yield the statements of a piece of SQL, comments left out.

    Args:
        source: the SQL text.
        file: the file's name, for messages.
        first_line: the line of the file on which the text starts.

    Raises:
        SqlError: a quote or comment that is never closed, or a parameter, a list of values or an
            optional part that breaks a rule of ``sql/README.md``.
    """
    line, draft = first_line, _Draft(file)
    for match in TOKEN.finditer(source):
        if match["finish"]:
            yield from draft.finished()
            draft = _Draft(file)
        else:
            draft.add(match, line)
        line += match[0].count("\n")
    yield from draft.finished()


class _Draft:
    """A statement of which the tokens are still coming in."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._line = self._start = 0
        self._pieces: list[Piece] = []
        self._texts: list[str] = []  # of the piece that is coming in
        self._samples: dict[str, Sample] = {}  # of the same
        self._part, self._part_line, self._part_depth = "", 0, 0
        self._known: dict[str, tuple[str, bool]] = {}  # a parameter: its part, is it a list
        self._parentheses: list[bool] = []  # the open ones, and whether each is behind IN
        self._before: re.Match[str] | None = None  # the last token but space and comments

    def add(self, match: re.Match[str], line: int) -> None:
        """Take the next token."""
        self._line = line
        kind = match.lastgroup or ""
        if kind in COMPLAINTS:
            raise self._error(COMPLAINTS[kind].format(match[0]))
        if kind == "if":
            self._begin_part(match["part"])
        elif kind == "end":
            self._end_part()
        else:
            self._add_text(match)

    def finished(self) -> Iterator[Statement]:
        """Yield the statement, unless there was nothing but comments."""
        if self._part:
            raise self._error(f"no /* end */ for /* if :{self._part} */", self._part_line)
        self._cut()
        pieces = [piece for piece in self._pieces if piece.text.strip()]
        if pieces and pieces[-1].part:
            complaint = f"the part of :{pieces[-1].part} ends the statement; something must follow"
            raise self._error(complaint, self._part_line)
        if pieces:
            yield Statement(tuple(self._pieces), self._start)

    def _begin_part(self, name: str) -> None:
        if self._part:
            raise self._error(f"/* if :{name} */ stands in the part of :{self._part}")
        if len({piece.part for piece in self._pieces} - {""} | {name}) > MOST_NAMES:
            raise self._error(f"optional parts of more than {MOST_NAMES} names")
        self._cut()
        self._part, self._part_line, self._part_depth = name, self._line, len(self._parentheses)

    def _end_part(self) -> None:
        if not self._part:
            raise self._error("/* end */ without an /* if :name */ before it")
        piece, part = self._cut(), f"the part of :{self._part}"
        if not PART_START.match(piece.text):
            raise self._error(f"{part} must start with AND or JOIN", self._part_line)
        if self._part not in piece.samples:
            raise self._error(f"{part} must bind :{self._part}", self._part_line)
        if len(self._parentheses) != self._part_depth:
            raise self._error(f"{part} must close the parentheses that it opens", self._part_line)
        self._part = ""

    def _cut(self) -> Piece:
        piece = Piece("".join(self._texts) + " ", self._samples, self._part)
        self._pieces.append(piece)
        self._texts, self._samples = [], {}
        return piece

    def _add_text(self, match: re.Match[str]) -> None:
        text = _driver_text(match)
        self._texts.append(text)
        if not text.strip():
            return
        self._line += text[: len(text) - len(text.lstrip())].count("\n")
        self._start = self._start or self._line
        self._check_neighbours(match)
        if match["parameter"]:
            self._bind(match["name"], value(match["sample"]))
        if match["list"]:
            self._bind(match["list_name"], values(match["samples"]))
        self._count_parentheses(match[0])
        if not match["code"]:
            self._before = match

    def _check_neighbours(self, match: re.Match[str]) -> None:
        before, text = self._before, match[0].lstrip()
        if match["list"] and not self._is_behind_in():
            raise self._error(f"the list :{match['list_name']} must stand behind IN")
        if not before or not before["parameter"]:
            return
        if match["parameter"] or text[0] in "'\"":  # MySQL would join two strings
            raise self._error(f"a value right behind the sample of :{before['name']}")
        if text[0] == "," and self._parentheses[-1:] == [True]:
            name = before["name"]
            raise self._error(f"/* :{name} */ is one value of IN; a list is /* :{name}... */")

    def _is_behind_in(self) -> bool:
        return bool(self._before and BEHIND_IN.search(self._before[0]))

    def _bind(self, name: str, sample: Sample) -> None:
        here = self._part, isinstance(sample, tuple)
        known = self._known.setdefault(name, here)
        if known[0] != here[0]:
            part = known[0] or here[0]
            raise self._error(f":{name} stands in the part of :{part} and outside of it")
        if known[1] != here[1]:
            raise self._error(f":{name} is a list of values and a single one")
        self._samples.setdefault(name, sample)

    def _count_parentheses(self, text: str) -> None:
        if text == "(":
            self._parentheses.append(self._is_behind_in())
        elif text == ")":
            if self._part and len(self._parentheses) == self._part_depth:
                raise self._error(f"the part of :{self._part} closes a parenthesis that is not its")
            del self._parentheses[-1:]

    def _error(self, complaint: str, line: int = 0) -> SqlError:
        return SqlError(f"{self._file}:{line or self._line}: {complaint}")


def _driver_text(match: re.Match[str]) -> str:
    if match["parameter"]:
        return f"%({match['name']})s"
    if match["list"]:
        return f"%({match['list_name']})s"
    if match["comment"]:
        return " "
    return match[0].replace("%", "%%")
