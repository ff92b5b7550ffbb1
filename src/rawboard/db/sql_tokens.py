"""The tokens of two-way SQL, and the values of its samples."""

import re

Literal = str | int | float | bool | None
Sample = Literal | tuple[Literal, ...]  # a tuple: of a list of values

NAME = r"[a-z_][a-z0-9_]*"
# A sample is one literal: a string, a number or a keyword that stands for a value.
LITERAL = r"'(?:[^'\\]|\\.|'')*'|-?\d+(?:\.\d+)?(?![\w.])|\b(?:NULL|TRUE|FALSE)\b"
TOKEN = re.compile(
    rf"""
    (?P<parameter>/\*\s*:(?P<name>{NAME})\s*\*/\s*(?P<sample>{LITERAL}))
  | (?P<list>\(\s*/\*\s*:(?P<list_name>{NAME})\.\.\.\s*\*/\s*
      (?P<samples>(?:{LITERAL})(?:\s*,\s*(?:{LITERAL}))*)\s*\))
  | (?P<if>/\*\s*if\s+:(?P<part>{NAME})\s*\*/)
  | (?P<end>/\*\s*end\s*\*/)
  | (?P<stray_list>/\*\s*:\s*\w*\s*\.\.\.\s*\*/)               # a list that is none
  | (?P<stray>/\*\s*:.*?\*/)                                  # a parameter without a sample
  | (?P<control>/\*\s*(?:(?i:if|else|elif|elseif|endif|end)\b|\w+\s+:\w).*?\*/)
  | (?P<code>/\*M?!\d*|\*/)                                   # a version comment is code
  | (?P<hint>/\*\+.*?\*/)
  | (?P<comment>--(?=\s|$)[^\n]*|\#[^\n]*|/\*.*?\*/)
  | (?P<quoted>'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`)
  | (?P<finish>;)
  | (?P<open>['"`]|/\*)                                       # never closed
  | (?P<text>[^-#/*'"`;()]+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ONE = re.compile(LITERAL, re.DOTALL)
_ESCAPED = re.compile(r"\\(.)|''", re.DOTALL)
# What MySQL makes of a character behind a backslash, where it is not the character itself.
_ESCAPES = {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a"}
_ESCAPES |= {"%": "\\%", "_": "\\_"}  # for LIKE, which takes the backslash out
_KEYWORDS: dict[str, Literal] = {"NULL": None, "TRUE": True, "FALSE": False}


def value(literal: str) -> Literal:
    """Return the value that a literal has for MySQL (with backslash escapes, its default)."""
    if literal.startswith("'"):
        return _ESCAPED.sub(lambda found: _character(found[1]), literal[1:-1])
    if literal in _KEYWORDS:
        return _KEYWORDS[literal]
    return float(literal) if "." in literal else int(literal)


def values(literals: str) -> tuple[Literal, ...]:
    """Return the values of literals with commas between them."""
    return tuple(value(each) for each in _ONE.findall(literals))


def _character(escaped: str | None) -> str:
    return _ESCAPES.get(escaped, escaped) if escaped else "'"
