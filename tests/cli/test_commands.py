"""``rawboard``: one command line, in a checkout and elsewhere; ``flask`` has its commands too."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from rawboard.cli.local.embedded import EmbeddedServer
from rawboard.schema import migration_files

BIN = Path(sys.executable).parent
ADMINS = Path(__file__).parents[1] / "sql" / "admins.sql"
LOCAL = {"DB": "embedded"}
LAST = migration_files.files()[-1]
Done = subprocess.CompletedProcess[str]


def run(program: str, *command: str, given: str = "", cwd: Path, **settings: str) -> Done:
    return subprocess.run(
        [BIN / program, *command], cwd=cwd, env=environment(settings), input=given,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **settings}


def server(directory: Path) -> EmbeddedServer:
    return EmbeddedServer(directory / "var" / "embedded")


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that has a database of its own from the first command on."""
    return tmp_path_factory.mktemp("local")


def test_a_database_is_started_for_each_command_and_stopped_after_it(local: Path) -> None:
    before = run("rawboard", "db", "status", cwd=local, **LOCAL)
    assert before.returncode == 3, before.stderr
    assert before.stderr.startswith("Database: an embedded ")
    assert not server(local).is_running()

    migrated = run("rawboard", "db", "migrate", cwd=local)
    assert migrated.stdout.splitlines()[-1] == f"applied {LAST.path.name}"
    assert "(it holds the data of earlier starts)" in migrated.stderr
    assert not server(local).is_running()


def test_a_migration_gives_the_api_its_rights(local: Path) -> None:
    run("rawboard", "db", "migrate", cwd=local, **LOCAL)
    created = run("rawboard", "users", "create-first-admin", cwd=local)
    shown = run("rawboard", "db", "shell", "--batch", given=ADMINS.read_text(), cwd=local)

    assert created.stdout.startswith("Created the admin admin, password "), created.stderr
    assert shown.stdout.splitlines()[1].startswith("admin\trawboard_owner@"), shown.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_told_to_stop_stops_its_database(
    local: Path, number: signal.Signals
) -> None:
    asking = subprocess.Popen(
        [BIN / "rawboard", "db", "undo", "--to", "0"], cwd=local, env=environment(LOCAL),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert asking.stderr
    assert asking.stderr.readline().startswith("Database: an embedded")

    asking.send_signal(number)
    _, complaint = asking.communicate(timeout=60)

    assert (asking.returncode, complaint.strip()) == (1, "Aborted!")
    assert not server(local).is_running()


def test_the_server_that_the_settings_name_is_used_without_a_word(
    tmp_path: Path, variables: dict[str, str]
) -> None:
    for program in (["rawboard"], ["flask", "--app", "rawboard"]):
        done = run(*program, "db", "status", "--json", cwd=tmp_path, **variables)

        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout)[-1]["name"] == LAST.name
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("program", [["rawboard"], ["flask", "--app", "rawboard"]])
def test_no_database_is_started_outside_of_a_checkout(tmp_path: Path, program: list[str]) -> None:
    done = run(*program, "db", "status", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (1, "Error: MYSQL_PASSWORD: is missing\n")
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    "command", [["--help"], ["db", "--help"], ["db", "migrate", "--help"], ["openapi"]]
)
def test_what_needs_no_database_starts_none_and_needs_no_settings(
    tmp_path: Path, command: list[str]
) -> None:
    done = run("rawboard", *command, cwd=tmp_path, **LOCAL)

    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("command", [["migrat"], ["db", "migrat"], ["db", "migrate", "--to", "x"]])
def test_a_wrong_command_line_has_a_status_of_its_own(tmp_path: Path, command: list[str]) -> None:
    done = run("rawboard", *command, cwd=tmp_path, **LOCAL)

    assert done.returncode == 2
    assert not (tmp_path / "var").exists()
