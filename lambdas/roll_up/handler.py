"""Counts the events of the stream."""

from __future__ import annotations

from collections.abc import Sequence

from pinwheel.runtime import bootstrap
from pinwheel.runtime.stream import stream_function
from pinwheel.services.experiments import RunningExperiments
from pinwheel.services.rollups import StreamedRecord, Tally, roll_up


def consume(shard: str, records: Sequence[StreamedRecord]) -> Tally:
    """Count some records of a shard."""
    return roll_up(
        shard,
        records,
        rollups=bootstrap.rollups(),
        blobs=bootstrap.blobs(),
        experiments=RunningExperiments(bootstrap.experiment_stores()),
    )


lambda_handler = stream_function(consume)
