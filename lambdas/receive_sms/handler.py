"""See to texts from phones: queue `InboundTexts`, fed by the carrier's topic."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pinwheel.domain.inbound_sms import open_text
from pinwheel.runtime import bootstrap
from pinwheel.runtime.batch import queue_function
from pinwheel.runtime.settings import settings
from pinwheel.services.inbound_sms import InboundTools, receive_text


def process(body: dict[str, Any], _deadline: datetime) -> None:
    """See to the text that one notification holds."""
    text = open_text(body)
    if text is None:
        return
    tools = InboundTools(
        documents=bootstrap.documents(),
        reader=bootstrap.endpoints(),
        writer=bootstrap.endpoints(),
        stream=bootstrap.event_stream(),
        answers=bootstrap.bare_sms_provider(),
        topics=bootstrap.topics(),
        clock=bootstrap.clock(),
        account_id=settings().account_id,
    )
    receive_text(text, tools=tools)


lambda_handler = queue_function(process)
