"""Loads ``sql/``: named queries, each one statement, every mistake found at start-up."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain, combinations, takewhile
from pathlib import Path

from rawboard.db import sqlcommenter
from rawboard.db.two_way_sql import SqlError, Statement, read, split

NAME_LINE = re.compile(r"^--[ \t]*name[ \t]*:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
NAME = re.compile(r"[a-z][a-z0-9_]*")
COMMENT_LINE = re.compile(r"^--[ \t]?(.*)$")

# A wheel carries sql/ inside the package; a checkout has it at the top.
_PACKAGED = Path(__file__).parents[1] / "sql"
SQL_DIRECTORY = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).parents[3] / "sql"


# A text for the driver up to its comment's end and from there on, and its lists of values.
Text = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True)
class Query:
    """A named query: a block's one statement, with every optional part in, and its file's name.

    ``documentation`` is the comment lines that follow the name.
    """

    name: str
    statement: Statement
    file: str
    documentation: str
    _texts: dict[frozenset[str], Text] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Make every text that a call can ask for."""
        texts = {each.parameters: self._text(each) for each in self.combinations().values()}
        object.__setattr__(self, "_texts", texts)  # the dataclass is frozen

    def sql(self, parameters: Mapping[str, object], request_tags: str = "") -> str:
        """Return the text for the driver, without the parts whose parameters are not given.

        Its comment has the request's tags (:mod:`rawboard.db.sqlcommenter`). None binds NULL.

        Raises:
            TypeError: a parameter is missing or unknown, or no list or tuple where one belongs.
            ValueError: a list of values is empty.
        """
        try:
            head, tail, lists = self._texts[frozenset(parameters)]
        except KeyError:
            raise TypeError(self._refusal(parameters)) from None
        if lists:
            self._check_lists(lists, parameters)
        return f"{head}{request_tags}{tail}"

    def combinations(self) -> dict[frozenset[str], Statement]:
        """Return the statement of each choice of optional parts, by the names of those in it.

        The first has every part in it.
        """
        names = self.statement.optional
        left_out = chain.from_iterable(
            combinations(sorted(names), n) for n in range(len(names) + 1)
        )
        return {names.difference(each): self.statement.without(each) for each in left_out}

    def _text(self, statement: Statement) -> Text:
        tags = {"application": "rawboard", "file": self.file, "query": self.name}
        if self.statement.optional:
            tags["parts"] = ".".join(sorted(statement.optional)) or "-"
        samples = statement.samples.items()
        lists = tuple(name for name, sample in samples if isinstance(sample, tuple))
        return *sqlcommenter.split(statement.text, **tags), lists

    def _check_lists(self, names: tuple[str, ...], parameters: Mapping[str, object]) -> None:
        for name in names:
            value = parameters[name]
            if type(value) not in (list, tuple):  # the driver knows no others, nor subclasses
                kind = type(value).__name__
                raise TypeError(f"{self.name} takes a list or tuple as {name}; given: {kind}")
            if not value:
                raise ValueError(f"{self.name} takes at least one value in {name}")

    def _refusal(self, parameters: Mapping[str, object]) -> str:
        statement = self.statement
        wanted = sorted(statement.without(statement.optional).parameters)
        for name in sorted(statement.optional):
            beside = statement.parameters - statement.without({name}).parameters - {name}
            wanted.append(" with ".join([f"optionally {name}", *sorted(beside)]))
        given = ", ".join(sorted(parameters)) or "none"
        return f"{self.name} takes {', '.join(wanted) or 'no parameters'}; given: {given}"


def load(path: Path) -> dict[str, Query]:
    """Return the named queries of a ``.sql`` file, in its order.

    Raises:
        SqlError: a duplicate or malformed name, an empty body, two statements in one block,
            SQL before the first name, or what :func:`rawboard.db.two_way_sql.split` refuses.
    """
    head, *blocks = NAME_LINE.split(read(path))
    for stray in split(head, path.name):
        raise SqlError(f"{path.name}:{stray.line}: a statement outside of any '-- name:' block")
    queries: dict[str, Query] = {}
    line = head.count("\n") + 1
    for name, body in zip(blocks[::2], blocks[1::2], strict=True):
        if name in queries:
            raise SqlError(f"{path.name}:{line}: the name '{name}' is taken already")
        queries[name] = _query(name, body, path.name, line)
        line += body.count("\n")
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
    comments = takewhile(bool, map(COMMENT_LINE.match, body.strip().splitlines()))
    documentation = "\n".join(comment[1] for comment in comments if comment)
    return Query(name, statements[0], file, documentation)
