"""'Backup and restore' of sql/README.md, word for word, while people keep writing."""

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from rawboard.db.queries import SQL_DIRECTORY, load_named
from tests.support.api import Api
from tests.support.dba import ROLES, Account, Accounts, Row, Session, Terminal
from tests.support.faults import until
from tests.support.servers import SuiteServer, another_like, wait_until_answering

pytest_plugins = ["tests.support.dba_fixtures"]

SECTION = (SQL_DIRECTORY / "README.md").read_text().split("## Backup and restore")[1]
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", SECTION.split("\n## ")[0], re.MULTILINE | re.DOTALL)
DUMP, RESTORE, CHECK, REHEARSE = BLOCKS
TO_A_PIPE = DUMP.split(" > ")[0]
BOARDS = 400


class Writers:
    """People who register and post their first board, one after the other, until told to stop."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.posted = 0
        self.told = threading.Event()
        self.thread = threading.Thread(target=self._write)

    def __enter__(self) -> "Writers":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.told.set()
        self.thread.join()

    def _write(self) -> None:
        for number in count(1):
            if self.told.is_set():
                return
            name = f"writer{number:04}"
            person = {"username": name, "email": f"{name}@example.com", "password": "𝄞 passphrase"}
            writer = self.api.caller(name, person["password"])
            assert self.api.caller().post("/users", person).status_code == 201
            writer.post_board(f"W{number:04} 🎉")
            writer.close()
            self.posted = number


@pytest.fixture
def filled(api: Api, accounts: Accounts, enrol: Callable[..., dict[str, Any]]) -> None:
    """Some hundreds of boards."""
    author = enrol("author")
    with accounts["owner"].session() as owner:
        owner.ask("create_many_boards", boards=BOARDS, user_id=author["id"])


@pytest.fixture
def terminal(tmp_path: Path, accounts: Accounts) -> Terminal:
    (tmp_path / "terminal").mkdir()
    return Terminal(tmp_path / "terminal", accounts["owner"], accounts["backup"])


@pytest.fixture
def empty_server(server: SuiteServer, tmp_path: Path) -> Iterator[SuiteServer]:
    """Another server of the suite's kind, with nothing on it."""
    made = another_like(server, tmp_path / "server")
    made.start()
    wait_until_answering(made)
    yield made
    made.stop()


def dump_slowly(terminal: Terminal, writers: Writers) -> tuple[str, int]:
    """A dump with people writing before, during and after it, and how many had posted by then."""
    with terminal.typing(TO_A_PIPE) as output:
        dump = output.readline()
        while "Dumping data for table `boards`" not in dump:
            dump += output.readline()
        begun = writers.posted  # after the snapshot: the tool waits for its output to be read
        until(lambda: writers.posted >= begun + 3)
        return dump + output.read(), begun


def test_a_dump_while_people_write_is_one_snapshot(
    api: Api, filled: None, terminal: Terminal, copy: Account
) -> None:
    with Writers(api) as writers:
        until(lambda: writers.posted >= 2)
        before = writers.posted
        dump, begun = dump_slowly(terminal, writers)
    copy.pipe(dump)
    with copy.session() as restored:
        boards = [row["title"] for row in restored.ask("list_titles", start="W")]
        users = [row["username"] for row in restored.ask("list_users_like", start="writer")]
        counts = {row["of_what"]: row["total"] for row in restored.ask("count_rows")}
        assert restored.ask_ops("integrity", "list_orphan_boards", limit=1) == []

    assert before <= len(boards) <= begun + 1
    assert boards == [f"W{number:04} 🎉" for number in range(1, len(boards) + 1)]
    assert users == [f"writer{number:04}" for number in range(1, len(users) + 1)]
    assert len(users) - len(boards) in (0, 1)  # each registers, and then posts
    assert counts["boards"] == BOARDS + len(boards)


def test_a_rehearsal_shows_the_same_checksums_as_the_real_database(
    filled: None, terminal: Terminal, accounts: Accounts
) -> None:
    terminal.type(DUMP)

    printed = terminal.type(REHEARSE)

    with accounts["backup"].session() as session:
        expected = {f"rawboard_scratch_copy.{t}": str(c) for t, c in session.checksums().items()}
    assert dict(line.split("\t") for line in printed.splitlines()[1:]) == expected


def test_an_empty_server_gets_the_same_schema_rows_and_rights(
    filled: None, terminal: Terminal, accounts: Accounts, empty_server: SuiteServer, tmp_path: Path
) -> None:
    terminal.type(DUMP)
    root = Account(empty_server.administrator(), "rawboard")
    sample = {"user": "rawboard_backup", "password": "change-me-backup-1"}
    there = Terminal(tmp_path, root, Account({**root.where, **sample}, "rawboard"))
    shutil.copy(terminal.home / "rawboard.sql", there.home)
    there.type(RESTORE)
    printed = there.type(CHECK, **owner_settings(empty_server))

    assert "Checksum" in printed.splitlines()[0]  # so integrity.sql printed nothing
    with accounts["administrator"].session() as ours, root.session() as theirs:
        assert theirs.checksums() == ours.checksums()
        assert theirs.ask("count_rows") == ours.ask("count_rows")
        assert schema(theirs) == schema(ours)
        for role in ROLES:
            assert rights(theirs, role) == rights(ours, role)


def owner_settings(server: SuiteServer) -> dict[str, str]:
    passwords = {"MYSQL_PASSWORD": "change-me-app-1", "MYSQL_OWNER_PASSWORD": "change-me-owner-1"}
    return {**server.location(), **passwords, "MYSQL_OWNER_USER": "rawboard_owner"}


def schema(session: Session) -> dict[str, list[Row]]:
    """Every table, column, index, key and check, as sql/ops/schema.sql lists them."""
    return {name: session.ask_ops("schema", name) for name in load_named("ops", "schema")}


def rights(session: Session, role: str) -> set[tuple[str, str]]:
    return {(row["privilege"], row["of_what"]) for row in session.ask("list_rights", role=role)}
