"""Operations on events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pinwheel.api.call import Call
from pinwheel.runtime import bootstrap
from pinwheel.services import put_events as events


def put_events(call: Call) -> Any:
    """Take a batch of events."""
    return events.put_events(
        call.labels["ApplicationId"],
        call.body,
        request_id=call.request_id,
        documents=bootstrap.documents(),
        endpoints=bootstrap.endpoints(),
        writer=bootstrap.endpoints(),
        stream=bootstrap.event_stream(),
        event_types=bootstrap.event_types(),
        clock=bootstrap.clock(),
    )


OPERATIONS: dict[str, Callable[[Call], Any]] = {"PutEvents": put_events}
