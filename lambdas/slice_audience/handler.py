"""Read slices of a run's audience into audience chunks: queue `Slices`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pinwheel.runtime import bootstrap
from pinwheel.runtime.batch import queue_function
from pinwheel.runtime.families import family_queues
from pinwheel.services.slicing import SlicingTools, release_wave, slice_audience, sweep_run


def process(body: dict[str, Any], deadline: datetime) -> None:
    """Read the slice that one message names from where it stands, or look after a whole run."""
    tools = SlicingTools(
        ledger=bootstrap.ledger(),
        documents=bootstrap.documents(),
        segment_documents=bootstrap.segment_documents(),
        reader=bootstrap.audience(),
        blobs=bootstrap.blobs(),
        slices=bootstrap.queue("slices"),
        queues=family_queues(),
        scheduler=bootstrap.scheduler(),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
    )
    if "IsStill" in body:
        is_still, is_reading = body["IsStill"], body["IsReading"]
        sweep_run(body["RunId"], is_still=is_still, is_reading=is_reading, tools=tools)
        return
    if "Due" in body:
        release_wave(body["RunId"], body["Slice"], body["Due"], tools=tools)
        return
    slice_audience(
        body["RunId"], body["Slice"], expected_step=body.get("Step", 0), deadline=deadline, tools=tools
    )


lambda_handler = queue_function(process)
