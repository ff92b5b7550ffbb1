"""The context of a request or a command: ``flask.g``, typed."""

from collections.abc import Callable
from typing import cast

from flask import g
from flask.ctx import _AppCtxGlobals

from rawboard.db.lanes import Lane


class Context(_AppCtxGlobals):
    """What is known of a request, and what it has done to the database so far.

    Attributes:
        tags: what its statements say of it (:mod:`rawboard.db.sqlcommenter`).
        request_id: ties response, log and statements together.
        started: when it began, as time.perf_counter has it.
        statements: round trips, those that begin and end transactions included.
        written: whether something was committed, or may have been.
        caller_verified: whether a statement that names its caller has found a row.
        lane: its place at the database, from its first statement on.
    """

    tags: str = ""
    request_id: str = "-"
    started: float = 0.0
    statements: int = 0
    written: bool = False
    caller_verified: bool = False
    lane: Lane | None = None


# Of the current request or command; its attributes begin with the defaults above.
context = cast(Context, g)
# Returns what that proxy stands for, whose attributes cost a tenth of the proxy's.
current_context: Callable[[], Context] = g._get_current_object
