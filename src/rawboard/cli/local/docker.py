"""MySQL in Docker, through the ``db`` service of ``docker-compose.yml``."""

import json
import subprocess
from collections.abc import Mapping
from typing import Any

from rawboard.cli.local.embedded import ServerError

IMAGE = "mysql:9.7"  # MYSQL_IMAGE names another
PULL_TIMEOUT = 600  # seconds


def run(*arguments: str, timeout: float = 30) -> subprocess.CompletedProcess[str]:
    """Run ``docker`` and return what it printed; a missing or hanging one counts as failed."""
    command = ["docker", *arguments]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(command, 1, "", str(error))


def why_not(image: str, *, compose: bool) -> str | None:
    """Return why MySQL of an image, by ``docker compose`` or not, cannot be had; None if it can."""
    if run("info").returncode:
        return "no Docker engine answers"
    if compose and run("compose", "version").returncode:
        return "'docker compose' is not installed"
    is_here = run("image", "inspect", image).returncode == 0
    if is_here or run("pull", "--quiet", image, timeout=PULL_TIMEOUT).returncode == 0:
        return None
    return f"the image {image} cannot be had"


class ComposeServer:
    """The ``db`` service of the working directory, by the variables that its file reads too."""

    def __init__(self, variables: Mapping[str, str]):
        self.image = variables.get("MYSQL_IMAGE", IMAGE)
        # The defaults are docker-compose.yml's, so that 'make run' and 'make up' share accounts.
        self.root_password = variables.get("MYSQL_ROOT_PASSWORD", "rawboard-root")
        self.passwords = {
            "app": variables.get("MYSQL_PASSWORD", "rawboard-app"),
            "owner": variables.get("MYSQL_OWNER_PASSWORD", "rawboard-owner"),
        }
        self.port = variables.get("MYSQL_PUBLISHED_PORT", "33306")

    def describe(self) -> str:
        """Return what serves, for people."""
        return f"{self.image} in Docker on 127.0.0.1:{self.port}, its data in a named volume"

    def administrator(self) -> dict[str, Any]:
        """Return how to connect as root, as MySQLdb.connect takes it."""
        address = {"host": "127.0.0.1", "port": int(self.port)}
        return {**address, "user": "root", "password": self.root_password}

    def location(self) -> dict[str, str]:
        """Return the settings that lead to the server."""
        return {"MYSQL_HOST": "127.0.0.1", "MYSQL_PORT": self.port}

    def is_running(self) -> bool:
        """Return whether the container is up."""
        listed = run("compose", "ps", "--status", "running", "--format", "json", "db")
        return any(json.loads(line) for line in listed.stdout.splitlines())

    def start(self) -> None:
        """Start the container; returns when MySQL answers.

        Raises:
            ServerError: it did not come up; the message has what Docker printed.
        """
        done = run("compose", "up", "--detach", "--wait", "db", timeout=PULL_TIMEOUT)
        if done.returncode:
            raise ServerError(f"MySQL in Docker did not start:\n{done.stderr[-2000:]}")

    def stop(self) -> None:
        """Stop the container; its volume keeps the data."""
        run("compose", "stop", "db", timeout=120)
