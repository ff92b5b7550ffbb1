"""Flask-MySQLdb's ``mysql.connection``, kept from one request to the next in a lane."""

import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import flask_mysqldb
import MySQLdb
from flask import Flask, current_app, has_app_context
from MySQLdb.connections import Connection

from rawboard.db.circuit_breaker import CircuitBreaker
from rawboard.db.context import current_context
from rawboard.db.driver import close, configuration, options
from rawboard.db.errors import FULL, Unavailable, number
from rawboard.db.lanes import Lane, Lanes
from rawboard.db.queries import load_named
from rawboard.settings import Settings

SESSION = load_named("queries", "session")
ATTEMPTS = 3  # at a connection, or at a lane that has one, where the server is full
PROBES = 16  # requests that may wait for the lane of health checks
PING_AFTER = 30.0  # seconds without use after which a connection is tried before it is trusted
DDL_TIMEOUT = 24 * 3600  # seconds that one statement of a migration may take


class MySQL(flask_mysqldb.MySQL):  # type: ignore[misc]  # the package ships no types
    """Flask-MySQLdb with connections that outlive requests, each in a lane.

    A request takes a lane at its first statement and gives it back at its end. It thus pays no
    connect, and a connection is pinged only after idling.
    """

    def init_app(self, app: Flask) -> None:
        """Give the application its lanes; connects to nothing yet."""
        super().init_app(app)
        most, *chosen = app.config["MYSQL_LANES"]
        app.extensions["mysql"] = Lanes(most, *chosen)
        app.extensions["mysql_probes"] = Lanes(1, PROBES, *chosen[1:])
        app.extensions["mysql_breaker"] = CircuitBreaker()

    @property
    def connect(self) -> Connection:
        """A new connection with its session set; raises MySQLdb.Error, as the driver or server."""
        connection: Connection = super().connect
        try:
            for name in current_app.config["MYSQL_SESSION"]:
                connection.cursor().execute(SESSION[name].sql({}), {})
        except MySQLdb.Error:
            close(connection)
            raise
        return connection

    @property
    def connection(self) -> Connection:
        """The connection of this request or command, opened where there is none that works.

        Raises:
            Unavailable: the server cannot be reached or refuses the account.
            Overloaded: no lane is free.
        """
        return self.usable()

    def usable(self, *, polled: bool = False) -> Connection:
        """Return the connection, as :attr:`connection` does.

        Before a first write it is polled: if it were lost under one, the outcome would be unknown.
        """
        now, lane = time.monotonic(), self.lane()
        if lane.in_transaction:  # on another connection, the rest of it would commit by itself
            return cast(Connection, lane.connection)
        if lane.generation != lane.pool.generation:
            self.discard()
        elif now - lane.used_at > PING_AFTER:
            self.ping()
        elif polled:
            self.poll()
        if not lane.connection:
            lane = self._opened(lane)
        lane.used_at = now
        return cast(Connection, lane.connection)

    @property
    def lanes(self) -> Lanes:
        """The lanes of the current application."""
        lanes: Lanes = current_app.extensions["mysql"]
        return lanes

    def lane(self) -> Lane:
        """Return the lane of this request or command, taken here where it has none yet.

        Raises:
            Overloaded: none is free in time.
        """
        current = current_context()
        if current.lane is None:
            current.lane = self.lanes.take()
        return current.lane

    @contextmanager
    def probe(self) -> Iterator[None]:
        """Run statements on the one lane of health checks, which no other request waits for."""
        self.release()
        current_context().lane = current_app.extensions["mysql_probes"].take()
        try:
            yield
        finally:
            self.release()

    def _opened(self, lane: Lane) -> Lane:
        """Open a lane's connection; where the server is full, wait for a lane that has one."""
        for _ in range(ATTEMPTS):
            full = self._open(lane)
            if full is None:
                return lane
            if not lane.pool.connections:
                break
            lane.pool.shrink()
            self.release()
            lane = self.lane()
            if lane.connection:
                return lane
        raise Unavailable(str(full)) from full

    def _open(self, lane: Lane) -> MySQLdb.Error | None:
        """Open a lane's connection; return the error of a full server, which trips no breaker."""
        lane.generation = lane.pool.generation  # of before: meanwhile there may be another
        with current_app.extensions["mysql_breaker"].attempt():
            try:
                lane.connection = self.connect
            except MySQLdb.Error as error:
                if number(error) in FULL:
                    return error
                raise
        lane.pool.count(1)
        return None

    def ping(self) -> None:
        """Try the lane's connection, if it has one, and discard it if it does not work."""
        lane = self.lane()
        try:
            if lane.connection:
                lane.connection.ping()
        except MySQLdb.Error:
            self.discard()

    def poll(self) -> None:
        """Ping only if there is something to read: the server announces that it closes.

        A poll of the socket, as go-sql-driver/mysql does it, costs no round trip. A server that
        shuts down, or ends an idle or a killed connection, is noticed by it as by a ping.
        """
        connection = self.lane().connection
        if connection:
            readable = select.poll()
            readable.register(connection, select.POLLIN)
            if readable.poll(0):
                self.ping()

    def discard(self) -> None:
        """Close the lane's connection, whatever its state; the next use opens another."""
        lane = self.lane()
        connection, lane.connection = lane.connection, None
        lane.in_transaction = lane.has_written = False
        if connection:
            lane.pool.count(-1)
            close(connection)

    def release(self) -> None:
        """Give the lane back, if there is one outside of a transaction; a statement takes another.

        It is called before hashing, reading a body, or sending a page of a stream.
        """
        current = current_context() if has_app_context() else None
        if current and current.lane and not current.lane.in_transaction:
            lane, current.lane = current.lane, None
            lane.pool.give_back(lane)

    def teardown(self, exception: BaseException | None) -> None:  # noqa: ARG002 (Flask passes it)
        """Give the lane back; a connection that a request left in a transaction is thrown away."""
        lane = current_context().lane
        if lane and lane.in_transaction:
            self.discard()
        self.release()


mysql = MySQL()


def configure(app: Flask, settings: Settings) -> None:
    """Set Flask-MySQLdb's configuration from the settings and initialise it."""
    app.config.update(
        configuration(settings),
        MYSQL_SESSION=("set_session", "set_isolation", "set_statement_limit"),
        MYSQL_LANES=(
            settings.rawboard_threads,
            settings.rawboard_waiting,
            settings.rawboard_lane_wait_seconds,
            settings.rawboard_lane_pause_seconds,
        ),
    )
    mysql.init_app(app)


def become_owner(app: Flask, settings: Settings) -> None:
    """Make the application's next connections the schema owner's, with time for migrations."""
    mysql.discard()
    app.config.update(
        MYSQL_CUSTOM_OPTIONS=options(settings) | {"read_timeout": DDL_TIMEOUT},
        MYSQL_SESSION=("set_session", "set_isolation"),
    )
    if settings.mysql_owner_user:
        app.config["MYSQL_USER"] = settings.mysql_owner_user
        app.config["MYSQL_PASSWORD"] = settings.mysql_owner_password.get_secret_value()
