"""Record what SES reports: events for the stream, addresses for the suppression list, opt-outs for endpoints.

A hard bounce or a complaint leaves the endpoint as it is; its address gets no more messages (spec 09).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pinwheel.domain.errors import Invalid
from pinwheel.domain.ses_feedback import Feedback, read_feedback
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents
from pinwheel.ports.endpoints import EndpointUpdate, EndpointWriter
from pinwheel.ports.events import EventStream
from pinwheel.services.suppressions import suppress


def open_envelope(body: Mapping[str, Any]) -> Feedback | None:
    """Read the report in an SNS notification (or a bare one); None where there is nothing for us.

    Raises:
        Invalid: this is no report of SES.
    """
    if "mail" in body:
        return read_feedback(body)
    message = body.get("Message")
    if not isinstance(message, str):
        raise Invalid("A feedback record is no notification.")
    if not message.lstrip().startswith("{"):
        # SES greets a topic with a sentence when it is connected.
        return None
    try:
        return read_feedback(json.loads(message))
    except ValueError as error:
        raise Invalid("A feedback record holds no JSON.") from error


def record_feedback(
    reports: Sequence[Feedback],
    *,
    stream: EventStream,
    documents: Documents,
    writer: EndpointWriter,
    clock: Clock,
) -> None:
    """Record reports; doing so again changes nothing.

    Raises:
        Unavailable: something was not taken; the reports can be recorded again.
    """
    for report in reports:
        for address, reason in report.suppressed:
            suppress(report.application_id, address, reason=reason, documents=documents, clock=clock)
        if report.opted_out:
            updates = [EndpointUpdate(endpoint_id, {"OptOut": "ALL"}, "") for endpoint_id in report.opted_out]
            writer.upsert_many(report.application_id, updates)
    stream.publish([event for report in reports for event in report.events])
