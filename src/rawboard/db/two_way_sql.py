"""Reads two-way SQL: valid MySQL as it stands, in which comments name what the program binds.

``/* :user_id */ 1`` is the number 1 to a MySQL client and the parameter ``user_id`` to the
program, which binds a value in place of the sample (the idea is Doma's "two-way SQL").
``IN (/* :ids... */ 1, 2)`` binds a list of values, and ``/* if :user_id */ AND ... /* end */`` is
an optional part, left out where ``user_id`` is not given; to a client, every part is in.
"""

import functools
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from rawboard.db.two_way_rules import mistakes, outlined
from rawboard.errors import Mistake

Literal = str | int | float | bool | None
Sample = Literal | tuple[Literal, ...]  # a tuple: of a list of values

NAME = r"[a-z_][a-z0-9_]*"
# A sample is one literal: a string, a number or a keyword that stands for a value.
LITERAL = r"(?:'(?:[^'\\]|\\.|'')*'|-?\d+(?:\.\d+)?(?![\w.])|\b(?:NULL|TRUE|FALSE)\b)"
SAMPLE = re.compile(LITERAL, re.DOTALL)
TOKEN = re.compile(
    rf"""
    (?P<list>\(\s*(?=/\*\s*:\w+\.\.\.))?/\*\s*:(?P<name>{NAME})(?(list)\.\.\.)\s*\*/\s*
      (?P<sample>{LITERAL}(?(list)(?:\s*,\s*{LITERAL})*\s*\)))
  | /\*\s*if\s+:(?P<if>{NAME})\s*\*/
  | (?P<end>/\*\s*end\s*\*/)
  | (?P<stray_list>/\*\s*:\s*\w*\s*\.\.\.\s*\*/)               # a list that is none
  | (?P<stray>/\*\s*:.*?\*/)                                  # a parameter without a sample
  | (?P<control>/\*\s*(?:(?i:if|else|elif|elseif|endif|end)\b|\w+\s+:\w).*?\*/)
  | /\*M?!\d* | \*/ | /\*\+.*?\*/                             # version comments, hints: code
  | (?P<comment>--(?=\s|$)[^\n]*|\#[^\n]*|/\*.*?\*/)
  | (?P<quoted>'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`)
  | (?P<open>['"`]|/\*)                                       # never closed
  | [^-#/*'"`(]+ | .
    """,
    re.VERBOSE | re.DOTALL,
)
COMPLAINTS = {
    "stray": "the parameter {} needs a name in lower case and a sample value after it",
    "stray_list": "the list {} needs a name in lower case and parentheses of sample values alone",
    "control": "{} looks like '/* if :name */' or '/* end */', and is neither",
    "open": "this {} is never closed",
}
STATEMENT = re.compile(r"[^;\s][^;]*")  # in an outline
_ESCAPED = re.compile(r"[\\'](.)", re.DOTALL)
# What MySQL makes of a character behind a backslash, where it is not the character itself; LIKE
# takes out the backslash of the last two.
_ESCAPES = {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a"}
_ESCAPES |= {"%": "\\%", "_": "\\_"}
_KEYWORDS: dict[str, Literal] = {"NULL": None, "TRUE": True, "FALSE": False}


class SqlError(Mistake):
    """A mistake in an SQL file; the message names the file and the line."""


class Piece(NamedTuple):
    """A token as the driver takes it, its optional part and its parameter, each "" if none."""

    text: str
    part: str
    name: str = ""
    sample: Sample = None


@dataclass(frozen=True)
class Statement:
    """One SQL statement as the driver takes it, and the 1-based line on which it starts."""

    pieces: tuple[Piece, ...]
    line: int

    @functools.cached_property
    def text(self) -> str:
        """The text, its parameters as ``%(name)s`` and its literal ``%`` doubled."""
        return "".join(piece.text for piece in self.pieces).strip()

    @functools.cached_property
    def samples(self) -> dict[str, Sample]:
        """The first sample value of each parameter, a tuple for a list of values."""
        return {piece.name: piece.sample for piece in reversed(self.pieces) if piece.name}

    @property
    def parameters(self) -> frozenset[str]:
        """The names that must be bound."""
        return frozenset(self.samples)

    @property
    def optional(self) -> frozenset[str]:
        """The names of the optional parts."""
        return frozenset(piece.part for piece in self.pieces if piece.part)

    def without(self, names: Collection[str]) -> "Statement":
        """Return the statement with the optional parts of these names left out."""
        pieces = tuple(piece for piece in self.pieces if piece.part not in names)
        return Statement(pieces, self.line)


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
    """Yield the statements of a text that starts on a line of a file, comments left out.

    Raises:
        SqlError: a quote or comment that is never closed, or a parameter, a list of values or an
            optional part that breaks a rule of ``sql/README.md``.
    """

    def line(position: int) -> int:
        return first_line + source.count("\n", 0, position)

    tokens = list(TOKEN.finditer(source))
    for token in tokens:
        if token.lastgroup in COMPLAINTS:
            complaint = COMPLAINTS[token.lastgroup].format(token[0])
            raise SqlError(f"{file}:{line(token.start())}: {complaint}")
    for found in STATEMENT.finditer("".join(map(outlined, tokens))):
        for position, complaint in mistakes(found[0]):
            raise SqlError(f"{file}:{line(found.start() + position)}: {complaint}")
        pieces = _pieces(source[found.start() : found.end()])
        yield Statement(tuple(pieces), line(found.start()))


def _pieces(sql: str) -> Iterator[Piece]:
    part = ""
    for token in TOKEN.finditer(sql):
        part = "" if token["end"] else token["if"] or part
        if token["name"]:
            values = tuple(map(_value, SAMPLE.findall(token["sample"])))
            sample = values if token["list"] else values[0]
            yield Piece(f"%({token['name']})s", part, token["name"], sample)
        else:
            is_blank = token.lastgroup in ("comment", "if", "end")
            yield Piece(" " if is_blank else token[0].replace("%", "%%"), part)


def _value(literal: str) -> Literal:
    """Return the value that a literal has for MySQL (with backslash escapes, its default)."""
    if literal.startswith("'"):
        return _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[1]), literal[1:-1])
    if literal in _KEYWORDS:
        return _KEYWORDS[literal]
    return float(literal) if "." in literal else int(literal)
