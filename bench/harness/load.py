"""Load: wrk with 16 kept connections, or the loop on the database alone."""

import json
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bench.harness.mistakes import MeasureError
from bench.harness.places import BENCH, PLANS
from bench.harness.subjects import CONNECTIONS

SCRIPT = BENCH / "load.lua"
SEED = 20


@dataclass(frozen=True)
class Call:
    """A request of a plan."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True)
class Result:
    """What a load gave.

    Args:
        requests: that were answered.
        seconds: that it took.
        refused: answers of 400 and above among them.
        broken: connections and requests that failed or took over half a minute.
        p50, p99: latencies in seconds.
        cpu: processor time that the server used, in seconds.
    """

    requests: int
    seconds: float
    refused: int
    broken: int
    p50: float
    p99: float
    cpu: float = 0.0

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds

    def check(self, what: str) -> "Result":
        """Return this result, which has to be of good answers alone.

        Raises:
            MeasureError: it is not.
        """
        if self.refused or self.broken or not self.requests:
            raise MeasureError(f"{what}: {self}")
        return self


def require_wrk() -> None:
    """Stop where the load generator is missing."""
    if not shutil.which("wrk"):
        raise MeasureError("wrk is not installed: 'bench/setup' does it (Debian's package wrk)")


def plan(name: str, calls: Iterable[Call]) -> Path:
    """Write a plan for load.lua and return its path."""
    path = PLANS / name
    lines = []
    for call in calls:
        headers = [f"{header}: {value}" for header, value in call.headers.items()]
        lines.append("\t".join([call.method, call.path, call.body, *headers]))
    path.write_text("\n".join(lines) + "\n")
    return path


def begin(
    port: int, path: Path, seconds: int, connections: int = CONNECTIONS, threads: int = 1
) -> "Load":
    """Start wrk, with so many threads, on a plan."""
    options = [f"--threads={threads}", f"--connections={connections}", f"--duration={seconds}s"]
    command = ["wrk", *options, "--timeout=30s", f"--script={SCRIPT}", f"http://127.0.0.1:{port}"]
    return Load([*command, "--", str(path), str(SEED)])


class Load:
    """A load that runs."""

    def __init__(self, command: list[str], **options: object):
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,  # type: ignore[call-overload]
        )

    def result(self) -> Result:
        """Wait for its end and return what it gave."""
        try:
            said, complaint = self._process.communicate()
        except BaseException:
            self._process.kill()
            raise
        for line in said.splitlines():
            if line.startswith("RESULT "):
                return Result(**json.loads(line.removeprefix("RESULT ")))
        raise MeasureError(f"the load gave no result: {(said + complaint)[-2000:]}")
