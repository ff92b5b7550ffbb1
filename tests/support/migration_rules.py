"""The rules for files of ``sql/migrations``, each as a function that returns what is wrong."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from rawboard.db.queries import load
from rawboard.db.two_way_sql import Statement

SAMPLES = load(Path(__file__).parents[1] / "sql" / "rules.sql")
QUOTED = re.compile(r"'(?:[^'\\]|\\.|'')*'|\"[^\"]*\"")
TABLE = re.compile(
    r"(?:CREATE|ALTER) TABLE (?:IF NOT EXISTS )?(\w+)"
    r"|(?:CREATE (?:UNIQUE |FULLTEXT |SPATIAL )?|DROP )INDEX \w+ ON (\w+)",
    re.IGNORECASE,
)
ALTERS = re.compile(r"(?:ALTER TABLE|CREATE \w* ?INDEX|DROP INDEX)\b", re.IGNORECASE)
NOT_AGAIN = re.compile(r"(CREATE|DROP) TABLE (?!IF\b)", re.IGNORECASE)
FORBIDDEN = re.compile(
    r"\b(TRIGGER|PROCEDURE|FUNCTION|EVENT|GET_LOCK|RELEASE_LOCK|LOCK TABLES?)\b", re.IGNORECASE
)
# What a table or an ALTER declares: CONSTRAINT name KIND name (..., or KIND name ON table (...
DECLARED = re.compile(
    r"(?:CONSTRAINT (?P<constraint>(?!UNIQUE|FOREIGN|CHECK)\w+) )?"
    r"\b(?P<kind>UNIQUE|FOREIGN KEY|CHECK|PRIMARY KEY|(?:FULLTEXT |SPATIAL )?(?:INDEX|KEY))"
    r"(?: (?:INDEX|KEY))?(?: IF NOT EXISTS)?(?: (?P<index>\w+))?(?: ON \w+)? ?\(",
    re.IGNORECASE,
)
INLINE = re.compile(r"\bUNIQUE(?: KEY)?(?= ?(?:[,)]|$))|\bREFERENCES\b", re.IGNORECASE)
PREFIXES = {"UNIQUE": "uq", "FOREIGN KEY": "fk", "CHECK": "ck"}
PREFIXES |= {"FULLTEXT INDEX": "ft", "FULLTEXT KEY": "ft"}
# A full-text index keeps the stopwords of the session that makes it, or copies its table.
REBUILDS = re.compile(
    r"FULLTEXT (?:INDEX|KEY)\b|ALTER TABLE boards\b.*\bALGORITHM ?= ?COPY\b", re.IGNORECASE
)
HEAD = [re.compile("SET NAMES utf8mb4"), re.compile(r"(?:SET SESSION lock_wait_timeout = )\d")]


def complaints(statements: Sequence[Statement]) -> list[str]:
    """What is wrong with single statements, of a migration or an undo file."""
    return [complaint for each in statements for complaint in _of(_plain(each))]


def file_complaints(statements: Sequence[Statement], version: int, name: str) -> list[str]:
    """What is wrong with a migration as a whole."""
    record = SAMPLES["record"].statement.text % {"version": version, "name": f"'{name}'"}
    found = _frame(statements)
    if [_one_line(each) for each in statements[-1:]] != [record]:
        found.append("it does not record itself last")
    return found


def undo_complaints(statements: Sequence[Statement], version: int) -> list[str]:
    """What is wrong with an undo file as a whole."""
    record = SAMPLES["take_back" if version > 1 else "take_back_all"].statement.text
    found = _frame(statements)
    if [_one_line(each) for each in statements[-1:]] != [record % {"version": version}]:
        found.append("it does not take its row back last")
    return found


def name_complaint(table: str, prefix: str, name: str | None) -> str | None:
    """What is wrong with the name of a constraint or index, if anything is."""
    if name is None:
        return f"a nameless {prefix} on {table}"
    return None if name.startswith(f"{prefix}_{table}_") else f"{name} is no {prefix}_{table}_..."


def _frame(statements: Sequence[Statement]) -> list[str]:
    texts = [_one_line(each) for each in statements]
    found = []
    if not texts or not HEAD[0].fullmatch(texts[0]):
        found.append("it does not set the client's character set first")
    if len(texts) < 2 or not HEAD[1].fullmatch(texts[1]):
        found.append("it does not limit its wait for locks next")
    rebuilds = [n for n, each in enumerate(statements) if REBUILDS.search(_plain(each))]
    if rebuilds and SAMPLES["without_stopwords"].statement.text not in texts[: rebuilds[0]]:
        found.append("it makes the full-text index with stopwords")
    return found


def _one_line(statement: Statement) -> str:
    return " ".join(statement.text.split())


def _plain(statement: Statement) -> str:
    """The statement in one line, without what is quoted, version comments as code."""
    text = QUOTED.sub("''", statement.text)
    text = re.sub(r"/\*M?!\d*|\*/|`", " ", text)
    return " ".join(text.split())


def _of(text: str) -> Iterator[str]:
    if found := FORBIDDEN.search(text):
        yield f"{found[1].upper()} is not portable"
    if found := NOT_AGAIN.match(text):
        yield f"a {found[1].upper()} TABLE that cannot be run again"
    if not (table := TABLE.match(text)):
        return
    if ALTERS.match(text):
        yield from (f"no {word}" for word in ("ALGORITHM", "LOCK") if not _says(word, text))
    elif not re.search(r"\bPRIMARY KEY\b", text, re.IGNORECASE):
        yield f"{table[1]} has no primary key"
    yield from _names(text, table[1] or table[2])


def _says(word: str, text: str) -> bool:
    return re.search(rf"\b{word} ?= ?\w+", text, re.IGNORECASE) is not None


def _names(text: str, table: str) -> Iterator[str]:
    keys = 0
    for found in DECLARED.finditer(text):
        kind = found["kind"].upper()
        keys += kind == "FOREIGN KEY"
        name = found["constraint"] or (None if kind == "FOREIGN KEY" else found["index"])
        complaint = name_complaint(table, PREFIXES.get(kind, "ix"), name)
        if kind != "PRIMARY KEY" and complaint:
            yield complaint
    inline = [found[0].upper() for found in INLINE.finditer(text)]
    if inline.count("REFERENCES") > keys or "UNIQUE" in {word.split()[0] for word in inline}:
        yield f"a nameless constraint within a column of {table}"
