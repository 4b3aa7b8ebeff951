"""Events to the streams of customers."""

from __future__ import annotations

from aws_cdk import Duration
from constructs import Construct

from stacks.constructs.function import PinwheelFunction, Workshop
from stacks.data import DataStack
from stacks.followers import Follower
from stacks.streams import Streams

TIMEOUT = Duration.minutes(5)
BATCH = 500
WINDOW = Duration.seconds(5)


class EventDelivery(Construct):
    """`deliver_events` may use the streams and roles that the deployment allows, no others."""

    def __init__(
        self, scope: Construct, id_: str, *, workshop: Workshop, data: DataStack, streams: Streams
    ) -> None:
        super().__init__(scope, id_)
        self.function = PinwheelFunction(
            self,
            "DeliverEvents",
            folder="deliver_events",
            workshop=workshop,
            timeout=TIMEOUT,
            memory_mib=1024,
        )
        self.reading = Follower(
            self, "Delivery", streams=streams, function=self.function, batch=BATCH, window=WINDOW
        )
        data.registry.written_by(self.function)
        data.bucket.used_by(self.function, "undelivered/", "read", "write", "delete")
        for arn in workshop.config.event_stream_targets:
            self.function.allow_many(
                ["firehose:PutRecordBatch" if ":firehose:" in arn else "kinesis:PutRecords"],
                arn,
                reason="The deployment allows events to go to these streams, which customers name.",
            )
        for role in workshop.config.event_stream_roles:
            self.function.allow_many(
                ["sts:AssumeRole"], role, reason="The deployment allows events to be sent in this role."
            )
