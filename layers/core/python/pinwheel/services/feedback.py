"""Record what carriers report: events for the stream, suppressed addresses, opt-outs for endpoints.

A hard bounce or a complaint leaves the endpoint as it is; its address gets no more messages (spec 09).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.errors import Invalid
from pinwheel.domain.ses_feedback import Feedback, read_feedback
from pinwheel.domain.sms_feedback import is_text_event, read_text_event
from pinwheel.domain.voice_feedback import is_voice_event, read_voice_event
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents
from pinwheel.ports.endpoints import EndpointReader, EndpointUpdate, EndpointWriter
from pinwheel.ports.events import EventStream
from pinwheel.services.suppressions import suppress


def open_envelope(body: Mapping[str, Any], *, account_id: str = "") -> Feedback | None:
    """Read the report in an SNS notification (or a bare one); None where there is nothing for us.

    Raises:
        Invalid: this is no report of SES or of End User Messaging.
    """
    if "mail" in body or "eventType" in body:
        return _read(body, account_id)
    message = body.get("Message")
    if not isinstance(message, str):
        raise Invalid("A feedback record is no notification.")
    if not message.lstrip().startswith("{"):
        # SES greets a topic with a sentence when it is connected.
        return None
    try:
        report = json.loads(message)
    except ValueError as error:
        raise Invalid("A feedback record holds no JSON.") from error
    return _read(report, account_id)


def _read(report: Mapping[str, Any], account_id: str) -> Feedback | None:
    if "mail" not in report and is_text_event(report):
        return read_text_event(report, account_id=account_id)
    if "mail" not in report and is_voice_event(report):
        return read_voice_event(report, account_id=account_id)
    return read_feedback(report)


def record_feedback(
    reports: Sequence[Feedback],
    *,
    stream: EventStream,
    documents: Documents,
    reader: EndpointReader,
    writer: EndpointWriter,
    clock: Clock,
) -> None:
    """Record reports; doing so again changes nothing.

    Reports come for days. Those about an application that was deleted meanwhile are dropped: what they
    name would be kept for ever.

    Raises:
        Unavailable: something was not taken; the reports can be recorded again.
    """
    wanted = _of_living(reports, documents)
    for report in wanted:
        for address, reason in report.suppressed:
            suppress(report.application_id, address, reason=reason, documents=documents, clock=clock)
        if report.opted_out:
            _opt_out(report.application_id, report.opted_out, reader=reader, writer=writer)
    stream.publish([event for report in wanted for event in report.events])


def _of_living(reports: Sequence[Feedback], documents: Documents) -> list[Feedback]:
    applications = {report.application_id: keys.application(report.application_id) for report in reports}
    found = documents.get_many(list(applications.values()))
    return [report for report in reports if applications[report.application_id] in found]


def _opt_out(
    application_id: str, endpoint_ids: Sequence[str], *, reader: EndpointReader, writer: EndpointWriter
) -> None:
    """Opt endpoints out that there still are; one that is inactive takes no address from another."""
    updates = [
        EndpointUpdate(endpoint.id, {"OptOut": "ALL", "EndpointStatus": endpoint.endpoint_status}, "")
        for endpoint in reader.get_many(application_id, endpoint_ids).values()
    ]
    if updates:
        writer.upsert_many(application_id, updates)
