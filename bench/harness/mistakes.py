"""What ends a benchmark with a message instead of a number."""

from rawboard.errors import Mistake


class MeasureError(Mistake):
    """Something could not be measured, or would have been measured wrongly."""
