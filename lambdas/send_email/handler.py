"""Send audience chunks by e-mail: queue `Email`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pinwheel.runtime import bootstrap
from pinwheel.runtime.batch import queue_function
from pinwheel.runtime.settings import settings
from pinwheel.services.sending import SendingTools, send_chunk


def process(body: dict[str, Any], deadline: datetime) -> None:
    """Send what is left of the chunk that one message names."""
    rates = bootstrap.send_rates()
    tools = SendingTools(
        ledger=bootstrap.ledger(),
        documents=bootstrap.documents(),
        blobs=bootstrap.blobs(),
        contents=bootstrap.contents(),
        provider=bootstrap.email_provider(),
        rates=rates,
        queue=bootstrap.queue("email"),
        stream=bootstrap.event_stream(),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
        sleep=rates.sleep,
        account_id=settings().account_id,
    )
    send_chunk(body["RunId"], body["Chunk"], deadline=deadline, tools=tools)


lambda_handler = queue_function(process)
