"""One statement of an SQL file as the driver takes it, and what of it may be left out."""

import functools
from collections.abc import Collection
from dataclasses import dataclass

from rawboard.db.sql_tokens import Sample


@dataclass(frozen=True)
class Piece:
    """A stretch of a statement that is in or out as a whole.

    Args:
        text: as in :class:`Statement`.
        samples: the sample value of each parameter in it; where one stands twice, the first.
        part: the name of the optional part that it is, or "".
    """

    text: str
    samples: dict[str, Sample]
    part: str


@dataclass(frozen=True)
class Statement:
    """One SQL statement as the driver takes it.

    Args:
        pieces: its text in order, cut where an optional part starts or ends.
        line: the 1-based line of the file on which the statement starts.
    """

    pieces: tuple[Piece, ...]
    line: int

    @functools.cached_property
    def text(self) -> str:
        """The text, its parameters as ``%(name)s`` and its literal ``%`` doubled."""
        return "".join(piece.text for piece in self.pieces).strip()

    @functools.cached_property
    def samples(self) -> dict[str, Sample]:
        """The sample value of each parameter, a tuple for a list of values."""
        found: dict[str, Sample] = {}
        for piece in self.pieces:
            found |= piece.samples | found
        return found

    @property
    def parameters(self) -> frozenset[str]:
        """The names that must be bound."""
        return frozenset(self.samples)

    @property
    def optional(self) -> frozenset[str]:
        """The names of the optional parts."""
        return frozenset(piece.part for piece in self.pieces if piece.part)

    def without(self, names: Collection[str]) -> "Statement":
        """Return the statement with the optional parts of these names left out."""
        pieces = tuple(piece for piece in self.pieces if piece.part not in names)
        return Statement(pieces, self.line)
