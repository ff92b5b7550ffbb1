"""Conditional requests (RFC 9110, section 13): If-Match for writes, If-None-Match for reads."""

from typing import TYPE_CHECKING

from flask import Response, current_app, request

from rawboard.http import entity_tags
from rawboard.http.entity_tags import Condition, Tags
from rawboard.http.headers import sent
from rawboard.http.problems import Problem

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def condition() -> Condition:
    """Return what the request's ``If-Match`` and ``If-None-Match`` ask of a write.

    Raises:
        Problem: 400, one of them is malformed.
    """
    return entity_tags.condition(*_given(request.environ))


def check(environ: "WSGIEnvironment", *, heeded: bool) -> None:
    """Refuse conditions that are malformed, lacking, or without meaning for the operation.

    Args:
        environ: the request's.
        heeded: whether the operation is a write that heeds them.

    Raises:
        Problem: 400; or 428 (RFC 6585, section 3) where the setting demands If-Match.
    """
    given = _given(environ)
    if heeded:
        if current_app.config["RAWBOARD_REQUIRE_IF_MATCH"] and given[0] is None:
            detail = "Send If-Match with the ETag that you read, so that no change is lost."
            raise Problem(428, detail)
    elif any(given) and environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        raise Problem(400, "If-Match and If-None-Match have no meaning for this operation.")


def failed(current: str) -> Problem:
    """Return the 412 for a write that came too late.

    Args:
        current: the tag that the resource has now.
    """
    detail = "This is not the version that the condition asks for: read it again, then decide."
    return Problem(412, detail, headers={"ETag": f'"{current}"'})


def is_unchanged(answer: Response, environ: "WSGIEnvironment") -> bool:
    """Tell whether the client has this representation already, by ``If-None-Match``."""
    if answer.status_code != 200 or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return False
    known = tags(environ, "If-None-Match")
    if known is None or "ETag" not in answer.headers:
        return False
    return known.all or answer.headers["ETag"].strip('"') in known.strong + known.weak


def tags(environ: "WSGIEnvironment", header: str) -> Tags | None:
    """Return the entity tags of a header, None where it is not sent.

    Raises:
        Problem: 400, it is neither ``*`` nor a list of quoted tags.
    """
    value = sent(environ, header)
    if value is None:
        return None
    found = entity_tags.parse(value)
    if found is None:
        raise Problem(400, f'{header} takes * or entity tags in double quotes, such as "3".')
    return found


def _given(environ: "WSGIEnvironment") -> tuple[Tags | None, Tags | None]:
    return tags(environ, "If-Match"), tags(environ, "If-None-Match")
