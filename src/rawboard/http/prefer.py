"""Preferences: the ``Prefer`` header (RFC 7240)."""

from flask import Response, g, request
from werkzeug.http import parse_list_header

from rawboard.http.problems import Problem

# ``tx`` is PostgREST's: rollback does everything but keep it.
KNOWN = {
    "return": ("representation", "minimal"),
    "tx": ("commit", "rollback"),
    "handling": ("lenient", "strict"),
}
WRITES = ("POST", "PUT", "PATCH")


def parse(header: str) -> None:
    """Parse the request's preferences; of several for one thing the first counts (section 2).

    Raises:
        Problem: 400, under ``handling=strict``: one is unknown, or two contradict each other.
    """
    asked: dict[str, str] = {}
    complaints = []
    for item in parse_list_header(header):
        name, _, value = item.partition(";")[0].partition("=")  # none of ours takes parameters
        name, value = name.strip().lower(), value.strip().strip('"').lower()
        if not name:
            continue
        if value not in KNOWN.get(name, ()):
            complaints.append(f"{name}={value} is unknown" if value else f"{name} is unknown")
        elif asked.setdefault(name, value) != value:
            complaints.append(f"{name}={value} contradicts {name}={asked[name]}")
    if asked.get("handling") == "strict" and complaints:
        raise Problem(400, f"Prefer: {'; '.join(complaints)}.")
    g.preferences = asked
    g.preferences_applied = ["handling"] if "handling" in asked else []


def asks(name: str, value: str) -> bool:
    """Tell whether the client prefers ``name=value``."""
    return bool(g.get("preferences", {}).get(name) == value)


def apply(name: str) -> None:
    """Record that a preference was honoured, if the client has it."""
    if name in g.get("preferences", {}) and name not in g.preferences_applied:
        g.preferences_applied.append(name)


def finish(response: Response, *, minimal: bool) -> Response:
    """Leave the body out where that is preferred, and name the preferences that were honoured.

    ``minimal``: whether the client can get again all that ``return=minimal`` leaves out.
    """
    if request.method in WRITES and response.status_code in (200, 201):
        if asks("return", "representation") or minimal:
            apply("return")
        if asks("return", "minimal") and minimal:
            response.set_data(b"")
            del response.headers["Content-Type"]
            if response.status_code == 200:
                response.status_code = 204
                del response.headers["Content-Length"]  # RFC 9110, section 8.6
    if g.preferences_applied:
        pairs = (f"{name}={g.preferences[name]}" for name in g.preferences_applied)
        response.headers["Preference-Applied"] = ", ".join(pairs)
    return response
