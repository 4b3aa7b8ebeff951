"""What all functions that send audience chunks share; a handler adds its courier, rates and queue."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from pinwheel.ports.queue import WorkQueue
from pinwheel.runtime import bootstrap
from pinwheel.runtime.settings import settings
from pinwheel.services.courier import Courier
from pinwheel.services.rates import SendRates
from pinwheel.services.sending import Contents, SendingTools, send_chunk


@cache
def contents() -> Contents:
    """Give the contents of runs, compiled."""
    return Contents(bootstrap.blobs())


def send(
    body: dict[str, Any],
    deadline: datetime,
    *,
    courier: Courier[Any, Any],
    rates: SendRates,
    queue: WorkQueue,
) -> None:
    """Send what is left of the chunk that a message of a family's queue names."""
    tools = SendingTools(
        ledger=bootstrap.ledger(),
        documents=bootstrap.documents(),
        blobs=bootstrap.blobs(),
        contents=contents(),
        courier=courier,
        caps=bootstrap.caps(),
        hook=bootstrap.hook(),
        rates=rates,
        queue=queue,
        stream=bootstrap.event_stream(),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
        sleep=rates.sleep,
        account_id=settings().account_id,
    )
    send_chunk(body["RunId"], body["Chunk"], deadline=deadline, tools=tools)
