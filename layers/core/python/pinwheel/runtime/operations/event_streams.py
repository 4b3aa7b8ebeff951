"""Operations on the event stream of an application."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from pinwheel.api.call import Call
from pinwheel.runtime import bootstrap
from pinwheel.services import event_streams
from pinwheel.services.applications import require_application


def put_event_stream(call: Call) -> Any:
    """Set or replace the stream."""
    return event_streams.put_event_stream(
        _application(call),
        msgspec.to_builtins(call.body),
        updated_by=call.caller.identity,
        documents=bootstrap.documents(),
        clock=bootstrap.clock(),
    )


def get_event_stream(call: Call) -> Any:
    """Read the stream."""
    return event_streams.get_event_stream(_application(call), documents=bootstrap.documents())


def delete_event_stream(call: Call) -> Any:
    """Forget the stream."""
    return event_streams.delete_event_stream(_application(call), documents=bootstrap.documents())


def _application(call: Call) -> str:
    application_id = call.labels["ApplicationId"]
    require_application(application_id, documents=bootstrap.documents())
    return application_id


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "DeleteEventStream": delete_event_stream,
    "GetEventStream": get_event_stream,
    "PutEventStream": put_event_stream,
}
