"""Give work another try that waits where SQS's own redrive does not reach (docs/operations.md).

    python -m tools.redrive --stack Pinwheel UncountedEvents

    UnfiredSchedules      inputs of schedules: put on the queue of runs
    UndeliveredFeedback   notifications: put on the queue of feedback
    UndeliveredBusEvents  events of the bus: put on the queue of received events
    UncountedEvents       places in the stream: their records are read again and handed to `roll_up`
    UnansweredEvents      the same, to `trigger_campaigns`
    UndeliveredEvents     the same, to `deliver_events`
    UnarchivedEvents      the same, to `archive_events`

A message is deleted when its work was handed on, so a redrive that breaks off is simply repeated: runs,
feedback and events recognise what they have seen. Records are counted as of a shard of their own, because the
position of theirs has passed them; the stream keeps them for seven days.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import boto3
from botocore.config import Config

from tools.stack_outputs import stack_outputs

BATCH = 10
AT_ONCE = 3_000_000
"""Bytes of records for one invocation: in base64 and with one more of 1 MB, Lambda takes them (6 MB)."""
PATIENCE = Config(read_timeout=180, retries={"total_max_attempts": 1})
"""`roll_up` may take two minutes; asking a second time meanwhile would only make it fail."""


class RedriveError(Exception):
    """A message could not be handed on and stays; says why."""


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """The clients and names that a redrive works with."""

    sqs: Any
    kinesis: Any
    lambda_: Any
    outputs: Mapping[str, str]


def redrive(name: str, deployment: Deployment) -> int:
    """Hand on all that waits in a dead-letter queue; tell how many messages.

    Raises:
        RedriveError: one of them could not be; it and those behind it stay.
    """
    url = deployment.outputs[f"{name}Url"]
    handed = 0
    while messages := deployment.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=BATCH).get("Messages"):
        for message in messages:
            HANDERS[name](message["Body"], deployment)
            deployment.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            handed += 1
    return handed


def run_again(body: str, deployment: Deployment) -> None:
    """Queue the input of a schedule."""
    content = _json(body)
    if not {"CampaignId", "Watch"} & content.keys():
        raise RedriveError(f"This is no input of a schedule: {body[:200]}")
    deployment.sqs.send_message(QueueUrl=deployment.outputs["RunsQueueUrl"], MessageBody=body)


def record_again(body: str, deployment: Deployment) -> None:
    """Queue a notification."""
    if "Message" not in _json(body):
        raise RedriveError(f"This is no notification: {body[:200]}")
    deployment.sqs.send_message(QueueUrl=deployment.outputs["FeedbackQueueUrl"], MessageBody=body)


def receive_again(body: str, deployment: Deployment) -> None:
    """Queue an event of the bus."""
    if "detail" not in _json(body):
        raise RedriveError(f"This is no event of the bus: {body[:200]}")
    deployment.sqs.send_message(QueueUrl=deployment.outputs["ReceivedEventsQueueUrl"], MessageBody=body)


def read_again(body: str, deployment: Deployment, *, reader: str) -> None:
    """Read the records that a message names and hand them to the function that could not take them."""
    place = _json(body).get("KinesisBatchInfo")
    if place is None:
        raise RedriveError(f"This names no place in the stream: {body[:200]}")
    shard = f"redrive-{place['shardId']}-{place['startSequenceNumber']}"
    for part in _parts(_records(place, deployment)):
        event = {"Records": [_event(shard, record) for record in part]}
        answer = deployment.lambda_.invoke(
            FunctionName=deployment.outputs[reader], Payload=json.dumps(event).encode()
        )
        if answer.get("FunctionError"):
            raise RedriveError(f"Still not done, {place}: {answer['Payload'].read().decode()[:500]}")


HANDERS: Mapping[str, Callable[[str, Deployment], None]] = {
    "UnfiredSchedules": run_again,
    "UndeliveredFeedback": record_again,
    "UndeliveredBusEvents": receive_again,
    "UncountedEvents": partial(read_again, reader="RollUpFunction"),
    "UnansweredEvents": partial(read_again, reader="TriggerCampaignsFunction"),
    "UndeliveredEvents": partial(read_again, reader="DeliverEventsFunction"),
    "UnarchivedEvents": partial(read_again, reader="ArchiveEventsFunction"),
}


def _records(place: Mapping[str, Any], deployment: Deployment) -> Iterator[Mapping[str, Any]]:
    kinesis, end = deployment.kinesis, int(place["endSequenceNumber"])
    iterator = kinesis.get_shard_iterator(
        StreamName=deployment.outputs["EventStream"],
        ShardId=place["shardId"],
        ShardIteratorType="AT_SEQUENCE_NUMBER",
        StartingSequenceNumber=place["startSequenceNumber"],
    )["ShardIterator"]
    while iterator:
        page = kinesis.get_records(ShardIterator=iterator)
        for record in page["Records"]:
            if int(record["SequenceNumber"]) > end:
                return
            yield record
            if int(record["SequenceNumber"]) == end:
                return
        if not page["Records"] and not page["MillisBehindLatest"]:
            break
        iterator = page.get("NextShardIterator")
    raise RedriveError(f"The stream no longer holds all of {place['shardId']} up to {end}.")


def _parts(records: Iterable[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    part: list[Mapping[str, Any]] = []
    size = 0
    for record in records:
        part.append(record)
        size += len(record["Data"])
        if size >= AT_ONCE:
            yield part
            part, size = [], 0
    if part:
        yield part


def _event(shard: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """Spell a record as Lambda hands it to functions."""
    return {
        "eventID": f"{shard}:{record['SequenceNumber']}",
        "kinesis": {
            "partitionKey": record["PartitionKey"],
            "sequenceNumber": record["SequenceNumber"],
            "data": base64.b64encode(record["Data"]).decode(),
            "approximateArrivalTimestamp": record["ApproximateArrivalTimestamp"].timestamp(),
        },
    }


def _json(body: str) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except ValueError as error:
        raise RedriveError(f"This is no JSON: {body[:200]}") from error
    return content if isinstance(content, dict) else {}


def main(arguments: Sequence[str] | None = None) -> int:
    """Redrive one dead-letter queue."""
    parser = argparse.ArgumentParser(prog="python -m tools.redrive", description="Try again what failed.")
    parser.add_argument("--stack", default="Pinwheel", help="name of the stack (Pinwheel)")
    parser.add_argument("--region", help="Region of the stack, instead of the configured one")
    parser.add_argument("queue", choices=list(HANDERS))
    chosen = parser.parse_args(arguments)
    session = boto3.Session(region_name=chosen.region)
    deployment = Deployment(
        sqs=session.client("sqs"),
        kinesis=session.client("kinesis"),
        lambda_=session.client("lambda", config=PATIENCE),
        outputs=stack_outputs(session.client("cloudformation"), chosen.stack),
    )
    try:
        handed = redrive(chosen.queue, deployment)
    except RedriveError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{handed} handed on")
    return 0


if __name__ == "__main__":
    sys.exit(main())
