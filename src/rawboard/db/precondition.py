"""What a conditional write asks of the row that it changes, as plain versions."""

from typing import NamedTuple


class Precondition(NamedTuple):
    """The versions that a write may and may not find (RFC 9110, 13.1).

    Args:
        match: the versions one of which the row must have; None for any.
        unless: the versions none of which it may have.
    """

    match: frozenset[int] | None = None
    unless: frozenset[int] = frozenset()

    def admits(self, version: int) -> bool:
        """Tell whether a row of this version may be changed."""
        return (self.match is None or version in self.match) and version not in self.unless


UNCONDITIONAL = Precondition()
