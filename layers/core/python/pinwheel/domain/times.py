"""Instants as Pinpoint writes them: ISO 8601, UTC, milliseconds and a `Z` (spec 01, section 2)."""

from __future__ import annotations

from datetime import UTC, datetime

from pinwheel.domain.errors import Invalid


def iso(instant: datetime) -> str:
    """Write an aware instant as `2018-05-07T19:03:29.963Z`."""
    # strftime would write the year 1 without its zeros, which no client reads.
    text = instant.astimezone(UTC).isoformat(timespec="milliseconds")
    return f"{text.removesuffix('+00:00')}Z"


def parse_iso(text: str, *, member: str = "timestamp") -> datetime:
    """Read an ISO 8601 instant; one without an offset is UTC.

    Raises:
        Invalid: `text` is not an ISO 8601 date and time; names `member`.
    """
    try:
        instant = datetime.fromisoformat(text)
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except (ValueError, OverflowError):
        # An offset can move an instant out of the years that there are.
        message = f"{member} must be an ISO 8601 date and time, got '{text}'."
        raise Invalid(message, member=member) from None


def epoch_millis(instant: datetime) -> int:
    """Count the milliseconds since 1970 of an aware instant."""
    return round(instant.timestamp() * 1000)
