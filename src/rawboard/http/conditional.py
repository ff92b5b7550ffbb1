"""Conditional requests (RFC 9110, section 13): If-Match for writes, If-None-Match for reads."""

import re
from typing import TYPE_CHECKING, NamedTuple

from flask import Response

from rawboard.db.precondition import UNCONDITIONAL, Precondition
from rawboard.http.flask_app import app
from rawboard.http.problems import Problem

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

ENTITY_TAG = r'(?:W/)?"[!#-~\x80-\xff]*"'  # RFC 9110, section 8.8.3
TAG = re.compile(r'(W/)?"([^"]*)"')  # the two parts of a well-formed one
TAG_LIST = re.compile(rf"[\s,]*{ENTITY_TAG}(?:\s*,[\s,]*{ENTITY_TAG})*[\s,]*")
# A tag that was shown, of whatever representation and content coding, or a bare version.
VERSION = re.compile(r"([1-9][0-9]{0,18})(?:-[0-9a-f]+)?(?::(?:gzip|zstd))?", re.ASCII)


class Tags(NamedTuple):
    """A list of entity tags: all (``*``), or the strong ones and the weak ones."""

    all: bool
    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


def precondition(environ: "WSGIEnvironment", *, conditional: bool) -> Precondition:
    """Return what ``If-Match`` and ``If-None-Match`` ask of a write.

    ``*`` stands for any version. A write finds a row or answers 404, so in If-Match it adds
    nothing, and in If-None-Match it admits nothing. Weak tags never satisfy If-Match.

    Args:
        environ: the request's.
        conditional: whether the operation is a write that observes them.

    Raises:
        Problem: 400, one is malformed, or has no meaning for the operation; 428 (RFC 6585,
            section 3) where the setting demands If-Match.
    """
    match, unless = tags(environ, "HTTP_IF_MATCH"), tags(environ, "HTTP_IF_NONE_MATCH")
    if not conditional:
        if (match or unless) and environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            raise Problem(400, "If-Match and If-None-Match have no meaning for this operation.")
        return UNCONDITIONAL
    if match is None and app.settings.rawboard_require_if_match:
        raise Problem(428, "Send If-Match with the ETag that you read, so that no change is lost.")
    if unless and unless.all:
        return Precondition(match=frozenset())
    wanted = None if match is None or match.all else _versions(match.strong)
    return Precondition(wanted, _versions(unless.strong + unless.weak) if unless else frozenset())


def is_unchanged(response: Response, environ: "WSGIEnvironment") -> bool:
    """Tell whether the client has this representation already, by ``If-None-Match``."""
    if response.status_code != 200 or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return False
    known = tags(environ, "HTTP_IF_NONE_MATCH")
    if known is None or "ETag" not in response.headers:
        return False
    return known.all or response.headers["ETag"].strip('"') in known.strong + known.weak


def tags(environ: "WSGIEnvironment", name: str) -> Tags | None:
    """Return the entity tags of a header field, None where it is not sent.

    Args:
        environ: the request's.
        name: the field's, as WSGI has it (PEP 3333).

    Raises:
        Problem: 400, it is neither ``*`` nor a list of quoted tags.
    """
    value = environ.get(name)
    if value is None:
        return None
    found = parse(value)
    if found is None:
        field = name.removeprefix("HTTP_").replace("_", "-").title()
        raise Problem(400, f'{field} takes * or entity tags in double quotes, such as "3".')
    return found


def parse(value: str) -> Tags | None:
    """Return the tags of a field's value, None where it is neither ``*`` nor a list of tags."""
    if value.strip() == "*":
        return Tags(all=True)
    if not TAG_LIST.fullmatch(value):
        return None
    found = TAG.findall(value)
    strong = tuple(tag for weak, tag in found if not weak)
    return Tags(False, strong, tuple(tag for weak, tag in found if weak))


def with_coding(tag: str, coding: str) -> str:
    """Return a quoted tag for the same representation in a content coding (RFC 9110, 8.8.3.3)."""
    return f'{tag[:-1]}:{coding}"'


def _versions(tags: tuple[str, ...]) -> frozenset[int]:
    """Return the versions that tags begin with; a tag of another form matches nothing."""
    return frozenset(int(found[1]) for tag in tags if (found := VERSION.fullmatch(tag)))
