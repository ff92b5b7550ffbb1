"""What the queries of ``sql/`` need of each table, and what a file of ``sql/grants`` gives."""

import re
import textwrap
from collections.abc import Iterable

from rawboard.db.queries import Query

Rights = dict[str, list[str]]  # columns by privilege; of a privilege on the whole table, none
TABLES = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE) (\w+)")
INSERT = re.compile(r"^INSERT INTO (\w+) \(([^)]*)\)")
SET = re.compile(r"(?:UPDATE \w+ SET|ON DUPLICATE KEY UPDATE) (.*?)(?: WHERE |$)")
GRANT = re.compile(r"GRANT (.+) ON (\w+) TO ")
PRIVILEGE = re.compile(r"(\w+)(?: \(([^)]*)\))?(?:, |$)")
WIDTH = 100  # of a line of SQL


def needed(queries: Iterable[Query], tables: Iterable[str]) -> dict[str, Rights]:
    """What queries need of tables, so that an account may run them.

    Whoever writes to a table reads it too: WHERE asks for SELECT.
    """
    found: dict[str, Rights] = {}
    for query in queries:
        text = _one_line(query)
        for table in TABLES.findall(text):
            if table in tables:
                found.setdefault(table, {}).setdefault("SELECT", [])
        written = next(iter(TABLES.findall(text)), "")
        for privilege, columns in _writes(text).items():
            known = found[written].setdefault(privilege, [])
            known += [column for column in columns if column not in known]
    return found


def same(one: Rights, other: Rights) -> bool:
    """Whether two give the same, in whatever order the columns stand."""
    return {k: {*v} for k, v in one.items()} == {k: {*v} for k, v in other.items()}


def _writes(text: str) -> Rights:
    """The privilege that a statement needs beside SELECT, with the columns that it sets."""
    if text.startswith("DELETE"):
        return {"DELETE": []}
    assigned = [column for part in SET.findall(text) for column in _assigned(part)]
    inserted = INSERT.match(text)
    if not inserted:
        return {"UPDATE": assigned} if text.startswith("UPDATE") else {}
    columns = _names(inserted[2])
    if assigned:  # MariaDB asks for UPDATE on every column inserted
        return {"INSERT": columns, "UPDATE": [*dict.fromkeys([*columns, *assigned])]}
    return {"INSERT": columns}


def _assigned(assignments: str) -> list[str]:
    """The columns of ``a = 1, b = IF(c, d, e)``: what is in parentheses is no column."""
    flat, before = assignments, ""
    while flat != before:
        flat, before = re.sub(r"\([^()]*\)", "", flat), flat
    return [part.split("=")[0].strip() for part in flat.split(",")]


def granted(queries: Iterable[Query]) -> dict[str, Rights]:
    """What the GRANT statements of a file give on tables."""
    found: dict[str, Rights] = {}
    for query in queries:
        grant = GRANT.match(_one_line(query))
        if grant:
            rights = found.setdefault(grant[2], {})
            for privilege, columns in PRIVILEGE.findall(grant[1]):
                rights[privilege] = _names(columns)
    return found


def statement(role: str, table: str, rights: Rights) -> str:
    """The block of ``sql/grants/<role>.sql`` that gives an account rights on a table."""
    whole = [privilege for privilege, columns in rights.items() if not columns]
    shown = ", ".join(sorted(whole, reverse=True))  # SELECT before DELETE
    for privilege, columns in sorted(rights.items()):
        if columns:
            item = f"    {privilege} ({', '.join(columns)})"
            shown += ",\n" + textwrap.fill(item, WIDTH, subsequent_indent=8 * " ")
    shown += "\n" if "\n" in shown else " "
    return f"-- name: grant_{role}_{table}\nGRANT {shown}ON {table} TO 'rawboard_{role}'@'%';"


def _one_line(query: Query) -> str:
    return " ".join(query.statement.text.split())


def _names(columns: str) -> list[str]:
    return [name.strip() for name in columns.split(",") if name]
