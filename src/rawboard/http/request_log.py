"""One line a request, and the id that ties it to the response and to the errors."""

import logging
import random
import re
import sys
import time
from typing import Any

import orjson
from flask import Flask, Response, g, request
from flask.ctx import has_request_context

from rawboard.db import sqlcommenter
from rawboard.db.context import context, current_context

ACCEPTED_ID = re.compile(r"[A-Za-z0-9._:/+=@-]{1,128}")
logger = logging.getLogger("rawboard.request")


class TextFormatter(logging.Formatter):
    """A line for a terminal: time, level, request id, message."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; control characters are escaped, so that a line stays one line."""
        fields = getattr(record, "fields", None)
        text = " ".join(f"{k}={v}" for k, v in fields.items()) if fields else record.getMessage()
        safe = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
        line = f"{_time(record)} {record.levelname:<7} {_request_id()} {safe}"
        return line + (f"\n{self.formatException(record.exc_info)}" if record.exc_info else "")


class JsonFormatter(logging.Formatter):
    """A JSON object a line, for machines."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request_id": _request_id(),
            **getattr(record, "fields", {"message": record.getMessage()}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def configure(level: str, style: str) -> None:
    """Send Rawboard's log to standard error; the style is "text" or "json"."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if style == "json" else TextFormatter())
    root = logging.getLogger("rawboard")
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    root.propagate = False


def register(app: Flask) -> None:
    """Give every request an id and a line in the log."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    current = current_context()
    current.started = time.perf_counter()
    given, rule = request.environ.get("HTTP_X_REQUEST_ID"), request.url_rule
    if given and ACCEPTED_ID.fullmatch(given):
        request_id, tag = given, sqlcommenter.pairs(request_id=given)
    else:
        request_id = f"{random.getrandbits(128):032x}"
        tag = f"request_id='{request_id}'"
    current.tags = f",{tag},{sqlcommenter.of_route(rule.rule if rule else '-')}"
    current.request_id = request_id


def _end(response: Response) -> Response:
    response.headers.add("X-Request-Id", context.request_id)
    level = logging.ERROR if response.status_code >= 500 else logging.INFO
    if logger.isEnabledFor(level):
        caller = g.get("flask_httpauth_user")
        fields = {
            "user": caller.account.user["username"] if caller else "-",
            "method": request.method,
            "path": request.path,  # alone: a query string may hold a password sent by mistake
            "status": response.status_code,
            "ms": round((time.perf_counter() - context.started) * 1000, 1),
            "statements": context.statements,
        }
        logger.log(level, "request", extra={"fields": fields})
    return response


def _request_id() -> str:
    return context.request_id if has_request_context() else "-"


def _time(record: logging.LogRecord) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
