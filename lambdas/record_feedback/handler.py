"""Records what SES reports about messages."""

from __future__ import annotations

from collections.abc import Sequence

from pinwheel.domain.ses_feedback import Feedback
from pinwheel.runtime import bootstrap
from pinwheel.runtime.feedback import feedback_function
from pinwheel.services.feedback import record_feedback


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


lambda_handler = feedback_function(record)
