"""Queue `Exports`: plans export jobs and exports their pieces."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pinwheel.runtime import bootstrap
from pinwheel.runtime.batch import queue_function
from pinwheel.services.export_pieces import ExportWorker


def process(body: dict[str, Any], deadline: datetime) -> None:
    """Do what one message asks for."""
    _worker().work(body, deadline)


def give_up(body: dict[str, Any]) -> None:
    """End the job of a message that goes to the dead-letter queue."""
    _worker().give_up(body)


def _worker() -> ExportWorker:
    return ExportWorker(
        documents=bootstrap.documents(),
        segment_documents=bootstrap.segment_documents(),
        endpoints=bootstrap.endpoints(),
        audience=bootstrap.audience(),
        queue=bootstrap.queue("exports"),
        target=bootstrap.export_target,
        clock=bootstrap.clock(),
    )


lambda_handler = queue_function(process, give_up=give_up)
