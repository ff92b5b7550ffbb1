"""Rolling restarts of two servers behind HAProxy, which tries nothing again: how much fails."""

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Event, Thread
from typing import Any

from bench.harness import subjects
from bench.harness.data import PASSWORD, Site
from bench.harness.database import Server, free_port
from bench.harness.mistakes import MeasureError
from bench.harness.places import LOGS
from bench.harness.processes import Running
from bench.harness.report import table
from bench.harness.wire import Answer, Wire, basic
from bench.harness.workloads import BOARDS, CONTENT

CLIENTS = 8
LONG, SHORT = 20_000, 5_000  # requests at least, and until every restart is over
PATIENCE = 300.0  # seconds
DRAIN = 3  # seconds; HAProxy notices within two checks
SETTLE = 1.0  # seconds: HAProxy's checks find that a server is back
CONFIGURATION = """
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
  retries 0
listen rawboard
  bind 127.0.0.1:{port}
  option httpchk GET /readyz
  default-server check inter 250ms fall 2 rise 1
  server first 127.0.0.1:{first}
  server second 127.0.0.1:{second}
"""
Json = dict[str, Any]


def measure(_server: Server, site: Site, *, short: bool) -> Json:
    """Count failures while each server is reloaded (SIGHUP), and restarted (SIGTERM), in turn."""
    variables = {"RAWBOARD_DRAIN_SECONDS": str(DRAIN)}
    subject = subjects.named("rawboard")[0]
    servers = [Running(subject, site, variables=variables) for _ in range(2)]
    with ExitStack() as stack:
        for each in servers:
            stack.callback(each.stop)
            each.start()
        port = stack.enter_context(_haproxy(*(each.port for each in servers)))
        clients = [Client(port, number, site) for number in range(CLIENTS)]
        for client in clients:
            client.start()
        restarts = _restart_until(clients, servers, SHORT if short else LONG)
        for client in clients:
            client.over.set()
            client.join()
    site.forget_new_boards()
    failures = [failure for client in clients for failure in client.failures]
    total = sum(client.requests for client in clients)
    return {"requests": total, "failures": failures, "restarts": restarts}


def text(found: Json) -> dict[str, str]:
    """Return the block."""
    failed = len(found["failures"])
    row = [f"{found['requests']:,}", str(found["restarts"]), f"**{failed}**"]
    verdict = "met" if not failed else f"**missed**, first {found['failures'][0]}"
    heads = ["requests", "restarts and reloads", "failed"]
    return {"rolling": f"{table(heads, [row])}\n\nTarget: no failure: {verdict}."}


class Client(Thread):
    """Reads boards and posts some, over one kept connection, and notes what fails."""

    def __init__(self, port: int, number: int, site: Site):
        super().__init__(daemon=True)
        name = f"argon{number + 1}"
        self.wire = Wire(port, {"Authorization": basic(name, PASSWORD)})
        self.path = f"{BOARDS}/{site.last_id}"
        self.requests, self.failures, self.over = 0, list[str](), Event()

    def run(self) -> None:
        """Ask until the end."""
        while not self.over.is_set():
            self.requests += 1
            try:
                answer = self._ask()
            except OSError as error:
                self.failures.append(repr(error))
                self.wire.close()
                continue
            if answer.status >= 400:
                self.failures.append(f"{answer.status} {answer.body[:300]!r}")

    def _ask(self) -> Answer:
        if self.requests % 10 == 0:
            return self.wire.post(BOARDS, {"title": "Rolling", "content": CONTENT})
        return self.wire.get(self.path)


def _restart_until(clients: list[Client], servers: list[Running], enough: int) -> int:
    """Reload and restart each server in turn, at least once, until there were enough requests."""
    deadline, restarts = time.monotonic() + PATIENCE, 0
    while not restarts or sum(client.requests for client in clients) < enough:
        if time.monotonic() > deadline:
            raise MeasureError("the clients made too few requests")
        for server in servers:
            server.process.send_signal(signal.SIGHUP)
            time.sleep(DRAIN + 2 * SETTLE)
            server.stop()
            server.start()
            time.sleep(SETTLE)
            restarts += 2
    return restarts


@contextmanager
def _haproxy(first: int, second: int) -> Iterator[int]:
    program = shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if not program:
        raise MeasureError("haproxy is not installed: 'bench/setup' does it")
    port, file = free_port(), LOGS / "haproxy.cfg"
    file.write_text(CONFIGURATION.format(port=port, first=first, second=second))
    with (LOGS / "haproxy.log").open("wb") as log:
        process = subprocess.Popen([program, "-db", "-f", str(file)], stdout=log, stderr=log)
    try:
        time.sleep(SETTLE)
        if process.poll() is not None:
            raise MeasureError("haproxy did not start")
        yield port
    finally:
        process.terminate()
        process.wait(5)
