"""Queue `Deletions`: removes what applications had that are gone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pinwheel.runtime import bootstrap
from pinwheel.runtime.batch import queue_function
from pinwheel.services.deletion import Eraser


def process(body: dict[str, Any], deadline: datetime) -> None:
    """Do what one message asks for."""
    eraser = Eraser(
        documents=bootstrap.documents(),
        segment_documents=bootstrap.segment_documents(),
        registry=bootstrap.registry_partitions(),
        segments=bootstrap.segment_partitions(),
        figures=bootstrap.figure_partitions(),
        endpoints=bootstrap.endpoint_erasure(),
        members=bootstrap.segment_members(),
        blobs=bootstrap.blobs(),
        ledger=bootstrap.ledger(),
        timers=bootstrap.timers(),
        push=bootstrap.push_service(),
        queue=bootstrap.queue("deletions"),
        clock=bootstrap.clock(),
    )
    eraser.work(body, deadline)


lambda_handler = queue_function(process)
