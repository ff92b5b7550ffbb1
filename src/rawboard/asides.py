"""Writes beside the point of a request: it neither waits for their success nor fails with them."""

from collections.abc import Callable

import MySQLdb
from flask import current_app, g

from rawboard.faults import DatabaseFault


def aside(work: Callable[[], object]) -> bool:
    """Do a write whose failure is for the log alone, and tell whether it was done.

    What follows in the request is answered as if it had not been tried: a fault of the database
    after it is no "outcome unknown" of what the client asked for.
    """
    written = g.get("written", False)
    try:
        work()
    except (DatabaseFault, MySQLdb.Error) as fault:
        current_app.logger.warning("left undone: %s", fault)
        return False
    finally:
        g.written = written
    return True
