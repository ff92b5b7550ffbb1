"""Which database: what ``.env`` names, else MySQL in Docker, else an embedded one."""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from rawboard.cli.local import docker
from rawboard.cli.local.embedded import ServerError, find_server

KINDS = ("external", "docker", "embedded")
SETUP = Path("bin/setup")  # installs what a checkout needs, and tells that a directory is one


class Choice(NamedTuple):
    """The kind of database, and why it is this one."""

    kind: str
    reason: str


def choose(
    variables: Mapping[str, str], *, compose: bool, remembered: str = "", checkout: bool = True
) -> Choice:
    """Choose the kind of database by the environment and ``.env``, in which ``DB`` forces one.

    ``remembered`` is the kind that holds this directory's data already. Elsewhere than in a
    checkout no database is made, unless ``DB`` asks for it.

    Raises:
        ServerError: what was forced, or what holds the data, cannot be had.
    """
    named = "MYSQL_HOST" in variables or "MYSQL_UNIX_SOCKET" in variables
    if forced := variables.get("DB", ""):
        choice = Choice(forced, f"DB={forced} asks for it")
    elif named:
        choice = Choice("external", "MYSQL_HOST or MYSQL_UNIX_SOCKET is set")
    elif remembered == "embedded":
        choice = Choice("embedded", "it holds the data of earlier starts")
    elif not (checkout or remembered):
        choice = Choice("external", "this directory is no checkout")
    else:
        choice = Choice("docker", "a Docker engine answers")
    if choice.kind not in KINDS:
        raise ServerError(f"DB={forced}: it must be one of {', '.join(KINDS)}")
    if forced == "external" and not named:
        raise ServerError("DB=external: set MYSQL_HOST or MYSQL_UNIX_SOCKET in .env")
    if choice.kind == "docker":
        missing = docker.why_not(variables.get("MYSQL_IMAGE", docker.IMAGE), compose=compose)
        if missing and forced:
            raise ServerError(f"DB=docker: {missing}")
        if missing and remembered == "docker":
            kept = "the data of earlier starts is in Docker"
            raise ServerError(f"{kept}, but {missing}; see DB=embedded")
        return Choice("embedded", missing) if missing else choice
    return choice


def install_server(project: Path) -> None:
    """Install a database server where none is; ``bin/setup server`` says what it does.

    Raises:
        ServerError: it could not be installed.
    """
    setup = project / SETUP
    if find_server() or not setup.exists():
        return
    if subprocess.run([setup, "server"], check=False).returncode:
        raise ServerError("no database server could be installed; see above")
