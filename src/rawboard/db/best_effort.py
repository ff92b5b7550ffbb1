"""Writes beside the point of a request: it neither waits for their success nor fails with them."""

from collections.abc import Callable

import MySQLdb
from flask import current_app

from rawboard.db.context import tally
from rawboard.db.errors import DatabaseFault


def aside(work: Callable[[], object]) -> bool:
    """Do a write whose failure is for the log alone, and tell whether it was done.

    What follows in the request is answered as if it had not been tried: a fault of the database
    after it is no "outcome unknown" of what the client asked for.
    """
    so_far = tally()
    written = so_far.written
    try:
        work()
    except (DatabaseFault, MySQLdb.Error) as fault:
        current_app.logger.warning("left undone: %s", fault)
        return False
    finally:
        so_far.written = written
    return True
