"""Records what carriers report about messages: SES, End User Messaging, SNS's delivery log."""

from __future__ import annotations

from collections.abc import Sequence

from aws_lambda_powertools import Logger

from pinwheel.domain.ses_feedback import Feedback
from pinwheel.runtime import bootstrap
from pinwheel.runtime.feedback import feedback_function
from pinwheel.runtime.settings import settings
from pinwheel.services.circuit_breaker import watch_feedback
from pinwheel.services.delivery_logs import read_delivery_logs
from pinwheel.services.feedback import record_feedback
from pinwheel.services.push_endpoints import FailureReport, record_failures

logger = Logger()


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
    stopped = watch_feedback(
        [event for report in reports for event in report.events],
        documents=bootstrap.documents(),
        ledger=bootstrap.ledger(),
        clock=bootstrap.clock(),
    )
    if stopped:
        # An alarm counts these.
        logger.warning("campaigns stopped", stopped=len(stopped), reasons=stopped)


def read_logs(lines: list[str]) -> list[Feedback]:
    """Read lines of SNS's delivery log."""
    account_id = settings().account_id
    return read_delivery_logs(lines, documents=bootstrap.documents(), account_id=account_id)


def record_pushes(reports: Sequence[FailureReport]) -> None:
    """Record pushes that failed."""
    if reports:
        record_failures(reports, service=bootstrap.push_service(), endpoints=bootstrap.push_endpoints())


lambda_handler = feedback_function(record, read_logs=read_logs, record_pushes=record_pushes)
