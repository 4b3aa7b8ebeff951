"""Hand audience chunks to functions and URLs of customers: queue `Custom`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pinwheel.runtime import bootstrap
from pinwheel.runtime.batch import queue_function
from pinwheel.runtime.sender import send


def process(body: dict[str, Any], deadline: datetime) -> None:
    """Hand over what is left of the chunk that one message names."""
    send(
        body,
        deadline,
        courier=bootstrap.custom_courier(),
        rates=bootstrap.configured_rates("CUSTOM"),
        queue=bootstrap.queue("custom"),
    )


lambda_handler = queue_function(process)
