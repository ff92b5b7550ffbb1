"""Where the microseconds of a request go: Rawboard's processor time, layer by layer.

Each layer is called by itself in this process, one caller, no server, with the database of the
other measurements; what a layer costs is the difference to the one below it. Under a server with
threads everything takes longer, because they share processors and the interpreter's lock; the
proportions stay.
"""

import io
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson
from flask import Flask
from flask.typing import ResponseReturnValue
from flask_httpauth import HTTPBasicAuth
from rawboard import create_app, settings
from rawboard.answers import now
from rawboard.database import mysql
from rawboard.queries import Query
from rawboard.repositories import board_lists, boards, users
from rawboard.repositories.board_lists import BoardFilter
from rawboard.repositories.boards import Author

from bench.harness.data import PASSWORD, Site
from bench.harness.database import Server
from bench.harness.mistakes import MeasureError
from bench.harness.report import table
from bench.harness.subjects import QUIET
from bench.harness.wire import basic
from bench.harness.workloads import BOARDS, CONTENT

CALLER = "argon1"
LONG, SHORT = 60, 15  # turns of each layer
BATCH = 30  # calls of a turn
LAYERS = {
    "driver": "MySQL's client library: one statement and its rows",
    "cursor": "mysqlclient's cursor: parameters, dictionaries",
    "repository": "Rawboard's repository and execution",
    "flask": "Flask alone: contexts, routing, a view that answers a constant",
    "auth": "Flask-HTTPAuth, with a check that costs nothing",
    "whole": "the rest of Rawboard: credentials, request id, validation, JSON, headers",
}
Json = dict[str, Any]
Call = Callable[[], object]


def measure(_server: Server, site: Site, *, short: bool) -> Json:
    """Measure every layer of W1, W2 and W3 in turns."""
    app = create_app(settings.load({**site.api, **QUIET}))
    with app.app_context():
        calls = {
            workload: dict(zip(LAYERS, layers, strict=True))
            for workload, layers in _layers(app, site)
        }
        found = {
            workload: _in_turns(each, SHORT if short else LONG) for workload, each in calls.items()
        }
        mysql.discard()
    site.forget_new_boards()
    return found


def text(found: Json) -> dict[str, str]:
    """Return the block."""
    costs = {workload: _costs(seconds) for workload, seconds in found.items()}
    rows = [
        [label, *(f"{each[name] * 1e6:.0f}" for each in costs.values())]
        for name, label in LAYERS.items()
    ]
    total = [f"**{seconds['whole'] * 1e6:.0f}**" for seconds in found.values()]
    rows.append(["a whole request", *total])
    return {"account": table(["processor time, µs", *found], rows)}


def _costs(seconds: Mapping[str, float]) -> dict[str, float]:
    rest = seconds["whole"] - seconds["repository"] - seconds["auth"]
    return {
        "driver": seconds["driver"],
        "cursor": seconds["cursor"] - seconds["driver"],
        "repository": seconds["repository"] - seconds["cursor"],
        "flask": seconds["flask"],
        "auth": seconds["auth"] - seconds["flask"],
        "whole": rest,
    }


def _in_turns(calls: Mapping[str, Call], turns: int) -> dict[str, float]:
    """Return the least seconds of processor time that each took, so that noise counts little."""
    least = dict.fromkeys(calls, float("inf"))
    for _ in range(turns):
        for name, call in calls.items():
            started = time.process_time()
            for _ in range(BATCH):
                call()
            least[name] = min(least[name], (time.process_time() - started) / BATCH)
    return least


def _layers(app: Flask, site: Site) -> Iterator[tuple[str, list[Call]]]:
    """Yield each workload with the calls that make its layers up, from the bottom."""
    user, _ = users.find_credentials(CALLER) or (None, None)
    assert user is not None
    author = Author(id=user["id"], username=user["username"])
    caller = {"caller_id": user["id"], "caller_version": user["version"]}
    board, page, posted = (
        site.last_id - 500,
        BoardFilter(),
        {"title": "A board", "content": CONTENT},
    )
    bounds = {"before": board_lists.NEVER, "before_id": 0, "since": board_lists.EVER, "limit": 21}
    statements: dict[str, tuple[Query, dict[str, Any], Call]] = {
        "W1": (
            boards.QUERIES["find_board_by_id_as"],
            {**caller, "board_id": board},
            lambda: boards.find_as(user["id"], user["version"], board),
        ),
        "W2": (
            board_lists.QUERIES["list_boards_as"],
            {**caller, **bounds},
            lambda: board_lists.list_page_as(user["id"], user["version"], page, None, 21),
        ),
        "W3": (
            boards.QUERIES["create_board_as"],
            {**caller, **posted, "now": now()},
            lambda: boards.create_as(
                author, user["version"], posted["title"], posted["content"], now()
            ),
        ),
    }
    requests = {
        "W1": _request("GET", f"{BOARDS}/{board}"),
        "W2": _request("GET", BOARDS),
        "W3": _request("POST", BOARDS, posted),
    }
    for workload, (query, parameters, repository) in statements.items():
        driver, cursor = _driver(query, parameters), _cursor(query, parameters)
        flask, auth = (_served(_plain(guarded), requests[workload]) for guarded in (False, True))
        yield workload, [driver, cursor, repository, flask, auth, _served(app, requests[workload])]


def _driver(query: Query, parameters: Mapping[str, Any]) -> Call:
    connection = mysql.connection
    text = connection.cursor().mogrify(query.tagged(), parameters).encode()

    def call() -> None:
        connection.query(text)
        found = connection.store_result()
        if found:
            found.fetch_row(0, 1)

    return call


def _cursor(query: Query, parameters: Mapping[str, Any]) -> Call:
    connection, text = mysql.connection, query.tagged()

    def call() -> None:
        cursor = connection.cursor()
        cursor.execute(text, parameters)
        cursor.fetchall()

    return call


def _plain(is_guarded: bool) -> Flask:
    """Return a Flask application of two addresses that answers the same to everybody."""
    app, auth = Flask("plain"), HTTPBasicAuth()
    auth.verify_password(lambda username, _password: username)

    def view(**_path: int) -> ResponseReturnValue:
        return app.response_class(b"{}", content_type="application/json")

    answering = auth.login_required(view) if is_guarded else view
    app.add_url_rule(f"{BOARDS}/<int:board_id>", "board", answering)
    app.add_url_rule(BOARDS, "boards", answering, methods=["GET", "POST"])
    return app


def _request(method: str, path: str, body: object = None) -> Json:
    text = orjson.dumps(body) if body else b""
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "limit=20" if path == BOARDS and not body else "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_AUTHORIZATION": basic(CALLER, PASSWORD),
        "wsgi.url_scheme": "http",
        "wsgi.input_terminated": True,
        **({"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(text))} if body else {}),
        "body": text,
    }


def _served(app: Flask, request: Json) -> Call:
    def call() -> None:
        environ = {**request, "wsgi.input": io.BytesIO(request["body"])}
        statuses: list[str] = []
        b"".join(app(environ, lambda status, *_: statuses.append(status)))  # type: ignore[arg-type]
        if not statuses[0].startswith("2"):
            raise MeasureError(f"{request['PATH_INFO']} was answered {statuses[0]}")

    return call
