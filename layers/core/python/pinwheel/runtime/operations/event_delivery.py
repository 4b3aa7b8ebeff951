"""How the delivery to an application's event stream goes (extension API)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pinwheel.api.call import Call
from pinwheel.runtime import bootstrap
from pinwheel.services.applications import require_application
from pinwheel.services.stream_delivery import stream_status


def get_event_stream_status(call: Call) -> Any:
    """Tell how delivery goes, and why it does not."""
    application_id = call.labels["ApplicationId"]
    require_application(application_id, documents=bootstrap.documents())
    return stream_status(application_id, documents=bootstrap.documents())


OPERATIONS: dict[str, Callable[[Call], Any]] = {"GetEventStreamStatus": get_event_stream_status}
