"""The way of all events into the stream, with its collaborators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pinwheel.runtime import bootstrap
from pinwheel.services import put_events as events
from pinwheel.shapes.events import EventsRequest


def take_events(
    application_id: str, request: EventsRequest, *, request_id: str, for_users: bool = False
) -> Mapping[str, Any]:
    """Take a batch of events (PutEvents)."""
    return events.put_events(
        application_id,
        request,
        request_id=request_id,
        for_users=for_users,
        documents=bootstrap.documents(),
        endpoints=bootstrap.endpoints(),
        writer=bootstrap.endpoint_writer(),
        stream=bootstrap.event_stream(),
        event_types=bootstrap.event_types(),
        rate=bootstrap.ingest_rate(),
        clock=bootstrap.clock(),
    )
