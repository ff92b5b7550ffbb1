"""Servers that run for a while: started, waited for, looked at, and stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.harness.data import PASSWORD, Site, clean_environment
from bench.harness.database import free_port
from bench.harness.mistakes import MeasureError
from bench.harness.places import LOGS, PEERS
from bench.harness.subjects import THREADS, WORKERS, Subject
from bench.harness.wire import Wire, basic

START_TIMEOUT = 30.0  # seconds
STOP_TIMEOUT = 15.0  # seconds
REST_TIMEOUT = 10.0  # seconds
REST_TICK = 0.1  # seconds
AT_REST = 0.05  # of a core
PROBE = "/api/v1/boards?limit=1"


class Running:
    """A subject's server.

    Args:
        subject: whose.
        site: the database.
        threads: a worker, where it has any.
        variables: over the subject's own.
    """

    def __init__(
        self,
        subject: Subject,
        site: Site,
        threads: int = THREADS,
        variables: Mapping[str, str] | None = None,
    ):
        self.subject, self.port = subject, free_port()
        self.log = LOGS / f"{subject.name}-{self.port}.log"
        self._command = subject.command(self.port, threads)
        rawboard = {"RAWBOARD_WORKERS": str(WORKERS), "RAWBOARD_THREADS": str(threads)}
        rawboard["RAWBOARD_DRAIN_SECONDS"] = "0"  # no proxy in front has to notice
        leads = {"PYTHONPATH": f"{subject.directory}:{PEERS / 'shared'}", **site.peer}
        if not subject.peer:
            leads = {"PORT": str(self.port), **rawboard, **site.api}
        chosen = {**leads, **subject.variables, **(variables or {})}
        self.environment = clean_environment(chosen)
        self.process: subprocess.Popen[bytes]

    def start(self) -> "Running":
        """Start it, and wait until a caller gets an answer."""
        self.launch()
        deadline = time.monotonic() + START_TIMEOUT
        try:
            while not self.is_answering():
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise MeasureError(f"{self.subject.name} did not start: {self._log_end()}")
                time.sleep(0.05)
        except BaseException:
            self.stop()
            raise
        return self

    def launch(self) -> None:
        """Start it, and wait for nothing."""
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self._command,
                env=self.environment,
                cwd=self.subject.directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def is_answering(self) -> bool:
        """Tell whether a caller gets a page.

        Raises:
            MeasureError: the caller is refused.
        """
        wire = self.wire()
        try:
            answer = wire.get(PROBE)
        except OSError:
            return False
        finally:
            wire.close()
        if 400 <= answer.status < 500:
            raise MeasureError(f"{self.subject.name}: {answer.status} {answer.body[:300]!r}")
        return answer.status == 200

    def wire(self, number: int = 1, headers: Mapping[str, str] | None = None) -> Wire:
        """Return a caller's connection."""
        name = f"{self.subject.callers}{number}"
        return Wire(self.port, {"Authorization": basic(name, PASSWORD), **(headers or {})})

    def rest(self) -> None:
        """Wait until it has done what a load left behind: a request is worked on to its end."""
        deadline = time.monotonic() + REST_TIMEOUT
        before = float("-inf")
        while time.monotonic() < deadline:
            used = self.cpu_seconds()
            if used - before < AT_REST * REST_TICK:
                return
            before = used
            time.sleep(REST_TICK)

    def cpu_seconds(self) -> float:
        """Return the processor time that it and all that it started have used."""
        return sum(cpu_seconds(pid) for pid in family(self.process.pid))

    def workers(self) -> list[int]:
        """Return the processes that answer: those that have no children."""
        found = [pid for pid in family(self.process.pid) if not _children(pid)]
        return [pid for pid in found if b"resource_tracker" not in _command_line(pid)]

    def stop(self) -> None:
        """Stop it, and everything that it started."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(STOP_TIMEOUT)

    def _log_end(self) -> str:
        return self.log.read_text(errors="replace")[-2000:]


@contextmanager
def serving(
    subjects: list[Subject],
    site: Site,
    threads: int = THREADS,
    variables: Mapping[str, str] | None = None,
) -> Iterator[dict[str, Running]]:
    """Run every server among the subjects, by name, for as long as the context lasts."""
    with ExitStack() as stack:
        found = {}
        for subject in subjects:
            if subject.is_server:
                running = Running(subject, site, threads, variables).start()
                stack.callback(running.stop)
                found[subject.name] = running
        yield found


def resident(pid: int) -> int:
    """Return the resident memory of a process, in bytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used, all of its threads together."""
    return time.clock_gettime((~pid << 3) | 2)  # the clock that clock_getcpuclockid(3) names


def family(pid: int) -> list[int]:
    """Return a process and all that it started."""
    return [pid, *(one for child in _children(pid) for one in family(child))]


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _command_line(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()
