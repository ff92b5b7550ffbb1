"""What no code can tell: the words of the description. Everything else in it is derived."""

from typing import Any

from rawboard.auth.token_secrets import SECRET
from rawboard.http.request_log import ACCEPTED_ID

Schema = dict[str, Any]

TITLE = "Rawboard"
ABOUT = """\
A message board over HTTP: users, their boards, and access tokens for scripts.

- **Credentials** are HTTP Basic (RFC 7617, UTF-8): a username with its password, or with one of
  the account's access tokens in the password's place.
- **Times** are RFC 3339 in UTC, with `Z`. **JSON** is UTF-8.
- **Errors** are problem details (RFC 9457); `errors` names every member (`pointer`) and every
  parameter that is wrong. Unknown members and parameters are refused, unless
  `Prefer: handling=lenient` asks otherwise.
- **Lists** give `next`, the URL of the next page, in the body and in `Link`. Follow it as it is.
- **Lost updates** are avoided with `If-Match` and the `ETag` that was read.
- **Retries** of a POST are safe with an `Idempotency-Key`.
- **X-Request-Id** comes back on every answer, and stands in the log: the client's, if it is up to
  128 of `A-Z a-z 0-9 . _ : / + = @ -`, or a new one.
- **HEAD** answers wherever GET does, without the body. **OPTIONS** says what an address takes. Any
  other method gets 405 with `Allow`.
- **Codings**: answers come in gzip or zstd to those who accept them, and bodies may be sent so.
"""

SECURITY: dict[str, Schema] = {
    "password": {
        "type": "http",
        "scheme": "basic",
        "description": "The username and the password of an account.",
    },
    "token": {
        "type": "http",
        "scheme": "basic",
        "description": "The username of an account and one of its access tokens, as the password. "
        "A token with the scope `read` does for GET alone.",
    },
}

ID: Schema = {"type": "integer", "format": "int64", "minimum": 1, "maximum": 2**63 - 1}
NAME = "[A-Za-z][A-Za-z0-9_.-]{0,63}"
MOMENT = "A time in UTC, such as `2026-01-03T09:00:00.000001Z`."

# Of each place in a path: its schema, its description, an example.
PATH_PARAMETERS: dict[str, tuple[Schema, str, object]] = {
    "board_id": (ID, "The board's id.", 1001),
    "token_id": (ID, "The token's id.", 1001),
    "user": (
        {"type": "string", "pattern": f"^([1-9][0-9]{{0,18}}|{NAME})$"},
        "The user's id or username: a username starts with a letter, so a number is always an id.",
        "alice",
    ),
}

# Of members that bodies have: what their models do not say.
FIELDS: dict[str, str] = {
    "username": "It starts with a letter. Nobody else has it, in whatever case.",
    "email": "Nobody else has it.",
    "password": "Common ones are refused, and the username and the e-mail address.",
    "new_password": "Common ones are refused, and the username and the e-mail address.",
    "current_password": "It is asked for again, so that an open session is not enough.",
    "scope": "A token to `read` does for GET alone.",
    "expires_at": "When it ends: a time in the future, with its zone; null: never.",
}

# Of members that answers show: what their types do not say.
MEMBERS: dict[str, Schema] = {
    "id": ID,
    "version": {"minimum": 1, "format": "int64", "description": "Goes up with every change."},
    "username": {"pattern": f"^{NAME}$"},
    "email": {"description": "Shown to the user and to admins alone."},
    "role": {"enum": ["member", "admin"]},
    "scope": {"enum": ["read", "write"]},
    "created_at": {"description": MOMENT},
    "updated_at": {"description": MOMENT},
    "expires_at": {"description": "When it ends; null: never."},
    "last_used_at": {"description": "When it was last used, to the minute; null: never."},
    "token": {
        "pattern": f"^{SECRET.pattern}$",
        "description": "The secret: it is shown this once, and kept as a hash alone.",
    },
}

TAG = r'(?:W/)?"[!#-~\x80-\xff]*"'  # RFC 9110, 8.8.3
TAG_LIST: Schema = {
    "type": "string",
    "anyOf": [{"const": "*"}, {"pattern": rf"^{TAG}(?:[ \t]*,[ \t]*{TAG})*$"}],
}
PREFER = """\
What the client would rather have (RFC 7240). `handling=lenient` leaves unknown members and
parameters out, `handling=strict` refuses unknown preferences. """

# Header parameters; those that any text may stand in are not refused for it.
HEADERS_TAKEN: dict[str, Schema] = {
    "Prefer": {
        "description": PREFER
        + "`return=minimal` leaves the answer's body out, and `return=representation` does not. "
        "`tx=rollback` does everything, answers, and keeps nothing.",
        "schema": {"type": "string"},
    },
    "PreferReading": {
        "name": "Prefer",
        "description": PREFER.strip(),
        "schema": {"type": "string"},
    },
    "If-Match": {
        "description": "Write only to this version: the `ETag` that was read, or several, or `*` "
        "for any. A lost race gets 412.",
        "schema": TAG_LIST,
    },
    "If-None-Match": {
        "description": "The `ETag` of what is known already: a read of the same gets 304, and a "
        "write to it 412.",
        "schema": TAG_LIST,
    },
    "Idempotency-Key": {
        "description": "A name of the client's for this request, best a UUID in double quotes. "
        "Sent again with the same body, it gets the same answer and nothing is done twice.",
        "schema": {
            "type": "string",
            "pattern": r'^(?:[!#-+\--~]{1,255}|"(?:[ !#-\[\]-~]|\\["\\]){1,255}")$',
        },
    },
}

# Of headers in answers: the description and the schema.
HEADERS_GIVEN: dict[str, tuple[str, Schema]] = {
    "X-Request-Id": (
        "Names this request in the log.",
        {"type": "string", "pattern": f"^{ACCEPTED_ID.pattern}$"},
    ),
    "Cache-Control": (
        "Whether the answer may be kept (RFC 9111).",
        {"type": "string"},
    ),
    "Vary": ("What the answer depends on beside the URL.", {"type": "string"}),
    "X-Content-Type-Options": ("No guessing of media types.", {"const": "nosniff"}),
    "ETag": (
        "The version of what is shown, for If-Match and If-None-Match (RFC 9110, 8.8.3).",
        {"type": "string", "pattern": f"^{TAG}$"},
    ),
    "Location": ("The address of what was created.", {"type": "string", "format": "uri"}),
    "Link": ('The next page, as `<URL>; rel="next"` (RFC 8288).', {"type": "string"}),
    "Preference-Applied": ("Which preferences were honoured.", {"type": "string"}),
    "Idempotent-Replayed": ("This is the stored answer of an earlier try.", {"const": "true"}),
    "Content-Disposition": ("The name to save it under.", {"type": "string"}),
    "X-CSV-Formulas": ("What is done to cells that a spreadsheet would run.", {"type": "string"}),
    "X-Total-Count": ("How many there are in all.", {"type": "integer", "minimum": 0}),
    "WWW-Authenticate": ("How to log in.", {"type": "string", "pattern": "^Basic "}),
    "Retry-After": ("Seconds to wait.", {"type": "integer", "minimum": 0}),
    "RateLimit": (
        "Failed logins that are left (draft-ietf-httpapi-ratelimit-headers).",
        {"type": "string"},
    ),
    "RateLimit-Policy": ("How many logins may fail in how many seconds.", {"type": "string"}),
    "Accept": ("What is taken.", {"type": "string"}),
    "Accept-Patch": ("What is taken (RFC 5789).", {"type": "string"}),
    "Accept-Encoding": ("Which codings are taken.", {"type": "string"}),
}

# Of parameters in query strings, where the model does not say it.
QUERY_PARAMETERS: dict[str, str] = {
    "limit": "How many to give: 20 if it is not said; of NDJSON and CSV, all.",
    "cursor": "The place where the page starts. It is part of `next`: no client makes one up.",
}

DONE = {
    200: "Here it is.",
    201: "It is created. Under `Prefer: return=minimal` there is no body.",
    204: "It is done.",
    304: "It is what the client has already, by If-None-Match.",
}
DONE_BRIEFLY = "It is done, and `Prefer: return=minimal` asked for no more."
