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
from rawboard.schema import explain
from tests.conftest import TEST_QUERIES
from tests.support.servers import SuiteServer

ROOT = Path(__file__).parents[2]
QUERY_FILES = sorted((SQL_DIRECTORY / "queries").glob("*.sql"))
MIGRATION_FILES = sorted((SQL_DIRECTORY / "migrations").glob("*.sql"))
SEEDS = SQL_DIRECTORY / "seeds" / "demo.sql"
PROBES = ROOT / "tests" / "sql" / "optional_parts.sql"
Client = Callable[..., str]


def run_client(server: SuiteServer, database: str, path: Path, *more: str) -> str:
    """Pipes a file through the client shell, as ``mysql rawboard < file`` does."""
    program = shutil.which("mysql") or shutil.which("mariadb")
    assert program, "bin/setup installs a client"
    where = server.administrator()
    options = [f"--user={where['user']}", f"--host={where['host']}"]
    options += [f"--port={where['port']}"] if "port" in where else []
    options += [f"--socket={where['unix_socket']}"] if "unix_socket" in where else []
    done = subprocess.run(
        [program, *options, *more, "--table", database],
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
    yield lambda path, *more: run_client(server, "rawboard_scratch_test", path, *more)
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
                assert "|" in scratch(one), (
                    f"queries/{path.name}: {query.name} finds nothing with its sample values: "
                    "add rows that they refer to to sql/seeds/demo.sql"
                )


def test_every_query_can_be_explained_from_its_file(scratch: Client, tmp_path: Path) -> None:
    for path in [*MIGRATION_FILES, SEEDS]:
        scratch(path)

    for path in QUERY_FILES:
        for query in load(path).values():
            if not query.name.startswith("set_"):  # EXPLAIN takes no SET
                one = tmp_path / f"{query.name}.sql"
                one.write_text(f"EXPLAIN {block(path, query.name)}")
                assert "|" in scratch(one), query.name


@pytest.mark.parametrize("comments", ["--comments", "--skip-comments"])
def test_the_client_runs_a_file_with_every_optional_part_in(
    scratch: Client, tmp_path: Path, comments: str
) -> None:
    for path in [*MIGRATION_FILES, SEEDS]:
        scratch(path)
    one = tmp_path / "list_chosen_boards.sql"
    one.write_text(block(PROBES, "list_chosen_boards"))

    scratch(PROBES, comments)
    shown = scratch(one, comments)

    # 1002 is in the list of ids, but Bob's.
    assert re.findall(r"\d+", shown) == ["1003", "1001"]


def test_the_program_leaves_out_what_is_not_given(
    scratch: Client, administrator: MySQLdb.Connection
) -> None:
    for path in [*MIGRATION_FILES, SEEDS]:
        scratch(path)
    administrator.select_db("rawboard_scratch_test")
    query = load(PROBES)["list_chosen_boards"]

    def ids(**chosen: object) -> list[int]:
        given = {"before": "2026-01-05", "limit": 9, **chosen}
        cursor = administrator.cursor()
        cursor.execute(query.sql(given), given)
        return [row[0] for row in cursor]

    assert ids() == [1004, 1003, 1002, 1001]
    assert ids(ids=[1002]) == [1002]
    assert ids(ids=(1001, 1004, 999)) == [1004, 1001]
    assert ids(author_id=1002) == ids(username="bob") == [1004, 1002]
    assert ids(author_id=None) == [], "None is NULL, and nothing equals NULL"
    assert ids(author_id=1001, username="bob") == []
    assert ids(author_id=1001, username="alice", ids=[1003, 1004]) == [1003]


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
    samples = {
        "test_two_way_sql.py",
        "test_optional_parts.py",
        "test_sql_files.py",
    }  # the loader's own input
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


def test_every_statement_names_its_caller_in_the_same_way() -> None:
    named = re.compile(
        r"\bc\.id = (?:k\.user_id|t\.user_id)?\s*(?:AND c\.id = )?%\(caller_id\)s\s+"
        r"AND SHA2\(CONCAT\(c\.username, ' ', c\.role, ' ', c\.password_hash\), 256\)\s+"
        r"= %\(caller_fingerprint\)s"
    )
    found = []

    for query in explain.queries():
        text = query.statement.text
        if "caller" in text:
            found.append(query.name)
            assert len(named.findall(text)) == text.count("caller_fingerprint") == 1, query.name
    assert len(found) > 20
