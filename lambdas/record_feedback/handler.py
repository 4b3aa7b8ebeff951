"""Records what carriers report about messages: SES, End User Messaging, SNS's delivery log."""

from __future__ import annotations

from collections.abc import Sequence

from pinwheel.domain.ses_feedback import Feedback
from pinwheel.runtime import bootstrap
from pinwheel.runtime.feedback import feedback_function
from pinwheel.runtime.settings import settings
from pinwheel.services.delivery_logs import read_delivery_logs
from pinwheel.services.feedback import record_feedback
from pinwheel.services.push_endpoints import FailureReport, record_failures


def record(reports: Sequence[Feedback]) -> None:
    """Record some reports."""
    record_feedback(
        reports,
        stream=bootstrap.event_stream(),
        documents=bootstrap.documents(),
        reader=bootstrap.endpoints(),
        writer=bootstrap.endpoints(),
        clock=bootstrap.clock(),
    )


def read_logs(lines: list[str]) -> list[Feedback]:
    """Read lines of SNS's delivery log."""
    account_id = settings().account_id
    return read_delivery_logs(lines, documents=bootstrap.documents(), account_id=account_id)


def record_pushes(reports: Sequence[FailureReport]) -> None:
    """Record pushes that failed."""
    if reports:
        record_failures(reports, service=bootstrap.push_service(), endpoints=bootstrap.push_endpoints())


lambda_handler = feedback_function(record, read_logs=read_logs, record_pushes=record_pushes)
