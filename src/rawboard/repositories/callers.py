"""Who a statement is made for; the SQL is in ``sql/queries/callers.sql``."""

from dataclasses import dataclass, field

from rawboard.db.execution import fetch
from rawboard.db.queries import load_named
from rawboard.errors import NotAllowed

QUERIES = load_named("queries", "callers")


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller as statements name them: a statement finds nothing once the fingerprint differs.

    Args:
        id: the user's.
        is_admin: whether they may do what only admins may.
        fingerprint: SHA-256 of username, role and password hash, as the statements compute it.
        by_token: whether a token stands in the password's place.
        key: the parameters of every statement that names its caller.
    """

    id: int
    is_admin: bool
    fingerprint: str
    by_token: bool = False
    key: dict[str, object] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Make the parameters once for all statements."""
        key = {"caller_id": self.id, "caller_fingerprint": self.fingerprint}
        object.__setattr__(self, "key", key)

    def require_password(self) -> None:
        """Raise NotAllowed for a token: a stolen one must not cost the account.

        OWASP ASVS 5.0, 7.5.1.
        """
        if self.by_token:
            raise NotAllowed("This needs the password; a token is not enough.")


def verify(caller: Principal) -> None:
    """Make sure that the caller has not changed, before statements that do not name them."""
    fetch("caller", QUERIES["find_caller"], **caller.key)
