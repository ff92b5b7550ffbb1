"""Examples, from the demo data (``sql/seeds/demo.sql``), so that they can be tried as they are."""

from typing import Any, get_args

from rawboard.api.openapi.words import Schema
from rawboard.api.operations import Operation
from rawboard.http import formats
from rawboard.http.bulk import CSV, NDJSON
from rawboard.http.validation import Input

ALICE = {
    "id": 1001,
    "username": "alice",
    "created_at": "2026-01-01T08:00:00Z",
    "updated_at": "2026-01-01T08:00:00Z",
    "version": 1,
}
WELCOME = {"title": "Welcome", "content": "Say hello here."}
HELLO = {"title": "안녕하세요", "content": "처음 뵙겠습니다. 게시판에 글을 남겨 주세요."}

# Of each model that is taken and each type that is shown, by its name.
EXAMPLES: dict[str, dict[str, Any]] = {
    "BoardBody": WELCOME,
    "BoardPatch": {"content": "Say hello here, or in another language."},
    "Registration": {
        "username": "dave",
        "email": "dave@example.com",
        "password": "correct horse battery staple",
    },
    "UserBody": {"username": "alice", "email": "alice@example.com"},
    "UserPatch": {"email": "alice@example.com"},
    "PasswordChange": {
        "current_password": "alice-demo-1",
        "new_password": "correct horse battery staple",
    },
    "TokenBody": {"name": "reports", "scope": "read", "expires_at": None},
    "Board": {
        "id": 1001,
        **WELCOME,
        "author": {"id": 1001, "username": "alice"},
        "created_at": "2026-01-03T09:00:00.000001Z",
        "updated_at": "2026-01-03T09:00:00.000001Z",
        "version": 1,
    },
    "User": {**ALICE, "email": "alice@example.com", "role": "member"},
    "PublicUser": ALICE,
    "Token": {
        "id": 1001,
        "name": "reports",
        "scope": "read",
        "created_at": "2026-01-06T08:00:00Z",
        "expires_at": None,
        "last_used_at": None,
    },
    "NewToken": {
        "id": 1003,
        "name": "reports",
        "scope": "read",
        "created_at": "2026-01-07T08:00:00Z",
        "expires_at": None,
        "last_used_at": None,
        "token": "rbt_" + 43 * "0",
    },
    "Liveness": {"status": "live"},
    "Readiness": {"status": "ready"},
}


def bodies(operation: Operation) -> dict[str, Schema]:
    """Return the Example Objects of an operation's JSON body."""
    name = operation.body.__name__ if operation.body else ""
    if name not in EXAMPLES:
        return {}
    found: dict[str, Schema] = {"one": {"value": EXAMPLES[name]}}
    if operation.bulk:
        found["many"] = {"value": [EXAMPLES[name], HELLO]}
    return found


def answers(operation: Operation, *, as_list: bool) -> dict[str, Schema]:
    """Return the Example Objects of what an operation shows as JSON."""
    names = [kind.__name__ for kind in _kinds(operation)]
    found = {name: EXAMPLES[name] for name in names if name in EXAMPLES}
    if as_list and found:
        return {"page": {"value": {"data": [next(iter(found.values()))], "next": None}}}
    return {name: {"value": value} for name, value in found.items()}


def text(kind: str, operation: Operation) -> Schema:
    """Return the example of a list as NDJSON or CSV; nothing for other media types."""
    for shown in _kinds(operation)[:1]:
        if kind in (NDJSON, CSV) and shown.__name__ in EXAMPLES:
            columns = formats.columns(shown, EXAMPLES[shown.__name__])
            return {"example": _rows(kind, columns, [EXAMPLES[shown.__name__]])}
    return {}


def texts(kind: str, model: type[Input]) -> str:
    """Return an example of many bodies as NDJSON or CSV."""
    return _rows(kind, list(model.model_fields), [EXAMPLES.get(model.__name__, {}), HELLO])


def _rows(kind: str, columns: list[str], found: list[dict[str, Any]]) -> str:
    writer = formats.writer(kind, columns, "")
    return (writer.head() + b"".join(writer.rows(found))).decode()


def _kinds(operation: Operation) -> tuple[Any, ...]:
    """Return the types that an operation shows."""
    if operation.returns is None:
        return ()
    return get_args(operation.returns) or (operation.returns,)
