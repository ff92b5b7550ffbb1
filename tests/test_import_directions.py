"""Imports run one way: cli -> app -> routes -> api -> auth -> {http, repositories} -> db."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import rawboard

ROOT = Path(rawboard.__file__).parent
EVERYBODYS = {"settings", "errors", "admission"}
BELOW = {
    "db": EVERYBODYS,
    "repositories": {"db"} | EVERYBODYS,
    "http": {"db"} | EVERYBODYS,
    "auth": {"http", "repositories", "db"} | EVERYBODYS,
    "api": {"auth", "http", "repositories", "db"} | EVERYBODYS,
    "schema": {"db"} | EVERYBODYS,
    "routes": {"api", "auth", "http", "repositories", "db", "schema"} | EVERYBODYS,
    "settings": {"errors"},
    "admission": {"errors"},
    "errors": set(),
}
BELOW["app"] = {*BELOW} - {"schema"}
BELOW["cli"] = {*BELOW}
BELOW |= {"__init__": {"app", "http", "settings"}, "wsgi": {"app"}}  # the two for types alone
ALONE = {"schema": {"routes/health.py"}}  # a package that only these files of another may import


def imports(path: Path) -> Iterator[str]:
    """The modules of Rawboard that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "rawboard":
            yield from (f"rawboard.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: imports are absolute here"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(module: str) -> str | None:
    """The package, or the file at the top, that a module of Rawboard is in."""
    name, _, rest = module.partition(".")
    if name != "rawboard":
        return None
    first = rest.partition(".")[0]
    return "app" if first == "create_app" else first


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_imports_only_from_its_package_and_those_below(path: Path) -> None:
    relative = path.relative_to(ROOT)
    here = relative.parts[0].removesuffix(".py")

    for module in imports(path):
        there = room(module)
        if there is None or there == here:
            continue
        assert there in BELOW[here], f"{relative} ({here}) may not import {module}"
        if here == "routes" and there in ALONE:
            assert str(relative) in ALONE[there], f"{relative} may not import {module}"
