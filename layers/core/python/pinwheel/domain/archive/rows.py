"""An archived event: one row, the columns of the archive's table (docs/archive.md).

The row is filed under the day (UTC) on which the event happened, so that a question about a week reads a
week; events that come late still land there. A device whose clock is far off would file its events under
days that nobody asks for: what claims to be from the future, or from longer ago than a device keeps events,
is filed under its arrival. `event_timestamp` keeps what the device said.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

from pinwheel.domain.endpoints import endpoint_key
from pinwheel.domain.events import EventRecord

AHEAD_MILLIS = 60 * 60 * 1000
"""An hour: what a clock may run ahead."""
BEHIND_MILLIS = 366 * 24 * 60 * 60 * 1000
"""A year: longer no device keeps events."""

COLUMNS = {
    "event_id": "VARCHAR",
    "event_type": "VARCHAR",
    "occurred": "BIGINT",
    "event_timestamp": "BIGINT",
    "arrival_timestamp": "BIGINT",
    "endpoint_id": "VARCHAR",
    "endpoint_key": "VARCHAR",
    "user_id": "VARCHAR",
    "session_id": "VARCHAR",
    "attributes": "MAP(VARCHAR, VARCHAR)",
    "metrics": "MAP(VARCHAR, DOUBLE)",
    "application": "VARCHAR",
    "device": "VARCHAR",
    "session": "VARCHAR",
    "client_context": "VARCHAR",
    "facets": "VARCHAR",
}
"""Columns with their types in DuckDB's words; `stacks/archive.py` has them in Glue's (a test compares)."""

_encode = msgspec.json.Encoder().encode


class ArchiveRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row; times are epoch milliseconds, what is nested is JSON text."""

    event_id: str
    event_type: str
    occurred: int
    event_timestamp: int
    arrival_timestamp: int
    endpoint_id: str
    endpoint_key: str
    user_id: str | None
    session_id: str | None
    attributes: dict[str, str]
    metrics: dict[str, float]
    application: str
    device: str
    session: str
    client_context: str
    facets: str

    @property
    def day(self) -> str:
        """The day (UTC) that the row is filed under."""
        return day_of_millis(self.occurred)


class Forgotten(msgspec.Struct, frozen=True):
    """One deleted endpoint; its events that arrived up to then are gone."""

    endpoint_key: str
    until_millis: int


def archive_row(event: EventRecord) -> ArchiveRow:
    """Make the row of an event."""
    session_id = event.session.get("session_id")
    return ArchiveRow(
        event_id=event.event_id,
        event_type=event.event_type,
        occurred=occurred(event.event_timestamp, event.arrival_timestamp),
        event_timestamp=event.event_timestamp,
        arrival_timestamp=event.arrival_timestamp,
        endpoint_id=event.endpoint_id,
        endpoint_key=endpoint_key(event.subject),
        user_id=event.user_id or None,
        session_id=None if session_id is None else str(session_id),
        attributes={name: str(value) for name, value in event.attributes.items() if value is not None},
        metrics={name: float(value) for name, value in event.metrics.items()},
        application=_text(event.application),
        device=_text(event.device),
        session=_text(event.session),
        client_context=_text(event.client_context),
        facets=_text(event.facets),
    )


def occurred(event_timestamp: int, arrival_timestamp: int) -> int:
    """Decide when an event happened: when its device says, unless that cannot be."""
    age = arrival_timestamp - event_timestamp
    return event_timestamp if -AHEAD_MILLIS <= age <= BEHIND_MILLIS else arrival_timestamp


def day_of_millis(millis: int) -> str:
    """Spell the day (UTC) of an instant."""
    return datetime.fromtimestamp(millis // 1000, UTC).strftime("%Y-%m-%d")


def by_day(events: Iterable[EventRecord]) -> dict[tuple[str, str], list[ArchiveRow]]:
    """Sort events into (application, day)."""
    sorted_: dict[tuple[str, str], list[ArchiveRow]] = {}
    for event in events:
        row = archive_row(event)
        sorted_.setdefault((event.application_id, row.day), []).append(row)
    return sorted_


def _text(value: object) -> str:
    return _encode(value).decode()
