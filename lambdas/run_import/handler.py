"""Queue `Jobs`: plans import jobs and imports their pieces."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pinwheel.runtime import bootstrap
from pinwheel.runtime.batch import queue_function
from pinwheel.services.import_pieces import ImportWorker


def process(body: dict[str, Any], deadline: datetime) -> None:
    """Do what one message asks for."""
    _worker().work(body, deadline)


def give_up(body: dict[str, Any]) -> None:
    """End the job of a message that goes to the dead-letter queue."""
    _worker().give_up(body)


def _worker() -> ImportWorker:
    return ImportWorker(
        documents=bootstrap.documents(),
        segment_documents=bootstrap.segment_documents(),
        reader=bootstrap.endpoints(),
        writer=bootstrap.endpoints(),
        members=bootstrap.segment_members(),
        blobs=bootstrap.blobs(),
        queue=bootstrap.queue("jobs"),
        source=bootstrap.import_source,
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
        place=bootstrap.place(),
    )


lambda_handler = queue_function(process, give_up=give_up)
