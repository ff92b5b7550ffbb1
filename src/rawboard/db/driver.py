"""mysqlclient as Rawboard uses it: the options of its connections, and how they are closed."""

from datetime import datetime
from typing import Any

import MySQLdb
from MySQLdb.connections import Connection
from MySQLdb.constants import CLIENT, FIELD_TYPE
from MySQLdb.converters import conversions
from MySQLdb.cursors import DictCursor

from rawboard.settings import Settings

# The driver's own conversions of DATETIME are written in Python, and cost ten times as much.
CONVERSIONS = {
    **conversions,
    FIELD_TYPE.DATETIME: datetime.fromisoformat,
    datetime: "'{}'".format,  # called with the value and the conversions, which it ignores
}


def configuration(settings: Settings) -> dict[str, Any]:
    """Return Flask-MySQLdb's part of the application's configuration."""
    return {
        "MYSQL_HOST": "localhost" if settings.mysql_unix_socket else settings.mysql_host,
        "MYSQL_PORT": settings.mysql_port,
        "MYSQL_UNIX_SOCKET": settings.mysql_unix_socket,
        "MYSQL_USER": settings.mysql_user,
        "MYSQL_PASSWORD": settings.mysql_password.get_secret_value(),
        "MYSQL_DB": settings.mysql_db,
        "MYSQL_CHARSET": "utf8mb4",
        "MYSQL_AUTOCOMMIT": True,
        "MYSQL_CONNECT_TIMEOUT": settings.mysql_connect_timeout,
        "MYSQL_CURSORCLASS": DictCursor.__name__,
        "MYSQL_CUSTOM_OPTIONS": options(settings),
    }


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


def close(connection: Connection) -> None:
    """Close a connection that may be broken already."""
    try:
        connection.close()
    except MySQLdb.Error:
        return  # it was closed before
