"""Every way in which the database says no: each error number means something, also a new one."""

import struct
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import MySQLdb
import pytest
import requests
from MySQLdb.constants import ER

from rawboard.db.errors import DatabaseFault, Unnamed, translate
from rawboard.repositories import board_lists, boards
from tests.conftest import TEST_QUERIES
from tests.support.answers import places, problem
from tests.support.api import Api, Caller
from tests.support.faults import COMMIT, outcome_unknown, start_of, unavailable, until
from tests.support.proxy import Proxy

pytest_plugins = ["tests.support.fault_fixtures"]

RunSql = Callable[..., list[dict[str, Any]]]
CREATE, LIST = boards.QUERIES["create_board"], board_lists.QUERIES["list_boards"]
MESSAGES = "english/errmsg.sys"
BOARD = {"title": "No", "content": ""}
# What no retry mends: a statement that does not fit the schema or is none, a value that does not
# fit its column, a nameless constraint; and what the driver calls ProgrammingError beside them.
STATEMENTS = {1054, 1064, 1146, 1149, 1176, 1305, 1007, 1102, 1103, 1110, 1111, 1112, 1113, 1179}
VALUES = {1171, 1263, 1264, 1265, 1267, 1271, 1292, 1366, 1406, 1441, 1690, 1230}
CONSTRAINTS = {1048, 1062, 1169, 1215, 1216, 1217, 1364, 1451, 1452, 3819, 4025}
MISTAKES = STATEMENTS | VALUES | CONSTRAINTS
DISK_FULL = {
    3: "Error writing file '/tmp/MY1' (OS errno 28 - No space left on device)",
    1026: "Error writing file './rawboard/boards' (errno: 28 \"No space left on device\")",
    1030: "Got error 28 - 'No space left on device' from storage engine",
    1021: "Disk full (/tmp/MY1); waiting for someone to free some space...",
}


@pytest.fixture
def alice(proxied_api: Api, member: Callable[..., Caller]) -> Caller:
    """Alice, whose API reaches the database through the proxy."""
    return member(proxied_api)


def post(caller: Caller, **headers: str) -> requests.Response:
    return caller.post("/boards", BOARD, headers=headers)


def named(run: RunSql) -> set[int]:
    """The numbers of all errors that the server knows."""
    if "MariaDB" not in run("find_server_version")[0]["version"]:
        return {row["number"] for row in run("list_error_numbers")}
    share = Path(run("find_base_directory")[0]["directory"]) / "share"
    for folder in (share / "mysql", share / "mariadb", share):
        if (folder / MESSAGES).exists():
            return set(_of_file((folder / MESSAGES).read_bytes()))
    return {value for value in vars(ER).values() if isinstance(value, int)}  # on another machine


def _of_file(messages: bytes) -> Iterator[int]:
    """The numbers in MariaDB's file of messages: how many there are from 1000, 2000, ... on."""
    (sections,) = struct.unpack_from("<H", messages, 14)
    counts = struct.unpack_from(f"<{sections}H", messages, 32)
    for section, count in enumerate(counts, 1):
        yield from range(1000 * section, 1000 * section + count)


def test_every_error_of_the_servers_own_list_is_a_fault_or_known_as_our_mistake(
    proxy: Proxy, variables: dict[str, str], administer: RunSql
) -> None:
    """The driver makes the exceptions: the proxy says each number to it."""
    numbers = named(administer)
    assert len(numbers) > 1000
    account = {"user": variables["MYSQL_USER"], "password": variables["MYSQL_PASSWORD"]}
    found: dict[int, Exception] = {}
    query = TEST_QUERIES["count_users"]
    connected = MySQLdb.connect(host="127.0.0.1", port=proxy.port, ssl_mode="DISABLED", **account)
    with closing(connected) as connection:
        cursor = connection.cursor()
        for number in numbers:
            proxy.answer([b"users"], number)
            with pytest.raises(MySQLdb.Error) as raised:
                cursor.execute(query.sql({}), {})
            found[number] = translate(raised.value)

    bare = {number for number, fault in found.items() if not isinstance(fault, DatabaseFault)}
    assert bare == MISTAKES & numbers
    assert sum(isinstance(fault, Unnamed) for fault in found.values()) > len(numbers) / 2


@pytest.mark.parametrize("number", [3098, 3100, *DISK_FULL])
def test_a_write_that_the_server_refuses_for_now_is_503_and_changes_nothing(
    number: int, alice: Caller, proxy: Proxy, run_sql: RunSql
) -> None:
    proxy.answer([start_of(CREATE)], number, DISK_FULL.get(number, "Error on observer"))

    unavailable(post(alice))

    proxy.serve()
    assert run_sql("count_boards") == [{"boards": 0}]
    assert post(alice).status_code == 201


@pytest.mark.parametrize("number", [1054, 1064, 1146, 1176, 1305, 1366, 1406])
def test_what_no_retry_mends_is_our_mistake(number: int, alice: Caller, proxy: Proxy) -> None:
    proxy.answer([start_of(CREATE)], number)

    problem(post(alice), 500)


@pytest.mark.parametrize("number", [1105, 6789, 60000])
def test_an_error_without_a_name_is_503_or_unknown_and_logged_as_new(
    number: int, alice: Caller, proxied_api: Api, proxy: Proxy
) -> None:
    proxy.answer([start_of(LIST), start_of(CREATE)], number, f"error {number}, said first today")

    unavailable(alice.get("/boards"))
    outcome_unknown(post(alice))

    news = f"an error number without a name: ({number}, 'error {number}, said first today')"
    assert [line.get("message") for line in proxied_api.log_lines()].count(news) == 2
    proxy.serve()
    assert alice.get("/boards").status_code == 200


def at_commit(proxy: Proxy, number: int, text: str, times: int = 1) -> None:
    proxy.answer([COMMIT], number, text, times)


def test_a_conflict_that_shows_at_commit_runs_the_transaction_again(
    alice: Caller, proxied_api: Api, proxy: Proxy, run_sql: RunSql
) -> None:
    at_commit(proxy, 1180, "Got error 149 - 'Lock deadlock; Retry transaction' during COMMIT")

    answer = post(alice, **{"Idempotency-Key": "a-key"})

    assert (answer.status_code, "Idempotent-Replayed" in answer.headers) == (201, False)
    # BEGIN, key, board, response, COMMIT, ROLLBACK; the first five again.
    assert proxied_api.statements(answer) == 6 + 5
    assert run_sql("count_boards") == [{"boards": 1}]


def test_another_failure_of_a_commit_is_unknown_and_settled_by_the_key(
    alice: Caller, proxy: Proxy, run_sql: RunSql
) -> None:
    for times, status in ((2, 503), (1, 201)):
        at_commit(proxy, 1180, "Got error 5 - 'Input/output error' during COMMIT", times)
        answer = post(alice, **{"Idempotency-Key": "a-key"})
        assert answer.status_code == status
        if status == 503:
            outcome_unknown(answer)

    assert run_sql("count_boards") == [{"boards": 1}]


def test_a_transaction_that_the_group_refuses_at_commit_changes_nothing(
    alice: Caller, proxy: Proxy, run_sql: RunSql
) -> None:
    at_commit(proxy, 3100, "Error on observer while running replication hook 'before_commit'.")

    unavailable(post(alice, **{"Idempotency-Key": "a-key"}))

    assert run_sql("count_boards") == [{"boards": 0}]


def readiness(caller: Caller, query: str = "?for=writes") -> requests.Response:
    return caller.get(f"/readyz{query}")


@pytest.mark.parametrize("number", [1114, 1290])
def test_readiness_for_writes_remembers_a_refused_write_for_some_seconds_and_writes_nothing(
    number: int, alice: Caller, proxied_api: Api, proxy: Proxy
) -> None:
    until(lambda: readiness(alice).json() == {"status": "ready"})  # another test's write
    proxy.answer([start_of(CREATE)], number)
    unavailable(post(alice))
    proxy.serve()

    refused = readiness(alice)
    assert "refuses writes" in problem(refused, 503)["detail"]
    assert refused.headers["Retry-After"] in ("1", "2")  # what is left of the setting
    assert readiness(alice, "").status_code == 200

    until(lambda: readiness(alice).status_code == 200)
    statements = proxied_api.statements
    assert statements(readiness(alice)) == statements(readiness(alice, "")) == 1


@pytest.mark.parametrize("query", ["?for=reads", "?for=", "?for=writes&for=writes", "?writes=1"])
def test_readiness_for_anything_else_is_422(query: str, alice: Caller) -> None:
    assert places(readiness(alice, query)) == [query[1:].partition("=")[0]]


def test_a_write_that_is_refused_once_as_read_only_is_done_on_a_new_connection(
    alice: Caller, proxied_api: Api, proxy: Proxy, run_sql: RunSql
) -> None:
    until(lambda: readiness(alice).status_code == 200)  # another test's write
    proxy.answer([start_of(CREATE)], 1290, times=1)
    answer = post(alice)
    assert (answer.status_code, proxied_api.statements(answer)) == (201, 2)
    proxy.answer([start_of(CREATE)], 1836, times=1)

    assert post(alice, **{"Idempotency-Key": "a-key"}).status_code == 201

    assert run_sql("count_boards") == [{"boards": 2}]
    assert readiness(alice).status_code == 200
