"""Flask-MySQLdb's ``mysql.connection``, kept by its thread from one request to the next."""

import math
import select
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import flask_mysqldb
import MySQLdb
from flask import Flask, current_app
from MySQLdb.connections import Connection
from MySQLdb.constants import CLIENT, FIELD_TYPE
from MySQLdb.converters import conversions
from MySQLdb.cursors import DictCursor

from rawboard.db.circuit_breaker import CircuitBreaker
from rawboard.db.queries import load_named
from rawboard.settings import Settings

SESSION = load_named("queries", "session")
DISCARD_EVERY = 1.0  # seconds at least from one time that all connections are discarded to the next
PING_AFTER = 30.0  # seconds without use after which a connection is tried before it is trusted
DDL_TIMEOUT = 24 * 3600  # seconds that one statement of a migration may take


# The driver's own conversions of DATETIME are written in Python, and cost ten times as much.
CONVERSIONS = {
    **conversions,
    FIELD_TYPE.DATETIME: datetime.fromisoformat,
    datetime: "'{}'".format,  # called with the value and the conversions, which it ignores
}


@dataclass
class Shared:
    """What the threads of an application have in common; times are time.monotonic()'s.

    Attributes:
        breaker: keeps them from connecting all at once.
        discarded_at: connections that were opened before are discarded when they are next used.
        write_refused_at: when the server last refused a write as read-only or for lack of room.
    """

    breaker: CircuitBreaker = field(default_factory=CircuitBreaker)
    discarded_at: float = -math.inf
    write_refused_at: float = -math.inf


class Kept(threading.local):
    """What one thread keeps: its connection, and the state of its transaction."""

    connection: Connection | None = None
    opened_at = 0.0
    used_at = 0.0
    in_transaction = False
    has_written = False

    def __init__(self, shared: Shared):
        self.shared = shared


class MySQL(flask_mysqldb.MySQL):  # type: ignore[misc]  # the package ships no types
    """Flask-MySQLdb with one connection a thread instead of one a request.

    A request thus pays no connect, and a thread's connection is pinged only after idling.
    """

    def init_app(self, app: Flask) -> None:
        """Give the application its threads' connections; connects to nothing yet."""
        super().init_app(app)
        app.extensions["mysql"] = Kept(Shared())

    @property
    def kept(self) -> Kept:
        """This thread's state in the current application."""
        kept: Kept = current_app.extensions["mysql"]
        return kept

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
        """This thread's connection, opened where it has none that works.

        Raises:
            Unavailable: the server cannot be reached or refuses the account.
        """
        return self.usable(self.kept)

    def usable(self, kept: Kept, *, polled: bool = False) -> Connection:
        """Return the connection that a thread keeps, as :attr:`connection` does.

        Before a first write it is polled: if it were lost under one, the outcome would be unknown.
        """
        now = time.monotonic()
        if kept.opened_at < kept.shared.discarded_at and not kept.in_transaction:
            self.discard()
        if now - kept.used_at > PING_AFTER:
            self.ping()
        elif polled:
            self.poll()
        if not kept.connection:
            with kept.shared.breaker.attempt():
                kept.connection = self.connect
            kept.opened_at = now
        kept.used_at = now
        return kept.connection

    def ping(self) -> None:
        """Try this thread's connection, if it has one, and discard it if it does not work."""
        try:
            if self.kept.connection:
                self.kept.connection.ping()
        except MySQLdb.Error:
            self.discard()

    def poll(self) -> None:
        """Ping only if there is something to read: the server announces that it closes.

        A poll of the socket, as go-sql-driver/mysql does it, costs no round trip. A server that
        shuts down, or ends an idle or a killed connection, is noticed by it as by a ping.
        """
        connection = self.kept.connection
        if connection:
            readable = select.poll()
            readable.register(connection, select.POLLIN)
            if readable.poll(0):
                self.ping()

    def discard(self) -> None:
        """Close this thread's connection, whatever its state; the next use opens another."""
        kept = self.kept
        connection, kept.connection = kept.connection, None
        kept.in_transaction = kept.has_written = False
        if connection:
            close(connection)

    def discard_all(self) -> None:
        """Discard this thread's connection now, and those of the others when they are next used.

        The others are left alone for a second from one time to the next: while a server stays
        read-only, each write that it refuses would have all threads connect anew.
        """
        self.discard()
        shared, now = self.kept.shared, time.monotonic()
        if now - shared.discarded_at > DISCARD_EVERY:
            shared.discarded_at = now

    def teardown(self, exception: BaseException | None) -> None:  # noqa: ARG002 (Flask passes it)
        """Keep the connection; one that a request left inside a transaction is thrown away."""
        if self.kept.in_transaction:
            self.discard()


mysql = MySQL()


def close(connection: Connection) -> None:
    """Close a connection that may be broken already."""
    try:
        connection.close()
    except MySQLdb.Error:
        return  # it was closed before


def configure(app: Flask, settings: Settings) -> None:
    """Set Flask-MySQLdb's configuration from the settings and initialise it."""
    app.config.update(
        MYSQL_HOST="localhost" if settings.mysql_unix_socket else settings.mysql_host,
        MYSQL_PORT=settings.mysql_port,
        MYSQL_UNIX_SOCKET=settings.mysql_unix_socket,
        MYSQL_USER=settings.mysql_user,
        MYSQL_PASSWORD=settings.mysql_password.get_secret_value(),
        MYSQL_DB=settings.mysql_db,
        MYSQL_CHARSET="utf8mb4",
        MYSQL_AUTOCOMMIT=True,
        MYSQL_CONNECT_TIMEOUT=settings.mysql_connect_timeout,
        MYSQL_CURSORCLASS=DictCursor.__name__,
        MYSQL_CUSTOM_OPTIONS=options(settings),
        MYSQL_SESSION=("set_session", "set_isolation", "set_statement_limit"),
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


def options(settings: Settings) -> dict[str, Any]:
    """Return the driver's options that every connection of Rawboard is opened with."""
    chosen: dict[str, Any] = {
        "multi_statements": False,  # a second statement can never ride on a first
        "local_infile": False,  # a hostile server could read this machine's files
        "client_flag": CLIENT.FOUND_ROWS,  # a change that changes nothing is still a row found
        "read_timeout": settings.mysql_read_timeout,
        "write_timeout": settings.mysql_read_timeout,
        "conv": CONVERSIONS,
        "ssl_mode": settings.mysql_ssl_mode,
    }
    if settings.mysql_ssl_ca:
        chosen["ssl"] = {"ca": settings.mysql_ssl_ca}
    return chosen
