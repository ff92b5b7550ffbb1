"""mysqlclient as Rawboard uses it: the options of its connections, and how they are closed."""

from datetime import datetime
from typing import Any

import MySQLdb
from MySQLdb.connections import Connection
from MySQLdb.constants import CLIENT, FIELD_TYPE
from MySQLdb.converters import conversions

from rawboard.settings import Settings

# The driver's own conversions of DATETIME are written in Python, and cost ten times as much.
CONVERSIONS = {
    **conversions,
    FIELD_TYPE.DATETIME: datetime.fromisoformat,
    datetime: "'{}'".format,  # called with the value and the conversions, which it ignores
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
