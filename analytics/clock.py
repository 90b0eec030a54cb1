"""The clock, read where a command or a page begins; nothing below asks for the time itself."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Give the moment, UTC, as the store records it."""
    return datetime.now(UTC).replace(tzinfo=None)
