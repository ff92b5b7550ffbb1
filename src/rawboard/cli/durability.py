"""Warns, when the server starts, where the database may lose what it has acknowledged."""

import logging

import MySQLdb

from rawboard.db.errors import DatabaseFault
from rawboard.db.execution import fetch_all
from rawboard.db.queries import load_named
from rawboard.errors import Overloaded
from rawboard.http.flask_app import Rawboard

QUERY = load_named("ops", "durability")["list_weak_durability_settings"]
logger = logging.getLogger("rawboard.durability")


def warn(app: Rawboard) -> None:
    """Log each setting that is weaker than 1; a database that does not answer is no reason to fail.

    It is asked once, of the server that the settings lead to.
    """
    try:
        with app.app_context():
            weak = fetch_all(QUERY)
    except (DatabaseFault, Overloaded, MySQLdb.Error) as error:
        logger.info("durability is not known: %s", error)
        return
    for row in weak:
        logger.warning(
            "%s is %s, not 1: a crash of the database's machine may lose acknowledged writes",
            row["setting"],
            row["value"],
        )
