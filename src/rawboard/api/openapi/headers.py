"""Headers, as responses have them and as requests may have them."""

from collections.abc import Iterable

from rawboard.api import idempotency
from rawboard.api.openapi.schemas import Schema
from rawboard.http.conditional import ENTITY_TAG
from rawboard.http.request_log import ACCEPTED_ID

EVERYWHERE = ("X-Request-Id", "Cache-Control", "Vary", "X-Content-Type-Options")

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
TAG_LIST: Schema = {
    "type": "string",
    "anyOf": [{"const": "*"}, {"pattern": rf"^{ENTITY_TAG}(?:[ \t]*,[ \t]*{ENTITY_TAG})*$"}],
}
PREFER = """\
The client's preferences (RFC 7240). `handling=lenient` ignores unknown members and parameters; \
`handling=strict` refuses unknown preferences."""

# Of requests; a header that may have any value is never refused for it.
OF_REQUESTS: dict[str, tuple[str, Schema]] = {
    "Prefer": (
        f"{PREFER} `return=minimal` omits the response's body, `return=representation` does not. "
        "`tx=rollback` is a dry run: the response is that of the request, and nothing is kept.",
        TEXT,
    ),
    "PreferReading": (PREFER, TEXT),
    "If-Match": (
        "The `ETag` that was read, or several, or `*` for any: "
        "a write to any other version gets 412.",
        TAG_LIST,
    ),
    "If-None-Match": (
        "The `ETag` of a known representation: while it is current, a read gets 304 and a write "
        "gets 412.",
        TAG_LIST,
    ),
    "Idempotency-Key": (
        "A unique key for this request, chosen by the client, preferably a UUID in double quotes. "
        "A retry with the same key and body gets the same response, and nothing is done twice.",
        {"type": "string", "pattern": idempotency.KEY},
    ),
}

# Of responses.
OF_RESPONSES: dict[str, tuple[str, Schema]] = {
    "X-Request-Id": (
        "Identifies this request in the log.",
        {"type": "string", "pattern": f"^{ACCEPTED_ID.pattern}$"},
    ),
    "Cache-Control": ("Whether the response may be stored (RFC 9111).", TEXT),
    "Vary": ("What the response depends on besides the URL.", TEXT),
    "X-Content-Type-Options": ("Media types are not to be guessed.", {"const": "nosniff"}),
    "ETag": (
        "The version of the representation, for If-Match and If-None-Match (RFC 9110, 8.8.3).",
        {"type": "string", "pattern": f"^{ENTITY_TAG}$"},
    ),
    "Location": ("The URL of the created resource.", {"type": "string", "format": "uri"}),
    "Link": ('The next page, as `<URL>; rel="next"` (RFC 8288).', TEXT),
    "Preference-Applied": ("The preferences that were honoured.", TEXT),
    "Idempotent-Replayed": (
        "This is the stored response of an earlier request.",
        {"const": "true"},
    ),
    "Content-Disposition": ("The name of the file to save.", TEXT),
    "X-CSV-Formulas": ("How cells that a spreadsheet would run are made harmless.", TEXT),
    "X-Total-Count": ("The number of rows on all pages.", COUNT),
    "WWW-Authenticate": ("The authentication scheme.", {"type": "string", "pattern": "^Basic "}),
    "Retry-After": ("Seconds to wait.", COUNT),
    "RateLimit": (
        "How many more logins may fail, or users be registered "
        "(draft-ietf-httpapi-ratelimit-headers).",
        TEXT,
    ),
    "RateLimit-Policy": ("How many of them in how many seconds.", TEXT),
    "Accept": ("The supported media types.", TEXT),
    "Accept-Patch": ("The supported media types (RFC 5789).", TEXT),
    "Accept-Encoding": ("The supported content codings.", TEXT),
}


def of_response(always: Iterable[str] = (), maybe: Iterable[str] = ()) -> dict[str, Schema]:
    """Return the headers of a response, those of every response included.

    Args:
        always: the names of those that it always has.
        maybe: the names of those that it may have.
    """
    keys = {name: name for name in (*always, *EVERYWHERE)}
    keys |= {name: f"{name}-if-any" for name in maybe}
    return {name: {"$ref": f"#/components/headers/{key}"} for name, key in keys.items()}


def of_request(name: str) -> Schema:
    """Return a reference to the header parameter of this component name."""
    return {"$ref": f"#/components/parameters/{name}"}


def header_components() -> dict[str, Schema]:
    """Return the Header Objects: each header as a required one, and as an optional one."""
    return {
        key: {"description": description, "required": required, "schema": schema}
        for name, (description, schema) in OF_RESPONSES.items()
        for key, required in ((name, True), (f"{name}-if-any", False))
    }


def parameter_components() -> dict[str, Schema]:
    """Return the Parameter Objects of the headers of requests."""
    found: dict[str, Schema] = {
        key: {
            "name": "Prefer" if key == "PreferReading" else key,
            "in": "header",
            "required": False,
            "description": description,
            "schema": schema,
        }
        for key, (description, schema) in OF_REQUESTS.items()
    }
    found["If-Match-demanded"] = {**found["If-Match"], "required": True}
    return found
