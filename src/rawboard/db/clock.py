"""The time as the database keeps it."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current time: naive UTC, microseconds."""
    return datetime.now(UTC).replace(tzinfo=None)
