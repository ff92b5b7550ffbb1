"""docs/adding-a-resource.md, followed to the letter in a copy of the checkout."""

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.desk import NEXT

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "adding-a-resource.md"
BLOCK = re.compile(
    r"^(At the end of )?`([^`\n]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
LACKS = re.compile(r"^.*\b(?:to|in) (sql/\S+):\n\n((?:    .*\n|\n)+)", re.MULTILINE)
WRITTEN = "12"  # the page's number of the migration; that of a copy is the next
NEW_TABLES = "tests/schema/test_new_tables.py"


class Copy:
    """A copy of the checkout in which the page's files are written."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        shutil.copy(ROOT / "pyproject.toml", directory)
        for name in ("src", "sql", "tests"):
            shutil.copytree(ROOT / name, directory / name)  # what is compiled, too: it is not anew

    def write(self, end: str, path: str, text: str) -> None:
        """Does what the page says of a block: a new file, or the end of one that is there."""
        target = self.directory / path.replace(f"00{WRITTEN}", f"{NEXT:04}")
        if "migrations" in path:
            text = text.replace(f"00{WRITTEN}", f"{NEXT:04}").replace(f"({WRITTEN},", f"({NEXT},")
            text = text.replace(f"= {WRITTEN};", f"= {NEXT};")
        assert target.exists() == bool(end), path
        with target.open("a") as file:
            file.write(f"\n{text}" if end else text)

    def register(self, noun: str) -> None:
        """Makes the edits that the page says in words."""
        app, users = "src/rawboard/app.py", "src/rawboard/repositories/users.py"
        deletes = r"( +)tokens(\.delete_by_user\(.*\)\n)"
        self.edit(app, r"from rawboard\.routes import (?=\w)", rf"\g<0>{noun}, ")
        self.edit(app, r"(RESOURCES = \([^)]*)\)", rf"\1, {noun})")
        self.edit(users, r"from rawboard\.repositories import (?=\w)", rf"\g<0>{noun}, ")
        self.edit(users, deletes, rf"\g<0>\1{noun}\2")
        self.edit("tests/conftest.py", r"    +for table in \(.*(?=\"users\")", rf'\g<0>"{noun}", ')

    def edit(self, path: str, pattern: str, by: str) -> None:
        """Replaces the one place of a file where a line begins as the pattern."""
        target = self.directory / path
        text, found = re.subn(rf"(?m)^{pattern}", by, target.read_text())
        assert found == 1, path
        target.write_text(text)

    def paste(self, path: str, lines: str) -> None:
        """Adds the lines that the suite prints; of a list of tables, in the place of it."""
        target = self.directory / path
        text = target.read_text()
        if path == "sql/ops/checksums.sql":
            text = text[: text.index("    boards")] + lines
        else:
            text += f"\n{lines}"
        target.write_text(text)

    def run(self, *module: str) -> subprocess.CompletedProcess[str]:
        """Runs a module of the copy's, with a database of its own."""
        kept = {name: value for name, value in os.environ.items() if not is_ours(name)}
        settings = {"PYTHONPATH": str(self.directory / "src"), "DB": "embedded"}
        return subprocess.run(
            [sys.executable, "-m", *module], cwd=self.directory, env={**kept, **settings},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def test(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("pytest", "-q", "-p", "no:cacheprovider", *arguments)


def is_ours(variable: str) -> bool:
    """Whether a variable steers this suite or its API, and so would steer the copy's."""
    ours = ("PYTEST_", "PORT", "MYSQL_", "RAWBOARD_", "SUITE_", "PYTHONDONTWRITEBYTECODE")
    return variable == "CI" or variable.startswith(ours)  # CI: pytest prints each message twice


def blocks() -> Iterator[tuple[str, str, str]]:
    yield from BLOCK.findall(PAGE.read_text())


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    made = Copy(tmp_path_factory.mktemp("copy"))
    for block in blocks():
        made.write(*block)
    made.register("notes")
    return made


def test_the_suite_prints_the_lines_that_the_dbas_files_lack(copy: Copy) -> None:
    lacking = copy.test(NEW_TABLES)

    printed = LACKS.findall(lacking.stdout)
    assert [path for path, _ in printed] == [
        "sql/grants/app.sql",
        "sql/grants/readonly.sql",
        "sql/ops/checksums.sql",
    ], lacking.stdout
    for path, lines in printed:
        copy.paste(path, textwrap.dedent(lines).strip("\n") + "\n")


def test_then_the_resource_works_and_keeps_every_rule(copy: Copy) -> None:
    """Its own tests migrate a database, start the API and use it over HTTP."""
    whole = ["routes/test_notes.py", "schema/test_new_tables.py", "api/test_openapi_truth.py"]
    rules = ["db/test_sql_files.py", "schema/test_migration_rules.py", "test_import_directions.py"]
    rules += ["api/test_openapi.py::test_every_route_is_described_and_nothing_else"]
    rules += ["schema/test_plans.py::test_no_query_costs_more_than_its_comment_allows"]

    done = copy.test(*(f"tests/{name}" for name in [*whole, *rules]))

    assert done.returncode == 0, done.stdout
    assert re.search(r"\d{2,} passed", done.stdout)


def test_the_description_has_the_resource_without_another_edit(copy: Copy) -> None:
    done = copy.run("rawboard.cli.main", "openapi")

    assert done.returncode == 0, done.stderr
    described = json.loads(done.stdout)
    assert described["paths"]["/api/v1/notes"].keys() == {"get", "post"}
    one = described["paths"]["/api/v1/notes/{note_id}"]
    assert one.keys() == {"parameters", "get", "patch", "delete"}
    assert one["parameters"][0]["description"] == "The note's id."
    assert "Note" in described["components"]["schemas"]


def test_its_files_are_laid_out_as_the_others(copy: Copy) -> None:
    named = [str(copy.directory / path) for end, path, _ in blocks() if path.endswith(".py")]
    assert len(named) == 4

    for command in (["check", "--quiet"], ["format", "--check", "--quiet"]):
        done = copy.run("ruff", *command, *named)
        assert done.returncode == 0, done.stdout
