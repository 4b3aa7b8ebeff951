"""The edge of functions that are fed by the event stream: Kinesis records of one shard, in order.

A failure ends the invocation: the shard is delivered again, cut in halves until the record at fault is
alone.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from aws_lambda_powertools import Logger

from pinwheel.runtime.usage import metered
from pinwheel.services.rollups import StreamedRecord, Tally

Consume = Callable[[str, Sequence[StreamedRecord]], Tally]

logger = Logger()


def stream_function(consume: Consume) -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    """Make a Lambda handler for a Kinesis event source; `consume` takes a shard and some of its records."""

    @metered
    def lambda_handler(event: dict[str, Any], _: Any) -> dict[str, Any]:
        for shard, records in groupby(event["Records"], key=lambda record: record["eventID"].split(":")[0]):
            read = [_streamed(record["kinesis"]) for record in records]
            tally = consume(shard, read)
            logger.info(
                "rolled up",
                shard=shard,
                records=len(read),
                events=tally.events,
                duplicates=tally.duplicates,
                poison=tally.poison,
                steps=tally.steps,
            )
        return {"batchItemFailures": []}

    return lambda_handler


def _streamed(record: dict[str, Any]) -> StreamedRecord:
    return StreamedRecord(
        sequence=int(record["sequenceNumber"]),
        data=base64.b64decode(record["data"]),
        arrived=int(float(record["approximateArrivalTimestamp"])),
    )
