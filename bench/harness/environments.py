"""The peers' virtual environments, each its own, under var/bench."""

import hashlib
import subprocess
import sys
from pathlib import Path

import click

from bench.harness.mistakes import MeasureError
from bench.harness.places import BENCH, PEERS, VAR

BJOERN = PEERS / "shared" / "bjoern.txt"  # optional: it has no wheels and needs libev
WITH_BJOERN = ("falcon", "wsgi")


def folder(name: str) -> Path:
    """Return where an environment is."""
    return VAR / "venv" / name


def program(name: str, command: str) -> str:
    """Return the path of a command in an environment."""
    return str(folder(name) / "bin" / command)


def make(name: str) -> None:
    """Make a peer's environment (``plot``: the plot's) from its pinned requirements.

    A stamp keeps what it was made from; an unchanged one is used again.

    Raises:
        MeasureError: pip could not.
    """
    requirements = (BENCH if name == "plot" else PEERS / name) / "requirements.txt"
    stamp = folder(name) / "stamp"
    wanted = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    click.echo(f"Making the environment of {name}.", err=True)
    _run([sys.executable, "-m", "venv", "--clear", str(folder(name))])
    _run([*_pip(name), "--requirement", str(requirements)])
    if name in WITH_BJOERN:
        subprocess.run([*_pip(name), "-r", str(BJOERN)], capture_output=True, check=False)
    stamp.write_text(wanted)


def has_bjoern(name: str) -> bool:
    """Tell whether bjoern could be built for a peer."""
    found = subprocess.run(
        [program(name, "python"), "-c", "import bjoern"], capture_output=True, check=False
    )
    return found.returncode == 0


def _pip(name: str) -> list[str]:
    return [program(name, "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MeasureError(f"{' '.join(command[1:4])} failed:\n{done.stderr[-2000:]}")
