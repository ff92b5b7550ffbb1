"""Falcon with mysqlclient: resources, a middleware for the credentials, orjson."""

import base64
import os
import threading
from datetime import UTC, datetime

import falcon
import falcon.media
import MySQLdb
import orjson
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from credential_memory import CredentialCache

START = datetime(9999, 12, 31)
COLUMNS = (
    "b.id, b.title, b.content, b.user_id, u.username, b.created_at, b.updated_at, b.version"
    " FROM boards b JOIN users u ON u.id = b.user_id"
)


class Database(threading.local):
    """One connection a thread, opened when it is first used: a server may fork before."""

    connection = None

    def connect(self):
        """Open the thread's connection."""
        self.connection = MySQLdb.connect(
            host=os.environ["MYSQL_HOST"],
            port=int(os.environ["MYSQL_PORT"]),
            user=os.environ["MYSQL_USER"],
            password=os.environ["MYSQL_PASSWORD"],
            database=os.environ["MYSQL_DB"],
            charset="utf8mb4",
            autocommit=True,
            ssl_mode="DISABLED",
        )

    def execute(self, statement, *parameters):
        """Run one statement and return its cursor."""
        if self.connection is None:
            self.connect()
        cursor = self.connection.cursor()
        cursor.execute(statement, parameters)
        return cursor


database = Database()


class BasicAuthentication:
    """Puts the caller into the request's context, or answers 401."""

    def __init__(self):
        self.memory = CredentialCache()
        self.hasher = PasswordHasher()

    def process_request(self, req, resp):
        """Check the credentials."""
        scheme, _, encoded = (req.auth or "").partition(" ")
        if scheme != "Basic":
            raise falcon.HTTPUnauthorized(challenges=["Basic"])
        username, _, password = base64.b64decode(encoded).decode().partition(":")
        row = database.execute(
            "SELECT id, username, password_hash FROM users WHERE username = %s", username
        ).fetchone()
        if row is None or not self._is_right(row, password):
            raise falcon.HTTPUnauthorized(challenges=["Basic"])
        req.context.user_id, req.context.username = row[0], row[1]

    def _is_right(self, row, password):
        _, username, stored = row
        if self.memory.knows(username, stored, password):
            return True
        try:
            self.hasher.verify(stored, password)
        except VerifyMismatchError:
            return False
        self.memory.remember(username, stored, password)
        return True


def shown(row):
    """A board as clients see it."""
    board_id, title, content, user_id, username, created_at, updated_at, version = row
    return {
        "id": board_id,
        "title": title,
        "content": content,
        "author": {"id": user_id, "username": username},
        "created_at": created_at,
        "updated_at": updated_at,
        "version": version,
    }


class Board:
    """``/boards/{id}``."""

    def on_get(self, req, resp, board_id):
        """One board."""
        row = database.execute(f"SELECT {COLUMNS} WHERE b.id = %s", board_id).fetchone()
        if row is None:
            raise falcon.HTTPNotFound
        resp.media = shown(row)


class Boards:
    """``/boards``."""

    def on_get(self, req, resp):
        """A page, newest first."""
        limit = req.get_param_as_int("limit", default=20)
        before = req.get_param_as_datetime("before", "%Y-%m-%dT%H:%M:%S.%f", default=START)
        before_id = req.get_param_as_int("before_id", default=0)
        rows = database.execute(
            f"SELECT {COLUMNS}"
            " WHERE b.created_at <= %s AND (b.created_at < %s OR b.id < %s)"
            " ORDER BY b.created_at DESC, b.id DESC LIMIT %s",
            before,
            before,
            before_id,
            limit + 1,
        ).fetchall()
        following = None
        if len(rows) > limit:
            last = rows[limit - 1]
            where = {"limit": limit, "before": f"{last[5]:%Y-%m-%dT%H:%M:%S.%f}"}
            query = falcon.to_query_str({**where, "before_id": last[0]})
            following = f"{req.prefix}{req.path}{query}"
        resp.media = {"data": [shown(row) for row in rows[:limit]], "next": following}

    def on_post(self, req, resp):
        """Post a board."""
        body = req.media
        title, content, now = body["title"], body["content"], datetime.now(UTC).replace(tzinfo=None)
        user_id, username = req.context.user_id, req.context.username
        cursor = database.execute(
            "INSERT INTO boards (user_id, title, content, created_at, updated_at)"
            " VALUES (%s, %s, %s, %s, %s)",
            user_id,
            title,
            content,
            now,
            now,
        )
        resp.status = falcon.HTTP_201
        resp.location = f"/api/v1/boards/{cursor.lastrowid}"
        resp.media = shown((cursor.lastrowid, title, content, user_id, username, now, now, 1))


def _dumps(media):
    return orjson.dumps(media, option=orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z)


def create_app():
    """Return the application."""
    made = falcon.App(middleware=[BasicAuthentication()])
    handlers = {"application/json": falcon.media.JSONHandler(dumps=_dumps, loads=orjson.loads)}
    made.req_options.media_handlers.update(handlers)
    made.resp_options.media_handlers.update(handlers)
    made.add_route("/api/v1/boards", Boards())
    made.add_route("/api/v1/boards/{board_id:int}", Board())
    return made


app = create_app()
