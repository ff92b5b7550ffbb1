"""sql/ itself: every file runs as it stands in a DBA's client, and no SQL hides in Python."""

import ast
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import MySQLdb
import pytest

from rawboard.db.queries import SQL_DIRECTORY, load
from tests.conftest import TEST_QUERIES
from tests.support.servers import SuiteServer

ROOT = Path(__file__).parents[2]
QUERY_FILES = sorted((SQL_DIRECTORY / "queries").glob("*.sql"))
MIGRATION_FILES = sorted((SQL_DIRECTORY / "migrations").glob("*.sql"))
SEEDS = SQL_DIRECTORY / "seeds" / "demo.sql"
Client = Callable[[Path], str]


def run_client(server: SuiteServer, database: str, path: Path) -> str:
    """Pipes a file through the client shell, as ``mysql rawboard < file`` does."""
    program = shutil.which("mysql") or shutil.which("mariadb")
    assert program, "bin/setup installs a client"
    where = server.administrator()
    options = [f"--user={where['user']}", f"--host={where['host']}"]
    options += [f"--port={where['port']}"] if "port" in where else []
    options += [f"--socket={where['unix_socket']}"] if "unix_socket" in where else []
    done = subprocess.run(
        [program, *options, "--table", database],
        input=path.read_bytes(),
        env={"MYSQL_PWD": str(where.get("password", "")), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, f"{path.name}: {done.stderr.decode()}"
    return done.stdout.decode()


@pytest.fixture
def scratch(server: SuiteServer, administrator: MySQLdb.Connection) -> Iterator[Client]:
    """A client on an empty database of its own."""
    cursor = administrator.cursor()
    cursor.execute(TEST_QUERIES["drop_scratch"].statement.text, {})
    cursor.execute(TEST_QUERIES["create_scratch"].statement.text, {})
    yield lambda path: run_client(server, "rawboard_scratch_test", path)
    cursor.execute(TEST_QUERIES["drop_scratch"].statement.text, {})


def test_migrations_seeds_and_every_query_file_run_in_the_client_as_they_stand(
    scratch: Client,
) -> None:
    for path in [*MIGRATION_FILES, SEEDS, SEEDS, *QUERY_FILES]:
        scratch(path)


def test_the_sample_values_find_the_rows_of_the_seeds(scratch: Client, tmp_path: Path) -> None:
    for path in [*MIGRATION_FILES, SEEDS]:
        scratch(path)

    for path in QUERY_FILES:
        for query in load(path).values():
            if query.name.startswith(("find_", "list_")) and query.name != "find_migration_claim":
                one = tmp_path / f"{query.name}.sql"
                one.write_text(block(path, query.name))
                assert "|" in scratch(one), f"{query.name} finds nothing with its samples"


def test_every_query_can_be_explained_from_its_file(scratch: Client, tmp_path: Path) -> None:
    for path in [*MIGRATION_FILES, SEEDS]:
        scratch(path)

    for path in QUERY_FILES:
        for query in load(path).values():
            if not query.name.startswith("set_"):  # EXPLAIN takes no SET
                one = tmp_path / f"{query.name}.sql"
                one.write_text(f"EXPLAIN {block(path, query.name)}")
                assert "|" in scratch(one), query.name


def block(path: Path, name: str) -> str:
    """The text of one named query, samples and all, without its comment lines."""
    text = re.split(rf"(?m)^-- name: {name}$", path.read_text())[1]
    text = re.split(r"(?m)^-- name:", text)[0]
    return "\n".join(line for line in text.splitlines() if not line.startswith("--"))


@pytest.mark.parametrize("path", QUERY_FILES, ids=lambda path: path.name)
def test_queries_name_their_columns_and_follow_the_naming(path: Path) -> None:
    for query in load(path).values():
        assert not re.search(r"SELECT\s+(\w+\.)?\*", query.statement.text), (
            f"{query.name} must name its columns"
        )
        verb = query.name.split("_")[0]
        assert verb in {"list", "find", "count", "create", "update", "delete", "lock", "set"}, (
            query.name
        )


def test_no_python_file_holds_sql() -> None:
    statement = re.compile(
        r"^\s*(SELECT\s.*\sFROM|SELECT\s+[\d@]|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM"
        r"|(CREATE|ALTER|DROP)\s+(TABLE|DATABASE|USER|INDEX)|GRANT\s+\w+|SET\s+(SESSION|GLOBAL)"
        r"|TRUNCATE\s|REPLACE\s+INTO|SHOW\s+(CREATE|FULL|GLOBAL|SESSION|TABLES|INDEX|PROCESSLIST|STATUS|VARIABLES|WARNINGS)|KILL\s|SAVEPOINT\s|START\s+TRANSACTION)",
        re.IGNORECASE | re.DOTALL,
    )
    samples = {"test_two_way_sql.py", "test_sql_files.py"}  # the loader's own input
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.value[:60]!r}"
        for folder in ("src", "tests", "bench")
        for path in (ROOT / folder).rglob("*.py")
        if path.name not in samples and "peers" not in path.parts  # bench/peers: others' ways
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if statement.match(node.value)
    ]

    assert not found, "SQL belongs in sql/ (or tests/sql/):\n" + "\n".join(found)
