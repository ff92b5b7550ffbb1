"""Conditional requests (RFC 9110, section 13): If-Match for writes, If-None-Match for reads."""

import re
from typing import TYPE_CHECKING

from flask import Response
from werkzeug.datastructures import ETags

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


def precondition(environ: "WSGIEnvironment", *, conditional: bool) -> Precondition:
    """Return what ``If-Match`` and ``If-None-Match`` ask of an operation that is ``conditional``.

    ``*`` stands for any version. A write finds a row or answers 404, so in If-Match it adds
    nothing, and in If-None-Match it admits nothing. Weak tags never satisfy If-Match.

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
    if unless and unless.star_tag:
        return Precondition(match=frozenset())
    wanted = None if match is None or match.star_tag else _versions(match.as_set())
    refused = _versions(unless.as_set(include_weak=True)) if unless else frozenset()
    return Precondition(wanted, refused)


def is_unchanged(response: Response, environ: "WSGIEnvironment") -> bool:
    """Tell whether the client has this representation, by ``If-None-Match``; malformed, it has not.

    The response is made already, so nothing may be raised here.
    """
    if response.status_code != 200 or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return False
    known, tag = parse(environ["HTTP_IF_NONE_MATCH"]), response.headers.get("ETag")
    return bool(known and tag and known.contains_weak(tag.strip('"')))


def tags(environ: "WSGIEnvironment", name: str) -> ETags | None:
    """Return the entity tags of a field, named as in WSGI (PEP 3333), None where it is not sent.

    Raises:
        Problem: 400, it is neither ``*`` nor a list of quoted tags.
    """
    value = environ.get(name)
    if value is None:
        return None
    found = parse(value)
    if found is None:
        raise Problem(
            400, f'{field_name(name)} takes * or entity tags in double quotes, such as "3".'
        )
    return found


def field_name(name: str) -> str:
    """Return a field's name in HTTP for its name in WSGI (PEP 3333)."""
    return name.removeprefix("HTTP_").replace("_", "-").title()


def parse(value: str) -> ETags | None:
    """Return the tags of a field's value, None where it is neither ``*`` nor a list of tags."""
    if value.strip() == "*":
        return ETags(star_tag=True)
    if not TAG_LIST.fullmatch(value):
        return None
    found = TAG.findall(value)
    return ETags([tag for weak, tag in found if not weak], [tag for weak, tag in found if weak])


def with_coding(tag: str, coding: str) -> str:
    """Return a quoted tag for the same representation in a content coding (RFC 9110, 8.8.3.3)."""
    return f'{tag[:-1]}:{coding}"'


def _versions(tags: set[str]) -> frozenset[int]:
    """Return the versions that tags begin with; a tag of another form matches nothing."""
    return frozenset(int(found[1]) for tag in tags if (found := VERSION.fullmatch(tag)))
