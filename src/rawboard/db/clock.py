"""The API's clock, for created_at and updated_at; what expires goes by the database's."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current time as the database keeps times: naive UTC, microseconds."""
    return datetime.now(UTC).replace(tzinfo=None)
