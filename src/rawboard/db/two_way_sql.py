"""Reads two-way SQL: valid MySQL as it stands, in which a comment names a parameter.

``/* :user_id */ 1`` is the number 1 to a MySQL client and the parameter ``user_id`` to the
program, which binds a value in place of the sample (the idea is Doma's "two-way SQL").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rawboard.errors import Mistake

Sample = str | int | float | bool | None

# A sample is one literal: a string, a number or a keyword that stands for a value.
SAMPLE = r"'(?:[^'\\]|\\.|'')*'|-?\d+(?:\.\d+)?\b|\b(?:NULL|TRUE|FALSE)\b"
TOKEN = re.compile(
    rf"""
    (?P<parameter>/\*\s*:(?P<name>[a-z_][a-z0-9_]*)\s*\*/\s*(?P<sample>{SAMPLE}))
  | (?P<stray>/\*\s*:[^*]*\*/)                                # a parameter without a sample
  | (?P<code>/\*M?!\d*|\*/)                                   # a version comment is code
  | (?P<hint>/\*\+.*?\*/)
  | (?P<comment>--(?=\s|$)[^\n]*|\#[^\n]*|/\*.*?\*/)
  | (?P<quoted>'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`)
  | (?P<end>;)
  | (?P<open>['"`]|/\*)                                       # never closed
  | (?P<text>[^-#/*'"`;]+|.)
    """,
    re.VERBOSE | re.DOTALL,
)


class SqlError(Mistake):
    """A mistake in an SQL file; the message names the file and the line."""


@dataclass(frozen=True)
class Statement:
    """One SQL statement as the driver takes it.

    Args:
        text: the statement, its parameters as ``%(name)s`` and its literal ``%`` doubled.
        samples: the sample value of each parameter; where one stands twice, the first.
        line: the 1-based line of the file on which the statement starts.
    """

    text: str
    samples: dict[str, Sample]
    line: int

    @property
    def parameters(self) -> frozenset[str]:
        """The names that must be bound."""
        return frozenset(self.samples)


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
        SqlError: a parameter without a sample value, or a quote or comment that is never closed.
    """
    parts: list[str] = []
    samples: dict[str, Sample] = {}
    start = 0
    line = first_line
    for match in TOKEN.finditer(source):
        if match.lastgroup in ("stray", "open"):
            raise SqlError(f"{file}:{line}: {_complaint(match)}")
        if match.lastgroup == "end":
            yield from _statement(parts, samples, start)
            parts, samples, start = [], {}, 0
        else:
            text = _driver_text(match)
            if not start and text.strip():
                start = line + text[: len(text) - len(text.lstrip())].count("\n")
            parts.append(text)
            if match["name"]:
                samples.setdefault(match["name"], _value(match["sample"]))
        line += match[0].count("\n")
    yield from _statement(parts, samples, start)


def _driver_text(match: re.Match[str]) -> str:
    if match["parameter"]:
        return f"%({match['name']})s"
    if match["comment"]:
        return " "
    return match[0].replace("%", "%%")


def _statement(parts: list[str], samples: dict[str, Sample], line: int) -> Iterator[Statement]:
    text = "".join(parts).strip()
    if text:
        yield Statement(text, samples, line)


def _value(literal: str) -> Sample:
    if literal.startswith("'"):
        return re.sub(r"\\(.)|''", lambda found: found[1] or "'", literal[1:-1], flags=re.DOTALL)
    words: dict[str, Sample] = {"NULL": None, "TRUE": True, "FALSE": False}
    if literal in words:
        return words[literal]
    return float(literal) if "." in literal else int(literal)


def _complaint(match: re.Match[str]) -> str:
    if match["stray"]:
        return f"the parameter {match[0]} needs a name in lower case and a sample value after it"
    return f"this {match[0]} is never closed"
