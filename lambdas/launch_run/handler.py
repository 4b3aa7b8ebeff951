"""Start campaign runs: queue `Runs`, fed by the API and by schedules."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pinwheel.runtime import bootstrap
from pinwheel.runtime.batch import queue_function
from pinwheel.runtime.contents import LOADERS
from pinwheel.runtime.settings import settings
from pinwheel.services.campaign_launches import LaunchTools, prepare_launch
from pinwheel.services.runs import launch_run


def process(body: dict[str, Any], _deadline: datetime) -> None:
    """Arrange the runs after the one that a message asks for, then start it."""
    tools = LaunchTools(
        documents=bootstrap.documents(),
        runs=bootstrap.queue("runs"),
        scheduler=bootstrap.scheduler(),
        clock=bootstrap.clock(),
    )
    if prepare_launch(body, tools=tools) is not None:
        return
    launch_run(
        body,
        documents=bootstrap.documents(),
        segment_documents=bootstrap.segment_documents(),
        loaders=LOADERS,
        blobs=bootstrap.blobs(),
        ledger=bootstrap.ledger(),
        runs=bootstrap.queue("runs"),
        slices=bootstrap.queue("slices"),
        scheduler=bootstrap.scheduler(),
        clock=bootstrap.clock(),
        slice_count=settings().slices,
    )


lambda_handler = queue_function(process)
