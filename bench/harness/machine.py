"""What was measured on, for the reader of the numbers."""

import os
import platform
import subprocess
from pathlib import Path

from bench.harness.data import Site

QUIET = 0.5  # load average below which nothing else ran
LOAD = os.getloadavg()[0]  # before this process made any


def describe(site: Site) -> list[tuple[str, str]]:
    """Return what the machine and the database are, as pairs of name and value."""
    quiet = "" if LOAD < QUIET else " (over a minute: something else ran before, or still does)"
    flavour = "in Docker, host network" if site.kind == "docker" else "embedded"
    return [
        ("processor", f"{_field('/proc/cpuinfo', 'model name')}, {os.cpu_count()} cores"),
        ("memory", f"{_memory():.0f} GiB"),
        ("system", f"{_system()}, Linux {platform.release()}"),
        ("Python", platform.python_version()),
        ("database", f"{site.version} ({flavour}; TCP on 127.0.0.1, no TLS, no sync at commit)"),
        ("commit", _commit()),
        ("load before the start", f"{LOAD:.2f}{quiet}"),
    ]


def _field(path: str, name: str) -> str:
    for line in Path(path).read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return "unknown"


def _memory() -> float:
    return int(_field("/proc/meminfo", "MemTotal").split()[0]) / 2**20


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.system()


def _commit() -> str:
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "unknown"
