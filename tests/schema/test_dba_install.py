"""What sql/README.md tells a DBA who has only the mysql client, done word for word."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import MySQLdb
import pytest

from tests.conftest import TEST_QUERIES
from tests.support.api import Api
from tests.support.servers import SuiteServer, another_like, wait_until_answering

ROOT = Path(__file__).parents[2]
OWNER = {"MYSQL_OWNER_USER": "rawboard_owner", "MYSQL_OWNER_PASSWORD": "change-me-owner-1"}


@pytest.fixture(scope="module")
def bare_server(
    server: SuiteServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SuiteServer]:
    """An empty server of the suite's kind, on which a DBA starts."""
    bare = another_like(server, tmp_path_factory.mktemp("dba"))
    bare.start()
    wait_until_answering(bare)
    yield bare
    bare.stop()


@pytest.fixture(scope="module")
def installed(bare_server: SuiteServer, tmp_path_factory: pytest.TempPathFactory) -> SuiteServer:
    """The server after every command of 'Install by hand'."""
    home = tmp_path_factory.mktemp("home")
    where = bare_server.administrator()
    lines = [f"user={where['user']}", f"password={where.get('password', '')}"]
    lines += [f"socket={where['unix_socket']}"] if "unix_socket" in where else []
    lines += [f"host={where['host']}", f"port={where['port']}"] if "port" in where else []
    (home / ".my.cnf").write_text("\n".join(["[client]", *lines, ""]))
    section = (
        (ROOT / "sql" / "README.md").read_text().split("## Install by hand")[1].split("\n## ")[0]
    )
    commands = "\n".join(re.findall(r"^```sh\n(.*?)^```$", section, re.MULTILINE | re.DOTALL))
    assert commands.count("mysql") >= 7
    environment = {"HOME": str(home), "PATH": f"{client_named_mysql(home)}:/usr/bin:/bin"}
    done = subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", commands],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return bare_server


def client_named_mysql(directory: Path) -> Path:
    """A directory in which the client is called mysql, which newer MariaDB packages do not do."""
    program = shutil.which("mysql") or shutil.which("mariadb")
    assert program
    (directory / "mysql").symlink_to(program)
    return directory


def schema(server: SuiteServer) -> str:
    done = rawboard(server, "db", "dump")
    assert done.returncode == 0, done.stderr
    return done.stdout


def rawboard(server: SuiteServer, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**server.location(), **OWNER, "MYSQL_PASSWORD": "change-me-app-1"}
    program = Path(sys.executable).parent / "rawboard"
    return subprocess.run(
        [program, *command],
        cwd="/", env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_api_starts_on_it_as_the_app_account_without_touching_it(
    installed: SuiteServer, tmp_path: Path
) -> None:
    before = schema(installed)
    api = Api({**installed.location(), "MYSQL_PASSWORD": "change-me-app-1"}, tmp_path).start()
    try:
        assert api.caller().get("/readyz").status_code == 200
        alice = api.caller("alice", "alice-demo-1")
        assert alice.get("/me").json()["username"] == "alice"
        assert "Four bytes 🎉" in [board["title"] for board in alice.get("/boards").json()["data"]]
        alice.post_board()
        alice.close()
    finally:
        api.stop()
    assert schema(installed) == before


def test_verify_is_clean_and_names_an_index_that_somebody_drops(installed: SuiteServer) -> None:
    clean = rawboard(installed, "db", "verify")
    assert (clean.returncode, clean.stderr) == (0, "")

    drop_index(installed)
    verified = rawboard(installed, "db", "verify")

    assert verified.returncode == 4
    assert "missing index boards.ix_boards_created_at" in verified.stdout


def drop_index(server: SuiteServer) -> None:
    with MySQLdb.connect(db="rawboard", **server.administrator()) as connection:
        connection.cursor().execute(TEST_QUERIES["drop_page_index"].statement.text, {})
