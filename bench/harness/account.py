"""Where the microseconds of a request go: Rawboard's processor time against its stack's.

Each row is measured by itself in this process, one caller, no server, with the database of the
other measurements. The rows do not add up: who has waited for the database finds the processor's
caches cold, and code that takes 70 us by itself takes 110 after a statement. So the stack that was
given (Flask, Flask-HTTPAuth, mysqlclient) is measured with the same statement in its view.
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
from rawboard.db.clock import now
from rawboard.db.connection import mysql
from rawboard.db.queries import Query
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
    "driver": "the statement, by MySQL's client library alone",
    "cursor": "the same, by mysqlclient's cursor",
    "repository": "the same, by Rawboard's repository",
    "flask": "Flask with Flask-HTTPAuth, a view that answers a constant",
    "stack": "the same, with the statement in the view, by the repository",
    "whole": "**Rawboard, the whole request**",
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
            workload: in_turns(each, SHORT if short else LONG) for workload, each in calls.items()
        }
        mysql.discard()
    site.forget_new_boards()
    return found


def text(found: Json) -> dict[str, str]:
    """Return the block."""
    rows = [
        [label, *(f"{each[name] * 1e6:.0f}" for each in found.values())]
        for name, label in LAYERS.items()
    ]
    more = [f"**{each['whole'] / each['stack']:.2f}**" for each in found.values()]
    rows.append(["Rawboard over the stack that it is made of (times)", *more])
    return {"account": table(["processor time, µs", *found], rows)}


def in_turns(calls: Mapping[str, Call], turns: int) -> dict[str, float]:
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
    account, _ = users.find_credentials(CALLER) or (None, None)
    assert account is not None
    caller, author = account.principal, Author(id=account.user["id"], username=CALLER)
    board, page, posted = (
        site.last_id - 500,
        BoardFilter(),
        {"title": "A board", "content": CONTENT},
    )
    bounds = {"before": board_lists.NEVER, "before_id": 0, "since": board_lists.EVER, "limit": 21}
    statements: dict[str, tuple[Query, dict[str, Any], Call]] = {
        "W1": (
            boards.QUERIES["find_board_by_id"],
            {**caller.key, "board_id": board},
            lambda: boards.find(caller, board),
        ),
        "W2": (
            board_lists.QUERIES["list_boards"],
            {**caller.key, **bounds},
            lambda: board_lists.list_page(caller, page, None, 21),
        ),
        "W3": (
            boards.QUERIES["create_board"],
            {**caller.key, **posted, "now": now()},
            lambda: boards.create(caller, author, posted["title"], posted["content"], now()),
        ),
    }
    requests = {
        "W1": request_of("GET", f"{BOARDS}/{board}"),
        "W2": request_of("GET", BOARDS),
        "W3": request_of("POST", BOARDS, posted),
    }
    for workload, (query, parameters, repository) in statements.items():
        driver, cursor = _driver(query, parameters), _cursor(query, parameters)
        flask, stack = (
            served(_plain(app, work), requests[workload]) for work in (lambda: None, repository)
        )
        yield workload, [driver, cursor, repository, flask, stack, served(app, requests[workload])]


def _driver(query: Query, parameters: Mapping[str, Any]) -> Call:
    connection = mysql.connection
    text = connection.cursor().mogrify(query.sql(parameters), parameters).encode()

    def call() -> None:
        connection.query(text)
        found = connection.store_result()
        if found:
            found.fetch_row(0, 1)

    return call


def _cursor(query: Query, parameters: Mapping[str, Any]) -> Call:
    connection, text = mysql.connection, query.sql(parameters)

    def call() -> None:
        cursor = connection.cursor()
        cursor.execute(text, parameters)
        cursor.fetchall()

    return call


def _plain(rawboard: Flask, work: Call) -> Flask:
    """Return a Flask application of two addresses that does some work and answers a constant.

    It has Rawboard's connection to the database.
    """
    app, auth = Flask("plain"), HTTPBasicAuth()
    app.extensions.update(rawboard.extensions)
    auth.verify_password(lambda username, _password: username)

    def view(**_path: int) -> ResponseReturnValue:
        work()
        return app.response_class(b"{}", content_type="application/json")

    answering = auth.login_required(view)
    app.add_url_rule(f"{BOARDS}/<int:board_id>", "board", answering)
    app.add_url_rule(BOARDS, "boards", answering, methods=["GET", "POST"])
    return app


def request_of(method: str, path: str, body: object = None) -> Json:
    """Return the environ of a request (PEP 3333), with the body that its input is made from."""
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


def served(app: Flask, request: Json) -> Call:
    """Return a call that makes a request; it raises MeasureError where the answer is no success."""

    def call() -> None:
        environ = {**request, "wsgi.input": io.BytesIO(request["body"])}
        statuses: list[str] = []
        b"".join(app(environ, lambda status, *_: statuses.append(status)))  # type: ignore[arg-type]
        if not statuses[0].startswith("2"):
            raise MeasureError(f"{request['PATH_INFO']} was answered {statuses[0]}")

    return call
