"""Servers that refuse: each says so in one line, and nothing is changed."""

from collections.abc import Iterator

import pytest

from rawboard.schema import migrations
from tests.conftest import TEST_QUERIES
from tests.support.desk import Desk
from tests.support.servers import free_port

pytest_plugins = ["tests.support.desk_fixtures"]

WRITES = [["migrate"], ["undo", "--to", "0", "--yes"], ["verify"], ["baseline", "--to", "3"]]


@pytest.fixture
def read_only(migrated: Desk) -> Iterator[Desk]:
    """A server that takes no writes, such as a replica."""
    migrated.run("forget_boards")
    cursor = migrated.root.cursor()
    cursor.execute(TEST_QUERIES["become_read_only"].statement.text, {})
    yield migrated
    cursor.execute(TEST_QUERIES["become_writable"].statement.text, {})


@pytest.fixture
def narrow(migrated: Desk) -> Desk:
    """An owner who may do everything but make the scratch database."""
    migrated.run("drop_narrow_account")
    migrated.run("create_narrow_account", password="a narrow password")
    migrated.run("grant_narrow_account")
    migrated.variables["MYSQL_OWNER_USER"] = "rawboard_narrow"
    migrated.variables["MYSQL_OWNER_PASSWORD"] = "a narrow password"
    return migrated


def test_refused_credentials_are_told_without_the_password(migrated: Desk) -> None:
    before = migrated.facts()
    wrong = {"MYSQL_OWNER_PASSWORD": "not the password"}

    told = migrated.db("migrate", **wrong).complaint

    assert "Access denied for user 'rawboard_owner'" in told
    assert "not the password" not in told
    assert migrated.facts() == before


def test_a_server_that_is_away_is_told_at_once(migrated: Desk) -> None:
    away = {"MYSQL_UNIX_SOCKET": "", "MYSQL_HOST": "127.0.0.1", "MYSQL_PORT": str(free_port())}

    told = migrated.db("migrate", **away).complaint

    assert "Can't connect to" in told
    assert "127.0.0.1" in told


def test_a_database_that_is_not_there_is_named(desk: Desk) -> None:
    desk.run("drop_database")

    assert "Unknown database 'rawboard_scratch_db'" in desk.db("migrate").complaint


def test_a_read_only_server_is_told_and_keeps_its_state(read_only: Desk) -> None:
    before = read_only.facts()

    for done in read_only.each(*WRITES):
        assert "read-only" in done.complaint
    assert read_only.facts() == before


def test_what_only_looks_works_on_a_read_only_server(read_only: Desk) -> None:
    ran = read_only.each(["status"], ["dump"])

    assert [done.status for done in ran] == [3, 0], ran


def test_a_role_that_may_not_make_the_scratch_database_is_told_and_leaves_no_claim(
    narrow: Desk,
) -> None:
    before = narrow.facts()

    told = narrow.db("verify").complaint

    assert "Access denied for user 'rawboard_narrow'" in told
    assert "rawboard_scratch_" in told
    assert narrow.facts() == before


def test_an_account_without_ddl_cannot_migrate_and_is_told_so(desk: Desk) -> None:
    told = desk.db("migrate", MYSQL_OWNER_USER="", MYSQL_OWNER_PASSWORD="").complaint

    assert "denied" in told
    assert "rawboard_app" in told
    assert desk.facts() == {}


@pytest.mark.parametrize(
    "version",
    ["8.0.36", "5.7.44-log", "10.6.18-MariaDB", "5.5.5-10.4.2-MariaDB-1:10.4.2+maria~bionic",
     "10.10.7-mariadb", "not a version"],
)  # fmt: skip
def test_a_server_that_is_too_old_is_named(version: str) -> None:
    with pytest.raises(migrations.MigrationError) as refused:
        migrations.check_server(version)

    flavour = "MariaDB" if "mariadb" in version.lower() else "MySQL"
    assert f"the server is {flavour} {version}" in str(refused.value)
    assert "MariaDB 10.11 or MySQL 8.4" in str(refused.value)


@pytest.mark.parametrize(
    "version",
    ["8.4.0", "9.7.4-2", "10.0.1", "10.11.6-MariaDB-0+deb12u1", "5.5.5-10.11.2-MariaDB-log",
     "11.4.2-MariaDB", "12.0.1-MariaDB"],
)  # fmt: skip
def test_a_server_that_is_new_enough_is_accepted(version: str) -> None:
    migrations.check_server(version)


def test_a_missing_setting_is_told_in_one_line(desk: Desk) -> None:
    del desk.variables["MYSQL_PASSWORD"]

    assert "MYSQL_PASSWORD: is missing" in desk.db("status").complaint
