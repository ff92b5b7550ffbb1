"""sql/grants: every account can do its work, and nothing else."""

import pytest

from rawboard.db.queries import SQL_DIRECTORY
from tests.support.dba import DBA_QUERIES, ROLES, Accounts, Session, grant

pytest_plugins = ["tests.support.dba_fixtures"]

# 1044 a database, 1045 a file, 1142 a table, 1143 a column, 1227 the server, 1410 another account.
DENIED = {1044, 1045, 1142, 1143, 1227, 1410}
NOT_ITS_OWN = 1095  # a session

REVOKED = [role for role in ROLES if role != "owner"]
READERS = ["readonly", "monitor", "backup"]


def named(*prefixes: str) -> list[str]:
    """The queries of tests/sql/dba.sql that are of these kinds; the file says what each is."""
    return [name for name in DBA_QUERIES if name.startswith(prefixes)]


def rights(session: Session, role: str) -> set[tuple[str, str]]:
    return {(row["privilege"], row["of_what"]) for row in session.ask("list_rights", role=role)}


@pytest.mark.parametrize("name", named("outside_"))
@pytest.mark.parametrize("role", ROLES)
def test_no_account_reaches_beyond_its_database(
    accounts: Accounts, elsewhere: None, role: str, name: str
) -> None:
    with accounts[role].session() as session:
        assert session.refusal(name) in DENIED


@pytest.mark.parametrize("role", ROLES)
def test_no_account_grants_anything_or_ends_anothers_session(accounts: Accounts, role: str) -> None:
    with accounts[role].session() as session, accounts["administrator"].session() as other:
        assert session.refusal("grant_something", user="rawboard_app") in DENIED
        assert session.refusal("end_session", session=other.id) == NOT_ITS_OWN
        assert other.ask("row_read_migration")


@pytest.mark.parametrize("role", ROLES)
def test_no_account_reads_a_file_of_the_servers(accounts: Accounts, role: str) -> None:
    with accounts[role].session() as session:
        assert session.ask("read_file") == [{"content": None}]


@pytest.mark.parametrize("role", ROLES)
def test_no_account_sees_a_table_of_another_database(
    accounts: Accounts, elsewhere: None, role: str
) -> None:
    with accounts[role].session() as session:
        seen = {row["name"] for row in session.ask("list_visible_databases")}

    assert seen - {"sys"} == {accounts[role].database}
    assert ("sys" in seen) == (role == "monitor")


@pytest.mark.parametrize("name", [*named("schema_"), "drop_boards"])
@pytest.mark.parametrize("role", REVOKED)
def test_only_the_owner_changes_the_schema(accounts: Accounts, role: str, name: str) -> None:
    with accounts[role].session() as session:
        assert session.refusal(name) in DENIED


@pytest.mark.parametrize("name", named("fixed_"))
@pytest.mark.parametrize("role", REVOKED)
def test_no_role_id_author_or_time_of_creation_is_changed_and_no_migration_recorded(
    accounts: Accounts, role: str, name: str
) -> None:
    with accounts[role].session() as session:
        assert session.refusal(name) in DENIED


@pytest.mark.parametrize("name", [*named("change_"), "insert_board"])
@pytest.mark.parametrize("role", READERS)
def test_only_the_api_and_the_owner_write_rows(accounts: Accounts, role: str, name: str) -> None:
    with accounts[role].session() as session:
        assert session.refusal(name) in DENIED


@pytest.mark.parametrize("name", named("secret_"))
@pytest.mark.parametrize("role", ["readonly", "monitor"])
def test_hashes_and_addresses_are_hidden_from_reports_and_monitoring(
    accounts: Accounts, role: str, name: str
) -> None:
    with accounts[role].session() as session:
        assert session.refusal(name) in DENIED


def test_reports_read_everything_else(accounts: Accounts) -> None:
    with accounts["readonly"].session() as session:
        for name in named("row_"):
            session.ask(name)


@pytest.mark.parametrize("name", named("row_"))
def test_monitoring_reads_no_row(accounts: Accounts, name: str) -> None:
    with accounts["monitor"].session() as session:
        assert session.refusal(name) in DENIED


def test_backups_read_every_row(accounts: Accounts) -> None:
    with accounts["backup"].session() as session:
        for name in named("row_", "secret_"):
            session.ask(name)


@pytest.mark.parametrize("name", named("change_", "secret_", "row_"))
def test_the_api_reads_and_writes_rows(accounts: Accounts, name: str) -> None:
    with accounts["app"].session() as session:
        session.ask(name)


@pytest.mark.parametrize("database", ["", "rawboard_scratch_probe"])
def test_the_owner_changes_the_schema_of_its_own_and_of_scratch_databases(
    accounts: Accounts, database: str
) -> None:
    with accounts["owner"].session() as session:
        if database:
            for name in ("drop_scratch_probe", "create_scratch_probe", "use_scratch_probe"):
                session.ask(name)
            session.ask("create_boards")
        session.ask("use_no_stopwords")  # TRUNCATE makes the index of the search anew
        for name in named("schema_", "remove_"):
            session.ask(name)
        session.ask("drop_scratch_probe")


@pytest.mark.parametrize("role", ROLES)
def test_a_grants_file_can_be_run_again(accounts: Accounts, role: str) -> None:
    with accounts["administrator"].session() as administrator:
        before = rights(administrator, role)
        grant(accounts, role)
        assert rights(administrator, role) == before

    with accounts[role].session():
        pass  # its password is the same


@pytest.mark.parametrize("role", REVOKED)
def test_running_a_grants_file_takes_back_what_is_too_much(accounts: Accounts, role: str) -> None:
    with accounts["administrator"].session() as administrator:
        before = rights(administrator, role)
        for name in named("grant_too_much_"):
            administrator.ask(name, user=f"rawboard_{role}")
        assert len(rights(administrator, role) - before) == 6
        grant(accounts, role)
        assert rights(administrator, role) == before


@pytest.mark.parametrize("role", ["app", "readonly"])
def test_rights_are_given_on_single_tables_and_columns(accounts: Accounts, role: str) -> None:
    with accounts["administrator"].session() as administrator:
        given = rights(administrator, role)

    assert {what for right, what in given if what.count(".") == 0} == {"the server"}
    assert {right for right, what in given if what == "the server"} == {"USAGE"}


def test_creating_the_database_again_changes_nothing(accounts: Accounts) -> None:
    accounts["administrator"].pipe((SQL_DIRECTORY / "grants" / "database.sql").read_text())

    with accounts["owner"].session() as session:
        assert session.ask("row_read_migration")
