"""CSV as a pattern: which texts are a table of bodies."""

from itertools import permutations

from rawboard.api.openapi.schemas import Schema

LINE_END = r"\r?\n"
LONGEST = 1000  # characters that a pattern counts; regular expressions get slow beyond


def patterns(fields: dict[str, Schema]) -> list[Schema]:
    """Return a pattern for each order of the columns: a header, then one row or more.

    Args:
        fields: the columns, all of them strings without U+0000.
    """
    return [{"pattern": _table({name: fields[name] for name in o})} for o in permutations(fields)]


def _table(fields: dict[str, Schema]) -> str:
    header = ",".join(f'(?:{name}|"{name}")' for name in fields)
    row = ",".join(_cell(schema) for schema in fields.values())
    return rf"^\ufeff?{header}(?:{LINE_END}{row})+(?:{LINE_END})*$"


def _cell(schema: Schema) -> str:
    """Return the pattern of a cell, in quotes or (RFC 4180, section 2) without."""
    most = schema.get("maxLength", LONGEST + 1)
    times = f"{{{schema.get('minLength', 0)},{most if most <= LONGEST else ''}}}"
    return rf'(?:[^",\r\n\u0000]{times}|"(?:[^"\u0000]|""){times}")'
