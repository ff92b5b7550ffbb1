"""Which passwords are refused (OWASP ASVS 5.0, 6.2; RFC 7617)."""

import functools
import unicodedata
from importlib.resources import files

from rawboard.auth.passwords import normal_form
from rawboard.auth.token_secrets import SECRET

MIN_LENGTH = 8  # characters (ASVS 6.2.1)
MAX_LENGTH = 256  # characters; ASVS 6.2.9 asks for at least 64 to be allowed


def complaint(password: str, username: str = "", email: str = "") -> str | None:
    """Return why a new password is refused, None for an acceptable one."""
    normal = normal_form(password)
    if not MIN_LENGTH <= len(normal) <= MAX_LENGTH:
        return f"must have {MIN_LENGTH} to {MAX_LENGTH} characters in Normalization Form C"
    if any(unicodedata.category(character) == "Cc" for character in normal):
        return "must not contain control characters"
    if normal.lower() in _common():
        return "is a common password; choose another"
    if normal.lower() in (username.lower(), email.lower()):
        return "must not be the username or the e-mail address"
    if SECRET.fullmatch(normal):
        return "must not have the form of a token"
    return None


@functools.cache
def _common() -> frozenset[str]:
    """Return the common passwords of at least the shortest length allowed, in lower case."""
    text = files("rawboard.auth").joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))
