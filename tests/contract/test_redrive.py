"""What landed in the last resorts is handed on once it can be, and nothing else is touched."""

from __future__ import annotations

import json
from io import BytesIO

import boto3
import pytest
from moto import mock_aws

from pinwheel.runtime.stream import stream_function
from pinwheel.services.rollups import Tally
from tools.redrive import AT_ONCE, Deployment, RedriveError, redrive
from tools.stack_outputs import stack_outputs

STACK = {
    "Resources": {
        name: {"Type": "AWS::SQS::Queue"}
        for name in ("Runs", "Feedback", "UnfiredSchedules", "UndeliveredFeedback", "UncountedEvents")
    },
    "Outputs": {
        **{f"{name}QueueUrl": {"Value": {"Ref": name}} for name in ("Runs", "Feedback")},
        **{
            f"{name}Url": {"Value": {"Ref": name}}
            for name in ("UnfiredSchedules", "UndeliveredFeedback", "UncountedEvents")
        },
        "EventStream": {"Value": "events"},
        "RollUpFunction": {"Value": "roll-up"},
    },
}


class RollUp:
    """Stands in for the deployed function: the real edge, in front of a consumer that keeps what it gets."""

    def __init__(self):
        self.counted = []
        self.fails = False
        self._handler = stream_function(self._consume)

    def _consume(self, shard, records):
        self.counted.append((shard, [record.data for record in records]))
        return Tally()

    def invoke(self, *, FunctionName, Payload):  # noqa: N803 - as boto3 spells them
        assert FunctionName == "roll-up"
        if self.fails:
            return {"FunctionError": "Unhandled", "Payload": BytesIO(b'{"errorType": "Unavailable"}')}
        self._handler(json.loads(Payload), None)
        return {"Payload": BytesIO(b"{}")}


@pytest.fixture
def deployment():
    with mock_aws():
        cloudformation = boto3.client("cloudformation")
        cloudformation.create_stack(StackName="Pinwheel", TemplateBody=json.dumps(STACK))
        kinesis = boto3.client("kinesis")
        kinesis.create_stream(StreamName="events", ShardCount=1)
        yield Deployment(
            sqs=boto3.client("sqs"),
            kinesis=kinesis,
            lambda_=RollUp(),
            outputs=stack_outputs(cloudformation, "Pinwheel"),
        )


def leave(deployment, queue, body):
    text = body if isinstance(body, str) else json.dumps(body)
    deployment.sqs.send_message(QueueUrl=deployment.outputs[f"{queue}Url"], MessageBody=text)


def waiting(deployment, queue):
    url = deployment.outputs[f"{queue}Url"]
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    numbers = deployment.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(numbers[name]) for name in names)


def bodies(deployment, queue):
    url = deployment.outputs[f"{queue}Url"]
    messages = deployment.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [json.loads(message["Body"]) for message in messages]


def put(deployment, count, *, padding=""):
    answers = [
        deployment.kinesis.put_record(
            StreamName="events", PartitionKey="p", Data=f"record {number}{padding}".encode()
        )
        for number in range(count)
    ]
    return [answer["SequenceNumber"] for answer in answers]


def failed(first, last):
    return {
        "requestContext": {"condition": "RetryAttemptsExhausted"},
        "KinesisBatchInfo": {
            "shardId": "shardId-000000000000",
            "startSequenceNumber": first,
            "endSequenceNumber": last,
        },
    }


def test_schedules_that_did_not_fire_start_their_runs(deployment):
    for number in range(12):
        leave(deployment, "UnfiredSchedules", {"CampaignId": f"c{number}"})

    assert redrive("UnfiredSchedules", deployment) == 12
    assert waiting(deployment, "RunsQueue") == 12
    assert waiting(deployment, "UnfiredSchedules") == 0


def test_feedback_that_was_not_delivered_is_recorded(deployment):
    leave(deployment, "UndeliveredFeedback", {"Type": "Notification", "Message": "{}"})

    assert redrive("UndeliveredFeedback", deployment) == 1
    assert bodies(deployment, "FeedbackQueue") == [{"Type": "Notification", "Message": "{}"}]


@pytest.mark.parametrize(
    ("queue", "body"),
    [
        ("UnfiredSchedules", {"Unknown": 1}),
        ("UnfiredSchedules", "not json"),
        ("UnfiredSchedules", "[]"),
        ("UndeliveredFeedback", {"CampaignId": "c"}),
        ("UncountedEvents", {"CampaignId": "c"}),
    ],
)
def test_what_is_not_understood_stays(deployment, queue, body):
    leave(deployment, queue, body)

    with pytest.raises(RedriveError):
        redrive(queue, deployment)

    assert waiting(deployment, queue) == 1
    assert waiting(deployment, "RunsQueue") == waiting(deployment, "FeedbackQueue") == 0


def test_events_are_read_again_and_counted_as_of_a_shard_of_their_own(deployment):
    sequences = put(deployment, 5)
    leave(deployment, "UncountedEvents", failed(sequences[1], sequences[3]))

    assert redrive("UncountedEvents", deployment) == 1
    assert deployment.lambda_.counted == [
        (f"redrive-shardId-000000000000-{sequences[1]}", [b"record 1", b"record 2", b"record 3"])
    ]
    assert waiting(deployment, "UncountedEvents") == 0


def test_many_events_are_counted_in_order_a_part_at_a_time(deployment):
    size = 750_000
    sequences = put(deployment, AT_ONCE // size + 2, padding=size * " ")
    leave(deployment, "UncountedEvents", failed(sequences[0], sequences[-1]))

    redrive("UncountedEvents", deployment)

    sizes = [len(records) for _, records in deployment.lambda_.counted]
    assert sizes == [AT_ONCE // size, 2]
    assert len({shard for shard, _ in deployment.lambda_.counted}) == 1


def test_events_that_still_cannot_be_counted_stay(deployment):
    sequences = put(deployment, 1)
    leave(deployment, "UncountedEvents", failed(sequences[0], sequences[0]))
    deployment.lambda_.fails = True

    with pytest.raises(RedriveError, match="Unavailable"):
        redrive("UncountedEvents", deployment)

    assert waiting(deployment, "UncountedEvents") == 1


def test_events_that_the_stream_has_forgotten_stay(deployment):
    sequences = put(deployment, 2)
    leave(deployment, "UncountedEvents", failed(sequences[0], str(int(sequences[-1]) + 10)))

    with pytest.raises(RedriveError, match="no longer holds"):
        redrive("UncountedEvents", deployment)
