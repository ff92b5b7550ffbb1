"""The processes of ``rawboard serve``: none outlives its parent, none is missed, none loses."""

import os
import re
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests

from rawboard.cli.server import COMMAND
from tests.support.api import Api
from tests.support.connections import HALF_A_POST, OTHER_HALF, connected, received
from tests.support.faults import timed, until
from tests.support.servers import free_port

DRAIN = 1  # seconds


@pytest.fixture(scope="module")
def shared(variables: dict[str, str], directory: Path) -> Iterator[Api]:
    limits = {"DRAIN": str(DRAIN), "HEADER": "1", "SEND": "1"}
    own = {f"RAWBOARD_{name}_SECONDS": seconds for name, seconds in limits.items()}
    api = Api(variables, directory, RAWBOARD_WORKERS="2", **own).start()
    yield api
    api.stop()


@pytest.fixture
def served(shared: Api) -> Api:
    """The server, started again where an earlier test ended it."""
    if shared.process.poll() is not None:
        shared.start()
    until(lambda: len(shared.workers()) == 2)
    return shared


def serve(variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(COMMAND, env=variables, capture_output=True, text=True, check=False)


def is_stopping(api: Api) -> bool:
    try:
        return requests.get(f"{api.base}/readyz", timeout=10).status_code == 503
    except requests.ConnectionError:  # of a worker that had not come up yet
        return False


def is_running(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_second_server_is_refused_the_port_by_one_clear_line(served: Api) -> None:
    done = subprocess.run(
        COMMAND, env=served.variables, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    said = f"Error: cannot listen on 127.0.0.1:{served.port}: Address already in use; try PORT=\n"
    assert done.stderr == said


def test_connections_that_send_no_head_or_take_no_response_end(served: Api) -> None:
    with (
        connected(served) as silent,
        connected(served) as idle,
        connected(served, receive_buffer=4096) as reader,
    ):
        idle.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
        reader.sendall(b"GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n")
        assert received(silent) == b""
        assert received(idle).startswith(b"HTTP/1.1 200 ")
        time.sleep(1)  # the kernel probes a full window a few times a second
        head, _, body = received(reader).partition(b"\r\n\r\n")

    (length,) = re.findall(rb"content-length: (\d+)", head)
    assert len(body) < int(length)


@pytest.mark.parametrize(("size", "status"), [(30_000, b"200"), (66_000, b"431")])
def test_a_head_of_32_kib_is_read_and_one_of_twice_that_is_not(
    served: Api, size: int, status: bytes
) -> None:
    with connected(served) as client:
        client.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Long: ")
        client.sendall(b"x" * size + b"\r\n\r\n")

        assert received(client).startswith(b"HTTP/1.1 " + status)


def test_http_2_is_not_spoken(served: Api) -> None:
    with connected(served) as client:
        client.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0")

        assert received(client) == b""  # no SETTINGS


def test_a_thousand_silent_connections_leave_room_for_others(served: Api) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(4096, hard)), hard))
    with ExitStack() as silent:
        for _ in range(1100):
            silent.enter_context(connected(served))
        answer, seconds = timed(lambda: requests.get(f"{served.base}/livez", timeout=10))

    assert (answer.status_code, seconds < 1) == (200, True)


def test_a_worker_killed_twice_is_replaced_twice_and_the_log_says_so(served: Api) -> None:
    first, other = served.workers()
    os.kill(first, signal.SIGKILL)
    until(lambda: len({*served.workers()} - {first, other}) == 1)
    (second,) = {*served.workers()} - {first, other}
    os.kill(second, signal.SIGKILL)
    until(lambda: len({*served.workers()} - {first, second, other}) == 1)

    for _ in range(8):  # of which some are for the new worker to answer
        assert requests.get(f"{served.base}/livez", timeout=10).status_code == 200
    for pid in (first, second):
        assert f"worker {pid} ended with status -9" in served.log_text()


def test_a_reload_under_load_replaces_every_worker_and_fails_no_request(served: Api) -> None:
    before, statuses, over = {*served.workers()}, list[object](), threading.Event()

    def ask(session: requests.Session, connection: str) -> None:
        while not over.is_set():
            try:
                headers = {"Connection": connection}
                answer = session.get(f"{served.base}/readyz", headers=headers, timeout=10)
                statuses.append(answer.status_code)
            except requests.RequestException as error:
                statuses.append(error)

    kinds = ("keep-alive", "close", "keep-alive", "close")
    clients = [threading.Thread(target=ask, args=(requests.Session(), kind)) for kind in kinds]
    for client in clients:
        client.start()
    served.process.send_signal(signal.SIGHUP)
    until(lambda: len({*served.workers()} - before) == 2 and not before & {*served.workers()})
    over.set()
    for client in clients:
        client.join()

    assert {*statuses} == {200}
    assert len(statuses) > 100


def test_a_stop_first_turns_readyz_to_503_and_then_finishes_what_is_under_way(served: Api) -> None:
    with connected(served) as under_way:
        under_way.sendall(HALF_A_POST)
        caller = served.caller()
        assert "Connection" not in caller.get("/livez").headers
        started = time.monotonic()
        served.process.terminate()
        until(lambda: is_stopping(served))
        until(lambda: caller.get("/livez").headers.get("Connection") == "close")  # of each worker
        time.sleep(max(0, DRAIN + 0.3 - (time.monotonic() - started)))
        assert served.process.poll() is None
        under_way.sendall(OTHER_HALF)
        assert received(under_way).startswith(b"HTTP/1.1 422 ")

    assert served.process.wait(5) == 0


def test_a_second_signal_to_stop_ends_everything_at_once(served: Api) -> None:
    workers = served.workers()
    with connected(served) as under_way:
        under_way.sendall(HALF_A_POST)
        served.process.terminate()
        until(lambda: is_stopping(served))
        served.process.send_signal(signal.SIGINT)

        assert served.process.wait(5) == 1
    assert not any(map(is_running, workers))


def test_workers_end_when_their_parent_is_killed(served: Api) -> None:
    workers = served.workers()
    served.process.kill()
    served.process.wait(5)

    until(lambda: not any(map(is_running, workers)), seconds=2)


def test_a_server_whose_workers_cannot_start_ends(shared: Api, tmp_path: Path) -> None:
    (tmp_path / "granian.py").write_text("raise ImportError('broken')")
    own = {"PORT": str(free_port()), "PYTHONPATH": str(tmp_path)}

    done = serve({**shared.variables, **own})

    assert done.returncode == 1
    assert "ImportError: broken" in done.stderr
    assert "none has answered yet: giving up" in done.stderr


def test_the_parent_imports_no_more_than_it_needs() -> None:
    probe = "import sys, rawboard.cli.main, rawboard.cli.server; print(*sys.modules)"

    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)

    assert {"flask", "granian", "MySQLdb", "rawboard.app"}.isdisjoint(done.stdout.split())
