"""A WSGI function and nothing else: the floor below every framework."""

import base64
import os
import threading
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlencode

import MySQLdb
import orjson
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from credential_memory import CredentialCache
from statements import CREATE_BOARD, FIND_BOARD, FIND_CALLER, LIST_BOARDS

OPTIONS = orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z
PREFIX = "/api/v1/boards"
STATUSES = {200: "200 OK", 201: "201 Created", 401: "401 Unauthorized", 404: "404 Not Found"}
START = (datetime(9999, 12, 31), 0)

hasher = PasswordHasher()
memory = CredentialCache()
kept = threading.local()


def connection():
    """This thread's connection."""
    if not hasattr(kept, "connection"):
        kept.connection = MySQLdb.connect(
            host=os.environ["MYSQL_HOST"],
            port=int(os.environ["MYSQL_PORT"]),
            user=os.environ["MYSQL_USER"],
            password=os.environ["MYSQL_PASSWORD"],
            database=os.environ["MYSQL_DB"],
            charset="utf8mb4",
            autocommit=True,
            ssl_mode="DISABLED",
        )
    return kept.connection


def query(statement, parameters):
    """Run one statement and return its cursor."""
    cursor = connection().cursor()
    cursor.execute(statement, parameters)
    return cursor


def caller(environ):
    """The id and name of who calls, or None."""
    given = environ.get("HTTP_AUTHORIZATION", "")
    if not given.startswith("Basic "):
        return None
    username, _, password = base64.b64decode(given[6:]).decode().partition(":")
    row = query(FIND_CALLER, (username,)).fetchone()
    if row is None:
        return None
    user_id, username, stored = row
    if not memory.knows(username, stored, password):
        try:
            hasher.verify(stored, password)
        except VerifyMismatchError:
            return None
        memory.remember(username, stored, password)
    return user_id, username


def board(row):
    """A board as clients see it."""
    return {
        "id": row[0],
        "title": row[1],
        "content": row[2],
        "author": {"id": row[3], "username": row[4]},
        "created_at": row[5],
        "updated_at": row[6],
        "version": row[7],
    }


def get_board(path):
    """One board."""
    row = query(FIND_BOARD, (int(path[len(PREFIX) + 1 :]),)).fetchone()
    return (200, board(row)) if row else (404, {"status": 404})


def list_boards(environ):
    """A page, newest first."""
    asked = parse_qs(environ["QUERY_STRING"])
    limit = int(asked.get("limit", ["20"])[0])
    time, last = START
    if "before" in asked:
        time, last = asked["before"][0], int(asked["before_id"][0])
    rows = query(LIST_BOARDS, (time, time, last, limit + 1)).fetchall()
    following = None
    if len(rows) > limit:
        end = rows[limit - 1]
        where = urlencode({"limit": limit, "before": end[5].isoformat(), "before_id": end[0]})
        following = f"http://{environ['HTTP_HOST']}{PREFIX}?{where}"
    return 200, {"data": [board(row) for row in rows[:limit]], "next": following}


def create_board(environ, user):
    """Post a board."""
    body = orjson.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    title, content, now = body["title"], body["content"], datetime.now(UTC).replace(tzinfo=None)
    cursor = query(CREATE_BOARD, (user[0], title, content, now, now))
    return 201, board((cursor.lastrowid, title, content, *user, now, now, 1))


def answer(environ):
    """Return status and body."""
    user = caller(environ)
    if user is None:
        return 401, {"status": 401}
    path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
    if path.startswith(PREFIX + "/") and method == "GET":
        return get_board(path)
    if path == PREFIX and method == "GET":
        return list_boards(environ)
    if path == PREFIX and method == "POST":
        return create_board(environ, user)
    return 404, {"status": 404}


def app(environ, start_response):
    """The application."""
    status, body = answer(environ)
    data = orjson.dumps(body, option=OPTIONS)
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(data)))]
    start_response(STATUSES[status], headers)
    return [data]
