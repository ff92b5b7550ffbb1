"""Loads ``sql/``: named queries, each one statement, every mistake found at start-up."""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from rawboard.db import sqlcommenter
from rawboard.db.two_way_sql import SqlError, Statement, read, split

NAME_LINE = re.compile(r"^--[ \t]*name[ \t]*:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
NAME = re.compile(r"[a-z][a-z0-9_]*")
COMMENT_LINE = re.compile(r"^--[ \t]?(.*)$")

# A wheel carries sql/ inside the package; a checkout has it at the top.
_PACKAGED = Path(__file__).parents[1] / "sql"
SQL_DIRECTORY = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).parents[3] / "sql"


@dataclass(frozen=True)
class Query:
    """A named query of a ``.sql`` file.

    Args:
        name: what the ``-- name:`` line says.
        statement: the one statement of the block.
        file: the file's name, for messages.
        documentation: the comment lines that follow the name.
    """

    name: str
    statement: Statement
    file: str
    documentation: str

    def tagged(self, request_tags: str = "") -> str:
        """Return the statement with a comment that names it (:mod:`rawboard.db.sqlcommenter`).

        Args:
            request_tags: what is known of the request, as ``,key='value'`` pairs.
        """
        head, tail = self._ends
        return head + request_tags + tail

    @functools.cached_property
    def _ends(self) -> tuple[str, str]:
        text, file, name = self.statement.text, self.file, self.name
        return sqlcommenter.split(text, application="rawboard", file=file, query=name)

    def check(self, parameters: dict[str, object]) -> None:
        """Refuse a call whose parameters are not exactly the query's.

        Raises:
            TypeError: a parameter is missing or unknown.
        """
        if parameters.keys() != self.statement.parameters:
            wanted = ", ".join(sorted(self.statement.parameters)) or "no parameters"
            given = ", ".join(sorted(parameters)) or "none"
            raise TypeError(f"{self.name} takes {wanted}; given: {given}")


def load(path: Path) -> dict[str, Query]:
    """Read a file of named queries.

    Args:
        path: the ``.sql`` file.

    Returns:
        The queries by name, in the file's order.

    Raises:
        SqlError: a duplicate or malformed name, an empty body, two statements in one block,
            SQL before the first name, or what :func:`rawboard.db.two_way_sql.split` refuses.
    """
    source = read(path)
    names = list(NAME_LINE.finditer(source))
    head = source[: names[0].start()] if names else source
    for stray in split(head, path.name):
        raise SqlError(f"{path.name}:{stray.line}: a statement outside of any '-- name:' block")
    queries: dict[str, Query] = {}
    for match, following in zip(names, [*names[1:], None], strict=True):
        line = source.count("\n", 0, match.start()) + 1
        body = source[match.end() : following.start() if following else len(source)]
        query = _query(match[1], body, path.name, line)
        if query.name in queries:
            raise SqlError(f"{path.name}:{line}: the name '{query.name}' is taken already")
        queries[query.name] = query
    return queries


def load_named(folder: str, noun: str) -> dict[str, Query]:
    """Read ``sql/<folder>/<noun>.sql``; see :func:`load`."""
    return load(SQL_DIRECTORY / folder / f"{noun}.sql")


def _query(name: str, body: str, file: str, line: int) -> Query:
    if not NAME.fullmatch(name):
        raise SqlError(f"{file}:{line}: '{name}' is not a name: a-z, 0-9 and _ only")
    statements = list(split(body, file, line))
    if not statements:
        raise SqlError(f"{file}:{line}: '{name}' has no statement")
    if len(statements) > 1:
        raise SqlError(f"{file}:{statements[1].line}: a second statement in '{name}'")
    return Query(name, statements[0], file, _documentation(body))


def _documentation(body: str) -> str:
    lines: list[str] = []
    for text in body.strip().splitlines():
        comment = COMMENT_LINE.match(text)
        if not comment:
            break
        lines.append(comment[1])
    return "\n".join(lines)
