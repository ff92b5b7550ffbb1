"""What reading one board (W1) is made of, piece by piece, in microseconds of processor time.

As in :mod:`bench.harness.account` nothing else runs. Each piece is called alone, over and over, all
that it needs in the caches of the processor, so together they are less than a whole request.
"""

from typing import Any

from flask import Flask
from rawboard import create_app, settings
from rawboard.api import operations
from rawboard.auth import basic
from rawboard.db.connection import mysql
from rawboard.http import after_request, request_log, responses
from rawboard.repositories import boards, users
from rawboard.routes.board_parameters import BoardSelection

from bench.harness.account import CALLER, LONG, SHORT, Call, in_turns, request_of, served
from bench.harness.data import PASSWORD, Site
from bench.harness.database import Server
from bench.harness.report import table
from bench.harness.subjects import QUIET
from bench.harness.workloads import BOARDS

Json = dict[str, Any]
WHOLE = "a whole request"


def measure(_server: Server, site: Site, *, short: bool) -> Json:
    """Measure every piece in turns."""
    app = create_app(settings.load({**site.api, **QUIET}))
    board = site.last_id - 500
    request = request_of("GET", f"{BOARDS}/{board}")
    with app.app_context():
        whole = served(app, request)
        whole()  # the password is cached from now on
        with app.request_context(dict(request)):
            app.preprocess_request()
            found = in_turns(
                {**_pieces(app, request, board), WHOLE: whole}, SHORT if short else LONG
            )
        mysql.discard()
    return found


def text(found: Json) -> dict[str, str]:
    """Return the block."""
    together = sum(seconds for name, seconds in found.items() if name != WHOLE)
    rows = [[name, f"{seconds * 1e6:.1f}"] for name, seconds in found.items() if name != WHOLE]
    rest = found[WHOLE] - together
    between = "what is between them, and caches that went cold during the statement"
    rows += [[between, f"{rest * 1e6:.1f}"], [WHOLE, f"**{found[WHOLE] * 1e6:.1f}**"]]
    return {"pieces": table(["W1, µs", ""], rows)}


def _pieces(app: Flask, request: Json, board_id: int) -> dict[str, Call]:
    account, _ = users.find_credentials(CALLER) or (None, None)
    assert account is not None
    caller = account.principal
    board = boards.find(caller, board_id)
    operation = operations.Operation("GET", f"{BOARDS}/<id:board_id>", query=BoardSelection)
    environ, response = dict(request), responses.json_response(board, version=1)

    def context() -> None:
        made = app.request_context(dict(request))
        made.push()
        made.pop(None)

    def finishing() -> None:
        empty = responses.WholeResponse(b"{}")
        after_request._finish(empty)
        request_log._end(empty)

    return {
        "Flask's and Werkzeug's contexts, request and routing": context,
        "request id, and the tags of its statements": request_log._begin,
        "Authorization, as Flask-HTTPAuth reads it": lambda: basic.auth.get_auth(),
        "the password, cached": lambda: basic.verify(CALLER, PASSWORD),
        "Prefer, Accept, parameters, If-None-Match": lambda: operations._inputs(operation, environ),
        "the statement, through repository and cursor": lambda: boards.find(caller, board_id),
        "JSON, ETag, the response": lambda: responses.json_response(board, version=1),
        "headers that every response has (and an empty response to have them)": finishing,
        "to the server": lambda: response(environ, lambda *_: None),  # type: ignore[arg-type]
    }
