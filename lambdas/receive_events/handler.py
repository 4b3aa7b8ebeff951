"""Takes events that back ends put on the event bus: queue `ReceivedEvents`, fed by a rule."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pinwheel.runtime.batch import queue_function
from pinwheel.runtime.ingestion import take_events
from pinwheel.services.server_events import take_bus_event


def process(body: dict[str, Any], _deadline: datetime) -> None:
    """Take one event of the bus, as the rule delivers it."""
    take_bus_event(body, intake=take_events)


lambda_handler = queue_function(process)
