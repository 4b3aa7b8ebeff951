"""Send audience chunks as text messages: queue `Sms`."""

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
        courier=bootstrap.sms_courier(),
        rates=bootstrap.configured_rates("SMS"),
        queue=bootstrap.queue("sms"),
    )


lambda_handler = queue_function(process)
