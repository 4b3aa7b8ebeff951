"""Dates in attribute values: ISO instants, with or without offset, and plain dates (spec 02, section 4.1)."""

from __future__ import annotations

from datetime import UTC, datetime


def read_date(text: str) -> datetime | None:
    """Read a value as an instant in UTC; None when it is no date, because such values never match."""
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is UTC:
            return instant
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
