"""Takes the database away and gives it back.

The suite's own server is killed, stopped or frozen for real. One that is somebody else's is left
alone: the proxy in front of it then looks to the API as if that had happened.
"""

from collections.abc import Callable

from flask import Flask

from rawboard.db.connection import mysql
from tests.support.proxy import Proxy
from tests.support.servers import SuiteServer, wait_until_answering

# An API that gives up soon, for tests in which the server hangs.
IMPATIENT = {"MYSQL_READ_TIMEOUT": "2", "MYSQL_CONNECT_TIMEOUT": "1"}
LONGEST = 2 + 1 + 2.0  # seconds that it may take to answer: both of the above, and slack


class Outage:
    """What can happen to the server; ``end`` undoes all of it."""

    def __init__(self, server: SuiteServer, proxy: Proxy, app: Flask) -> None:
        self.server, self.proxy, self.app = server, proxy, app
        self.is_ours = server.kind != "external"
        self.down = self.frozen = self.has_been_down = False

    @property
    def settings(self) -> dict[str, str]:
        """The settings of an API that is to feel it."""
        return {} if self.is_ours else self.proxy.settings

    def kill(self) -> None:
        """End the server without warning."""
        self._take_down(self.server.kill)

    def shut_down(self) -> None:
        """Ask the server to end, as an upgrade does."""
        self._take_down(self.server.shut_down)

    def start(self) -> None:
        """Start the server again; returns when it answers."""
        if self.is_ours:
            self.server.start()
            wait_until_answering(self.server)
        else:
            self.proxy.serve()
        self.down = False
        with self.app.app_context():
            mysql.discard()  # the suite's own connection, for run_sql

    def freeze(self) -> None:
        """Let the server hang: it answers nothing and closes nothing."""
        self.frozen = True
        (self.server if self.is_ours else self.proxy).freeze()

    def thaw(self) -> None:
        """Let a frozen server go on."""
        if self.is_ours:
            self.server.thaw()
            wait_until_answering(self.server)
        else:
            self.proxy.serve()
        self.frozen = False

    def end(self) -> None:
        """Bring the server back, whatever the test did or left undone."""
        if self.frozen:
            self.thaw()
        if self.down:
            self.start()

    def _take_down(self, act: Callable[[], None]) -> None:
        self.down = self.has_been_down = True
        if self.is_ours:
            act()
        else:
            self.proxy.refuse()
