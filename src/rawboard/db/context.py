"""What is known of the request, and what it has done to the database so far."""

from dataclasses import dataclass

from flask import g


@dataclass(slots=True)
class Tally:
    """A request's account.

    Args:
        tags: what its statements say of it (:mod:`rawboard.db.sqlcommenter`).
        request_id: ties answer, log and statements together.
        started: when it began, as time.perf_counter has it.
        statements: round trips, those that begin and end transactions included.
        written: whether something was changed for good.
    """

    tags: str = ""
    request_id: str = "-"
    started: float = 0.0
    statements: int = 0
    written: bool = False


def tally() -> Tally:
    """Return the account of this request, or of this command."""
    found: Tally | None = g.get("tally")
    if found is None:
        found = g.tally = Tally()
    return found
