"""Reading the stream of events beside `roll_up`: each reader at its own pace, none in the way of another."""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as event_sources
from constructs import Construct

from stacks.constructs.function import PinwheelFunction
from stacks.constructs.work_queue import DeadLetters
from stacks.streams import Streams

RETRIES = 100
"""Of a batch that our own stores did not take; customers' streams never cost a retry."""


class Follower(Construct):
    """One more reader; a batch is not cut on error, so that a repetition writes what the first one wrote."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        streams: Streams,
        function: PinwheelFunction,
        batch: int,
        window: Duration,
    ) -> None:
        super().__init__(scope, id_)
        self.dead_letters = DeadLetters(self, "Unread")
        function.allow(
            [
                "kinesis:DescribeStream",
                "kinesis:DescribeStreamSummary",
                "kinesis:GetRecords",
                "kinesis:GetShardIterator",
                "kinesis:ListShards",
            ],
            [streams.stream.stream_arn],
        )
        mapping = lambda_.EventSourceMapping(
            self,
            "Reading",
            target=function.function,
            event_source_arn=streams.stream.stream_arn,
            starting_position=lambda_.StartingPosition.TRIM_HORIZON,
            batch_size=batch,
            max_batching_window=window,
            report_batch_item_failures=True,
            retry_attempts=RETRIES,
            on_failure=event_sources.SqsDlq(self.dead_letters.queue),
        )
        # Lambda tries the role when the mapping is made: its permissions must be there by then.
        mapping.node.add_dependency(function.policy)
