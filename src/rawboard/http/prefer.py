"""What a client would rather have: the ``Prefer`` header (RFC 7240)."""

from typing import TYPE_CHECKING

from flask import Response, g, request
from werkzeug.http import parse_list_header

from rawboard.http.headers import sent
from rawboard.http.problems import Problem

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# ``tx`` is PostgREST's: rollback does everything but keep it.
KNOWN = {
    "return": ("representation", "minimal"),
    "tx": ("commit", "rollback"),
    "handling": ("lenient", "strict"),
}
WRITES = ("POST", "PUT", "PATCH")


def read(environ: "WSGIEnvironment") -> bool:
    """Read the request's preferences; of several for one thing the first counts (section 2).

    Returns:
        Whether it has any.

    Raises:
        Problem: 400, under ``handling=strict``: one is unknown, or two contradict each other.
    """
    header = sent(environ, "Prefer")
    if header is None:
        return False
    asked: dict[str, str] = {}
    complaints = []
    for name, value in _pairs(header):
        if value not in KNOWN.get(name, ()):
            complaints.append(f"{name}={value} is not known here" if value else f"{name} is not")
        elif asked.setdefault(name, value) != value:
            complaints.append(f"{name}={value} contradicts {name}={asked[name]}")
    if asked.get("handling") == "strict" and complaints:
        raise Problem(400, f"Prefer: {'; '.join(complaints)}.")
    g.preferences = asked
    g.preferences_applied = ["handling"] if "handling" in asked else []
    return True


def asks(name: str, value: str) -> bool:
    """Tell whether the client prefers ``name=value``."""
    return bool(g.get("preferences", {}).get(name) == value)


def apply(name: str) -> None:
    """Take note that a preference was honoured, if the client has it."""
    if name in g.get("preferences", {}) and name not in g.preferences_applied:
        g.preferences_applied.append(name)


def finish(answer: Response, *, minimal: bool) -> Response:
    """Leave the body out where that is preferred, and say what was honoured of what was read.

    Args:
        answer: what the view made of the request.
        minimal: whether ``return=minimal`` loses nothing that the client cannot get again.
    """
    if request.method in WRITES and answer.status_code in (200, 201):
        if asks("return", "representation") or minimal:
            apply("return")
        if asks("return", "minimal") and minimal:
            answer.set_data(b"")
            del answer.headers["Content-Type"]
            if answer.status_code == 200:
                answer.status_code = 204
                del answer.headers["Content-Length"]  # RFC 9110, section 8.6
    if g.preferences_applied:
        pairs = (f"{name}={g.preferences[name]}" for name in g.preferences_applied)
        answer.headers["Preference-Applied"] = ", ".join(pairs)
    return answer


def _pairs(header: str) -> list[tuple[str, str]]:
    """Return names and values; the parameters of a preference mean nothing to any of ours."""
    pairs = []
    for item in parse_list_header(header):
        name, _, value = item.partition(";")[0].partition("=")
        if name.strip():
            pairs.append((name.strip().lower(), value.strip().strip('"').lower()))
    return pairs
