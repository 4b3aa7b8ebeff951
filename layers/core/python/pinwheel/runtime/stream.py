"""The edge of functions that are fed by the event stream: Kinesis records of one shard, in order.

A failure ends the invocation: the shard is delivered again, cut in halves until the record at fault is
alone.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from aws_lambda_powertools import Logger

from pinwheel.domain.errors import Invalid
from pinwheel.domain.events import EventRecord
from pinwheel.domain.records import unpack
from pinwheel.runtime.batch import Context
from pinwheel.runtime.usage import metered
from pinwheel.services.rollups import StreamedRecord, Tally

Consume = Callable[[str, Sequence[StreamedRecord]], Tally]
Follow = Callable[[str, Sequence[EventRecord], datetime], Mapping[str, int]]
"""What a follower does with a batch: its name, its events in order, when the function will be stopped
(real time). Gives figures for the log."""

logger = Logger()


def follower_function(follow: Follow) -> Callable[[dict[str, Any], Context], dict[str, Any]]:
    """Make a Lambda handler for those who read the stream beside `roll_up`.

    Records that nobody can read are passed over: `roll_up` keeps them aside.
    """

    def lambda_handler(event: dict[str, Any], context: Context) -> dict[str, Any]:
        deadline = datetime.now(UTC) + timedelta(milliseconds=context.get_remaining_time_in_millis())
        for shard, records in groupby(event["Records"], key=lambda record: record["eventID"].split(":")[0]):
            read = [_streamed(record["kinesis"]) for record in records]
            events = [each for record in read for each in _events(record)]
            name = f"{shard}-{read[0].sequence}-{read[-1].sequence}"
            figures = dict(follow(name, events, deadline))
            logger.info("followed", shard=shard, events=len(events), figures=figures)
        return {"batchItemFailures": []}

    return metered(lambda_handler)


def _events(record: StreamedRecord) -> list[EventRecord]:
    try:
        return unpack(record.data)
    except Invalid:
        return []


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
