"""Queue `Compactions`: keeps the archive's files few and big, and free of those who were deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pinwheel.runtime import bootstrap
from pinwheel.runtime.batch import queue_function
from pinwheel.runtime.settings import settings
from pinwheel.services.archive import Compactor


def process(body: dict[str, Any], deadline: datetime) -> None:
    """Do what one message asks for."""
    compactor = Compactor(
        files=bootstrap.archive_files(),
        blobs=bootstrap.blobs(),
        documents=bootstrap.documents(),
        queue=bootstrap.queue("compactions"),
        clock=bootstrap.clock(),
        keep_days=settings().archive_days,
    )
    compactor.work(body, deadline)


lambda_handler = queue_function(process)
