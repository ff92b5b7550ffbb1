"""The database servers that the suite runs on; each can be killed, frozen and started again."""

import fcntl
import os
import signal
import socket
import tempfile
import time
from pathlib import Path
from typing import Any, Protocol

import MySQLdb

from rawboard.cli.local import docker
from rawboard.cli.local.embedded import FAST, EmbeddedServer

ROOT_PASSWORD = "suite-root"
# Not synced to the disk, but handed to the kernel: what was committed survives kill().
SURVIVES_KILL = "--innodb-flush-log-at-trx-commit=2"
NO_SYNC = "--innodb-flush-method=nosync"  # the machine does not lose its power in a test
RYUK = "testcontainers/ryuk:0.8.1"


class SuiteServer(Protocol):
    kind: str

    def describe(self) -> str: ...
    def administrator(self) -> dict[str, Any]: ...
    def location(self) -> dict[str, str]: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def kill(self) -> None: ...
    def shut_down(self) -> None: ...
    def freeze(self) -> None: ...
    def thaw(self) -> None: ...


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_answering(server: SuiteServer, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            MySQLdb.connect(connect_timeout=2, **server.administrator()).close()
            return
        except MySQLdb.Error:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def is_stopped(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "T"


class Embedded(EmbeddedServer):
    def __init__(self, directory: Path) -> None:
        super().__init__(directory, (*FAST, SURVIVES_KILL))

    def kill(self) -> None:
        os.kill(self.pid(), signal.SIGKILL)
        assert self._process
        self._process.wait(10)

    def shut_down(self) -> None:
        self.stop()

    def freeze(self) -> None:
        os.kill(self.pid(), signal.SIGSTOP)
        while not is_stopped(self.pid()):  # the signal takes a moment to reach every thread
            time.sleep(0.01)

    def thaw(self) -> None:
        os.kill(self.pid(), signal.SIGCONT)


class Container:
    """MySQL 9.7 in Docker through testcontainers, on a port that survives a restart.

    Its data is a copy of a volume that was initialised once for all servers of a run, which takes
    a second where initialising takes a dozen.
    """

    kind = "docker"

    def __init__(self) -> None:
        self.port = free_port()
        self.image = os.environ.get("MYSQL_IMAGE", docker.IMAGE)
        self.volume = f"rawboard-tests-{self.port}-{os.getpid()}"
        self.container: Any = None

    def describe(self) -> str:
        return f"{self.image} in Docker (testcontainers) on 127.0.0.1:{self.port}"

    def administrator(self) -> dict[str, Any]:
        address = {"host": "127.0.0.1", "port": self.port}
        return {**address, "user": "root", "password": ROOT_PASSWORD}

    def location(self) -> dict[str, str]:
        return {"MYSQL_HOST": "127.0.0.1", "MYSQL_PORT": str(self.port)}

    def start(self) -> None:
        if self.container is None:
            copy_volume(initialised_volume(self.image), self.volume, self.image)
            self.container = mysql_container(self.image, self.volume, "ready for connections")
            self.container.with_bind_ports(3306, self.port).start()
        else:
            self.container.get_wrapped_container().start()
        wait_until_answering(self)

    def stop(self) -> None:
        self.container.stop()
        docker.run("volume", "rm", self.volume)

    def kill(self) -> None:
        self.container.get_wrapped_container().kill()

    def shut_down(self) -> None:
        self.container.get_wrapped_container().stop()

    def freeze(self) -> None:
        self.container.get_wrapped_container().pause()

    def thaw(self) -> None:
        self.container.get_wrapped_container().unpause()


def mysql_container(image: str, volume: str, ready: str) -> Any:
    """A container on a volume; ``ready`` is what its log says once it answers."""
    from testcontainers.community.mysql import MySqlContainer
    from testcontainers.core.config import testcontainers_config

    if docker.run("image", "inspect", RYUK).returncode:
        testcontainers_config.ryuk_disabled = True  # no image of it: the suite cleans up itself
    container = MySqlContainer(image, root_password=ROOT_PASSWORD, wait_strategy_check_string=ready)
    options = f"{SURVIVES_KILL} {NO_SYNC} --skip-log-bin --loose-mysqlx=OFF"
    return container.with_command(options).with_volume_mapping(volume, "/var/lib/mysql", "rw")


def template() -> str:
    """The volume that the servers of this run are copied from; its workers inherit the name."""
    return os.environ.setdefault("SUITE_VOLUME", f"rawboard-tests-{os.getpid()}")


def initialised_volume(image: str) -> str:
    """Return a volume with an initialised data directory; the first worker that asks makes it."""
    volume = template()
    with (Path(tempfile.gettempdir()) / f"{volume}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if docker.run("volume", "inspect", volume).returncode:
            twice = r".*: ready for connections.*: ready for connections.*"  # to set up, to serve
            container = mysql_container(image, volume, twice).start()
            container.get_wrapped_container().stop()
            container.stop()
    return volume


def copy_volume(source: str, target: str, image: str) -> None:
    mounts = ["-v", f"{source}:/from:ro", "-v", f"{target}:/to"]
    done = docker.run(
        "run", "--rm", *mounts, "--entrypoint", "cp", image, "-a", "/from/.", "/to/", timeout=60
    )
    assert done.returncode == 0, done.stderr


def another_like(server: SuiteServer, directory: Path) -> SuiteServer:
    """An empty server of the same kind (embedded, where the suite's is somebody else's)."""
    return Container() if isinstance(server, Container) else Embedded(directory)
