"""Send audience chunks as voice messages: queue `Voice`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pinwheel.runtime import bootstrap
from pinwheel.runtime.batch import queue_function
from pinwheel.runtime.sender import send


def process(body: dict[str, Any], deadline: datetime) -> None:
    """Send what is left of the chunk that one message names."""
    send(
        body,
        deadline,
        courier=bootstrap.voice_courier(),
        rates=bootstrap.configured_rates("VOICE"),
        queue=bootstrap.queue("voice"),
    )


lambda_handler = queue_function(process)
