"""A private mysqld or mariadbd: its own data directory, a unix socket, no network."""

import contextlib
import getpass
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

import MySQLdb

from rawboard.errors import Mistake
from rawboard.schema import accounts

START_TIMEOUT = 60.0  # seconds
STOP_TIMEOUT = 60.0  # seconds
PLACES = ("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/local/mysql/bin", "/opt/homebrew/bin")
SOCKET_LIMIT = 100  # characters; the kernel takes 107
# No fsync and no binary log: for data that need not outlive the machine, as the tests' does.
FAST = ("--innodb-flush-log-at-trx-commit=0", "--skip-log-bin", "--innodb-buffer-pool-size=64M")


class ServerError(Mistake):
    """A database server cannot be had; the message says why and what helps."""


def find_server() -> str | None:
    """Return the path of mariadbd or mysqld, or None where neither is installed."""
    path = os.pathsep.join([*os.get_exec_path(), *PLACES])
    return shutil.which("mariadbd", path=path) or shutil.which("mysqld", path=path)


class EmbeddedServer:
    """A server process over a directory of data, log and (if its path is short enough) socket.

    Raises:
        ServerError: neither mysqld nor mariadbd is installed.
    """

    kind = "embedded"

    def __init__(self, directory: Path, extra: tuple[str, ...] = ()):
        if not (program := find_server()):
            raise ServerError(
                "neither mariadbd nor mysqld is installed: 'bin/setup server' does it"
            )
        version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
        self.program, self.extra, self.directory = program, extra, directory.resolve()
        self.version = version.stdout.split("Ver", 1)[-1].split()[0]
        self.is_mariadb = "mariadb" in version.stdout.lower()
        self.data = self.directory / ("mariadb" if self.is_mariadb else "mysql")
        self.pid_file = self.directory / "server.pid"
        self.log = self.directory / "server.log"
        self.socket = self._socket()
        self._process: subprocess.Popen[bytes] | None = None

    def describe(self) -> str:
        """Return what serves, for people."""
        flavour = "MariaDB" if self.is_mariadb else "MySQL"
        return f"an embedded {flavour} {self.version}, its data under {self.data}"

    @property
    def passwords(self) -> dict[str, str]:
        """The passwords of the accounts, kept beside the data."""
        return accounts.passwords(self.directory / "passwords")

    def administrator(self) -> dict[str, Any]:
        """Return how to connect as root, as MySQLdb.connect takes it."""
        return {"host": "localhost", "unix_socket": str(self.socket), "user": "root"}

    def location(self) -> dict[str, str]:
        """Return the settings that lead to the server."""
        return {"MYSQL_UNIX_SOCKET": str(self.socket)}

    def is_running(self) -> bool:
        """Return whether the server answers."""
        with contextlib.suppress(MySQLdb.Error):
            MySQLdb.connect(connect_timeout=2, **self.administrator()).close()
            return True
        return False

    def start(self) -> None:
        """Start the server, making its data directory first; returns when it answers.

        Raises:
            ServerError: it ended or did not answer in time; the message quotes its log.
        """
        (self.directory / "tmp").mkdir(parents=True, exist_ok=True)
        self.directory.chmod(0o700)  # root needs no password, so no other user may reach it
        self.log.touch()
        if not self.data.exists():
            self._initialise()
        command = [self.program, *self._options(), "--skip-networking", *self.extra]
        # A session of its own: Ctrl-C in the terminal is for the launcher to act on.
        self._process = subprocess.Popen(
            command, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True
        )
        deadline = time.monotonic() + START_TIMEOUT
        while not self.is_running():
            if self._process.poll() is not None or time.monotonic() > deadline:
                end = self.log.read_text(errors="replace")[-2000:]
                raise ServerError(f"{self.program} did not start; its log ends:\n{end}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Shut the server down and wait until it has written everything."""
        if not self.is_running():
            return
        os.kill(self.pid(), signal.SIGTERM)
        deadline = time.monotonic() + STOP_TIMEOUT
        while self.pid_file.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        if self._process:
            self._process.wait(STOP_TIMEOUT)

    def pid(self) -> int:
        """Return the server's process id."""
        return int(self.pid_file.read_text())

    def _options(self) -> list[str]:
        options = [
            "--no-defaults",
            f"--datadir={self.data}",
            f"--socket={self.socket}",
            f"--pid-file={self.pid_file}",
            # A starting server empties its directory of others' temporary tables: never share one.
            f"--tmpdir={self.directory / 'tmp'}",
            f"--log-error={self.log}",
            f"--user={getpass.getuser()}",
            "--character-set-server=utf8mb4",
            "--innodb-flush-log-at-trx-commit=1",  # what was acknowledged outlives a crash
            "--sync-binlog=1",
            "--innodb-ft-enable-stopword=OFF",  # so that rebuilding the full-text index is harmless
        ]
        return options if self.is_mariadb else [*options, "--mysqlx=OFF"]

    def _initialise(self) -> None:
        unfinished = self.data.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        options = ["--no-defaults", f"--datadir={unfinished}", f"--user={getpass.getuser()}"]
        if self.is_mariadb:
            method = ("--auth-root-authentication-method=normal", "--skip-test-db")
            command = ["mariadb-install-db", *options, *method]
        else:
            command = [self.program, *options, "--initialize-insecure"]
        # A directory of its own: a server that starts removes the temporary tables that it finds.
        private = {**os.environ, "TMPDIR": str(self.directory / "tmp")}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=private)
        if done.returncode:
            said = (done.stdout + done.stderr)[-2000:]
            raise ServerError(f"{command[0]} could not make {self.data}:\n{said}")
        unfinished.rename(self.data)  # only a finished one gets the name

    def _socket(self) -> Path:
        inside = self.directory / "mysql.sock"
        if len(str(inside)) <= SOCKET_LIMIT:
            return inside
        short = hashlib.sha256(str(self.directory).encode()).hexdigest()[:12]
        outside = Path(tempfile.gettempdir()) / f"rawboard-{getpass.getuser()}-{short}"
        outside.mkdir(mode=0o700, exist_ok=True)
        return outside / "mysql.sock"
