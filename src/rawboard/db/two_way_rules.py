"""The rules of two-way SQL (``sql/README.md``), as patterns over the outline of a statement.

An outline is as long as its statement; strings and comments are blank in it, a sample is a ``?``.
"""

import re
from collections.abc import Iterator

MOST_NAMES = 5  # of optional parts in a statement: 32 combinations
# What may stand between two tokens of the SQL.
BETWEEN = r"(?:/\*M?!\d*|/\*\s*(?:if|end)\b[^*]*|\*/|\s)*"
PARAMETER = re.compile(r"/\*\s*:(\w+)(\.\.\.)?\s*\*/\s*\?" + BETWEEN)
VALUE = re.compile(r"['\"]|/\*\s*:")
PART = re.compile(r"/\*\s*if\s+:(\w+)\s*\*/(.*?)(/\*\s*end\s*\*/|\Z)", re.DOTALL)
MARK = re.compile(r"/\*\s*(?:if|end)\b.*?\*/")
PART_START = re.compile(r"\s*(?:AND|JOIN)\b")
PARENTHESES = re.compile(r"\([^()]*\)")
BEHIND_IN = re.compile(rf"\bIN{BETWEEN}\Z", re.IGNORECASE)
INSIDE_IN = re.compile(r"\bIN\s*\([^()]*\Z", re.IGNORECASE)


def outlined(token: re.Match[str]) -> str:
    """Return a token of :mod:`rawboard.db.two_way_sql` as it stands in an outline."""
    if token["name"]:
        mark = token[0].removesuffix(token["sample"]).replace("(", " ")
        return mark + "?".ljust(len(token["sample"]))
    if token["quoted"]:
        return token[0][0].ljust(len(token[0]))
    return " " * len(token[0]) if token["comment"] else token[0]


def mistakes(outline: str) -> Iterator[tuple[int, str]]:
    """Yield where a statement breaks a rule, and which."""
    yield from _part_mistakes(outline)
    yield from _parameter_mistakes(outline)


def _part_mistakes(outline: str) -> Iterator[tuple[int, str]]:
    names = set()
    for found in PART.finditer(outline):
        name, body, shown = found[1], found[2], f"the part of :{found[1]}"
        names.add(name)
        unpaired = _without_pairs(body)
        if inner := MARK.search(body):
            yield found.start(2) + inner.start(), f"{inner[0]} stands in {shown}"
        if ")" in unpaired:
            place = found.start(2) + unpaired.index(")")
            yield place, f"{shown} closes a parenthesis that is not its"
        rules = {
            f"no /* end */ for /* if :{name} */": found[3],
            f"{shown} must start with AND or JOIN": PART_START.match(body),
            f"{shown} must bind :{name}": name in (each[1] for each in PARAMETER.finditer(body)),
            f"{shown} must close the parentheses that it opens": "(" not in unpaired,
            f"optional parts of more than {MOST_NAMES} names": len(names) <= MOST_NAMES,
            f"{shown} ends the statement; something must follow": outline[found.end() :].strip(),
        }
        yield from ((found.start(), rule) for rule, is_kept in rules.items() if not is_kept)
    if stray := MARK.search(PART.sub(lambda part: " " * len(part[0]), outline)):
        yield stray.start(), f"{stray[0]} without an /* if :name */ before it"


def _parameter_mistakes(outline: str) -> Iterator[tuple[int, str]]:
    parts = list(PART.finditer(outline))
    known: dict[str, tuple[str, str | None]] = {}
    for found in PARAMETER.finditer(outline):
        name, dots = found.groups()
        before, after = outline[: found.start()], outline[found.end() :]
        part = next((each[1] for each in parts if each.start() < found.start() < each.end()), "")
        other_part, other_dots = known.setdefault(name, (part, dots))
        if part != other_part:
            place = f"in the part of :{other_part or part} and outside of it"
            yield found.start(), f":{name} stands {place}"
        if dots != other_dots:
            yield found.start(), f":{name} is a list of values and a single one"
        if dots and not BEHIND_IN.search(before):
            yield found.start(), f"the list :{name} must stand behind IN"
        elif not dots and VALUE.match(after):  # MySQL would join two strings
            yield found.end(), f"a value right behind the sample of :{name}"
        elif not dots and after.startswith(",") and INSIDE_IN.search(_without_pairs(before)):
            yield found.end(), f"/* :{name} */ is one value of IN; a list is /* :{name}... */"


def _without_pairs(outline: str) -> str:
    """Overwrite the parentheses that are closed, with what is in them."""
    while (flatter := PARENTHESES.sub(lambda pair: "?" * len(pair[0]), outline)) != outline:
        outline = flatter
    return outline
