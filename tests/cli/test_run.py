"""The launcher: which database is chosen, and that starting and stopping loses nothing."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import MySQLdb
import pytest
import requests

from rawboard.cli import durability
from rawboard.cli.local import docker
from rawboard.cli.local.choose import Choice, choose
from rawboard.cli.local.embedded import EmbeddedServer, ServerError
from tests.support.servers import free_port

BIN = Path(sys.executable).parent
ADMIN = ("admin", "correct horse 42")


class Launched:
    """``rawboard run`` in a directory of its own, as 'make run' starts it."""

    def __init__(self, directory: Path, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.log = directory / f"run-{port}.log"
        self._out = self.log.open("ab")
        own = {"DB": "embedded", "PORT": str(port), "RAWBOARD_ADMIN_PASSWORD": ADMIN[1]}
        own["RAWBOARD_THREADS"] = ""  # as make exports what is not set: it means the default
        self.process = subprocess.Popen(
            [BIN / "rawboard", "run"],
            cwd=directory,
            env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **own},
            stdout=self._out,
            stderr=self._out,
        )

    def wait_until_serving(self) -> "Launched":
        deadline = time.monotonic() + 60
        while "curl -u" not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)
        return self

    def interrupt(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        status = self.process.wait(60)
        self._out.close()
        return status


@pytest.fixture
def launched(tmp_path: Path) -> Iterator[list[Launched]]:
    running: list[Launched] = []
    yield running
    for each in running:
        each.interrupt()


def test_a_second_start_finds_the_data_of_the_first_and_ctrl_c_stops_everything(
    tmp_path: Path, launched: list[Launched]
) -> None:
    launched.append(Launched(tmp_path, free_port()).wait_until_serving())
    first = launched[0]
    board = {"title": "Kept", "content": "across starts"}
    posted = requests.post(f"{first.base}/api/v1/boards", json=board, auth=ADMIN, timeout=10)
    pid = EmbeddedServer(tmp_path / "var" / "embedded").pid()
    assert first.interrupt() == 0
    assert not Path(f"/proc/{pid}").exists()

    started = time.monotonic()
    launched.append(Launched(tmp_path, free_port()).wait_until_serving())
    assert time.monotonic() - started < 10

    path = posted.headers["Location"].removeprefix(first.base)
    found = requests.get(launched[1].base + path, auth=ADMIN, timeout=10)
    assert found.json() == posted.json()
    assert "There is an admin already" in launched[1].log.read_text()


def test_two_launchers_share_the_database_and_the_last_one_stops_it(
    tmp_path: Path, launched: list[Launched]
) -> None:
    launched.append(Launched(tmp_path, free_port()).wait_until_serving())
    launched.append(Launched(tmp_path, free_port()).wait_until_serving())
    server = EmbeddedServer(tmp_path / "var" / "embedded")

    launched[0].interrupt()
    assert requests.get(f"{launched[1].base}/readyz", timeout=10).status_code == 200

    launched[1].interrupt()
    assert not server.is_running()


def test_a_taken_port_is_a_clear_message_and_stops_the_database_again(
    tmp_path: Path, launched: list[Launched]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        launched.append(Launched(tmp_path, port))
        assert launched[0].process.wait(60) == 1

    assert f"cannot listen on 127.0.0.1:{port}" in launched[0].log.read_text()
    assert not EmbeddedServer(tmp_path / "var" / "embedded").is_running()


def test_a_deep_directory_puts_only_the_socket_elsewhere_and_commits_are_synced(
    tmp_path: Path,
) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    server = EmbeddedServer(deep)

    server.start()
    try:
        assert server.is_running()
        assert len(str(server.socket)) < 108
        assert server.socket.parent.stat().st_mode & 0o077 == 0
        with closing(MySQLdb.connect(**server.administrator())) as root:
            cursor = root.cursor()
            assert cursor.execute(durability.QUERY.sql({}), {}) == 0
    finally:
        server.stop()


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"DB": "oracle"}, "DB=oracle: it must be one of external, docker, embedded"),
        ({"DB": "external"}, "DB=external: set MYSQL_HOST or MYSQL_UNIX_SOCKET"),
    ],
)
def test_an_impossible_choice_is_refused_clearly(given: dict[str, str], complaint: str) -> None:
    with pytest.raises(ServerError, match=complaint):
        choose(given, compose=False)


def test_docker_is_refused_clearly_where_no_engine_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")

    with pytest.raises(ServerError, match="DB=docker: no Docker engine answers"):
        choose({"DB": "docker"}, compose=False)
    assert choose({}, compose=False) == Choice("embedded", "no Docker engine answers")


def test_data_in_docker_is_never_left_behind_silently(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")

    with pytest.raises(ServerError, match="the data of earlier starts is in Docker"):
        choose({}, compose=True, remembered="docker")


def test_what_the_environment_names_comes_first_and_remembered_data_next() -> None:
    named = choose({"MYSQL_HOST": "db.example"}, compose=True, remembered="embedded")

    assert named.kind == "external"
    assert choose({}, compose=True, remembered="embedded").kind == "embedded"


def test_a_missing_docker_program_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")

    assert docker.why_not("mysql:9.7", compose=True) == "no Docker engine answers"
