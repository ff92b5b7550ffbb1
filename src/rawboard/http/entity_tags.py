"""Entity tags (RFC 9110, section 8.8.3): what they look like, and what a write asks of them."""

import hashlib
import re
from typing import NamedTuple

TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
TAG_LIST = re.compile(rf"[\s,]*{TAG.pattern}(?:\s*,[\s,]*{TAG.pattern})*[\s,]*")
CODING = re.compile(r":(gzip|zstd)$")


class Condition(NamedTuple):
    """What a write asks of the row it finds, for a statement's ``FIND_IN_SET``.

    Args:
        match: the tags one of which the row must have, with commas between them; None: any.
        unless: the tags none of which it may have; None: none.
    """

    match: str | None = None
    unless: str | None = None


class Tags(NamedTuple):
    """A list of entity tags: all (``*``), or the strong ones and the weak ones."""

    all: bool
    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


def parse(value: str) -> Tags | None:
    """Return the tags of a header's value, None where it is neither ``*`` nor a list of tags."""
    if value.strip() == "*":
        return Tags(all=True)
    if not TAG_LIST.fullmatch(value):
        return None
    found = [(match[1], match[2]) for match in TAG.finditer(value)]
    strong = tuple(tag for weak, tag in found if not weak)
    return Tags(False, strong, tuple(tag for weak, tag in found if weak))


def condition(match: Tags | None, unless: Tags | None) -> Condition:
    """Return what If-Match and If-None-Match (None: not sent) ask of a write.

    ``*`` stands for any row. A write finds one or answers 404, so in If-Match it adds nothing, and
    in If-None-Match it leaves nothing that could match. Weak tags never satisfy If-Match.
    """
    if unless and unless.all:
        return Condition("")
    wanted = None if match is None or match.all else _joined(match.strong)
    return Condition(wanted, _joined(unless.strong + unless.weak) if unless else None)


def coded(tag: str, coding: str) -> str:
    """Return a quoted tag for the same representation in a content coding: one of its own."""
    return f'{tag[:-1]}:{coding}"'


def digest(body: bytes) -> str:
    """Return the tag of a representation that has no version, such as a page of a list."""
    return hashlib.sha256(body).hexdigest()[:24]


def _joined(tags: tuple[str, ...]) -> str:
    """Return tags as FIND_IN_SET takes them; the content coding says nothing about the row."""
    return ",".join(CODING.sub("", tag) for tag in tags if "," not in tag)
