"""Which database: what ``.env`` names, else MySQL in Docker, else an embedded one."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rawboard.cli.local import docker
from rawboard.cli.local.embedded import ServerError, find_server

KINDS = ("external", "docker", "embedded")


@dataclass(frozen=True)
class Choice:
    """The kind of database, and why it is this one."""

    kind: str
    reason: str


def choose(
    variables: Mapping[str, str], *, compose: bool, remembered: str = "", checkout: bool = True
) -> Choice:
    """Choose the kind of database.

    Args:
        variables: the environment and ``.env``; ``DB`` forces a kind.
        compose: whether Docker is used through ``docker compose``.
        remembered: the kind that holds this project's data already, if any.
        checkout: whether this is a checkout; elsewhere no database is made unless ``DB`` says so.

    Raises:
        ServerError: what was forced, or what holds the data, cannot be had.
    """
    named = "MYSQL_HOST" in variables or "MYSQL_UNIX_SOCKET" in variables
    image = variables.get("MYSQL_IMAGE", docker.IMAGE)
    forced = variables.get("DB", "")
    if forced:
        return _forced(forced, image, named=named, compose=compose)
    if named:
        return Choice("external", "MYSQL_HOST or MYSQL_UNIX_SOCKET is set")
    if remembered == "embedded":
        return Choice("embedded", "it holds the data of earlier starts")
    if not (checkout or remembered):
        return Choice("external", "this directory is no checkout")
    missing = docker.why_not(image, compose=compose)
    if missing is None:
        return Choice("docker", "a Docker engine answers")
    if remembered == "docker":
        raise ServerError(
            f"the data of earlier starts is in Docker, but {missing}; see DB=embedded"
        )
    return Choice("embedded", missing)


def _forced(kind: str, image: str, *, named: bool, compose: bool) -> Choice:
    if kind not in KINDS:
        raise ServerError(f"DB={kind}: it must be one of {', '.join(KINDS)}")
    if kind == "external" and not named:
        raise ServerError("DB=external: set MYSQL_HOST or MYSQL_UNIX_SOCKET in .env")
    missing = docker.why_not(image, compose=compose) if kind == "docker" else None
    if missing:
        raise ServerError(f"DB=docker: {missing}")
    return Choice(kind, f"DB={kind} asks for it")


def setup(project: Path) -> Path:
    """Return the program that installs what a checkout needs; where there is one, it is one."""
    return project / "bin" / "setup"


def install_server(project: Path) -> None:
    """Install a database server where none is; ``bin/setup server`` says what it does.

    Raises:
        ServerError: it could not be installed.
    """
    if find_server() or not setup(project).exists():
        return
    if subprocess.run([setup(project), "server"], check=False).returncode:
        raise ServerError("no database server could be installed; see above")
