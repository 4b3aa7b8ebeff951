"""The stream of events and those who count what is in it."""

from __future__ import annotations

from aws_cdk import CfnOutput, Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_kinesis as kinesis
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as event_sources
from aws_cdk import aws_logs as logs
from constructs import Construct

from stacks.constructs.function import PinwheelFunction, Workshop
from stacks.constructs.work_queue import DeadLetters
from stacks.data import DataStack

RETENTION = Duration.days(7)
"""A fault over a long weekend loses no event."""
BATCH = 1000
RETRIES = 100
"""Of the record at fault, which bisecting leaves alone: no hiccup of a table gets to it, and it does not hold
up its shard for long. Then it is set aside."""


class Streams(Construct):
    """One stream for all applications; `roll_up` counts each shard in order, once by its checkpoints."""

    def __init__(self, scope: Construct, id_: str, *, workshop: Workshop, data: DataStack) -> None:
        super().__init__(scope, id_)
        config = workshop.config
        on_demand = config.stream_shards is None
        self.stream = kinesis.Stream(
            self,
            "Events",
            stream_mode=kinesis.StreamMode.ON_DEMAND if on_demand else kinesis.StreamMode.PROVISIONED,
            shard_count=config.stream_shards,
            encryption=kinesis.StreamEncryption.MANAGED,
            retention_period=RETENTION,
            removal_policy=config.removal_policy,
        )
        self.roll_up = PinwheelFunction(
            self,
            "RollUp",
            folder="roll_up",
            workshop=workshop,
            timeout=Duration.minutes(2),
            memory_mib=1769,
            sketches=True,
        )
        self.dead_letters = DeadLetters(self, "UncountedEvents")
        self.unreadable = _unreadable(self, self.roll_up)
        self._count(config.stream_window_seconds)
        data.events.written_by(self.roll_up)
        data.registry.read_by(self.roll_up)
        # Arms of experiments are segments, and endpoints are found in them; poison is kept aside.
        data.segments.read_by(self.roll_up)
        data.endpoints.read_by(self.roll_up)
        data.bucket.used_by(self.roll_up, "members/", "read")
        data.bucket.used_by(self.roll_up, "poison/", "write")
        CfnOutput(self, "EventStream", value=self.stream.stream_name).override_logical_id("EventStream")

    def written_by(self, *functions: PinwheelFunction) -> None:
        """Let functions add events."""
        for function in functions:
            function.tell("PINWHEEL_EVENT_STREAM", self.stream.stream_name)
            function.allow(["kinesis:PutRecord", "kinesis:PutRecords"], [self.stream.stream_arn])

    def _count(self, window_seconds: int) -> None:
        self.roll_up.allow(
            [
                "kinesis:DescribeStream",
                "kinesis:DescribeStreamSummary",
                "kinesis:GetRecords",
                "kinesis:GetShardIterator",
                "kinesis:ListShards",
            ],
            [self.stream.stream_arn],
        )
        mapping = lambda_.EventSourceMapping(
            self,
            "Counting",
            target=self.roll_up.function,
            event_source_arn=self.stream.stream_arn,
            starting_position=lambda_.StartingPosition.TRIM_HORIZON,
            batch_size=BATCH,
            max_batching_window=Duration.seconds(window_seconds),
            bisect_batch_on_error=True,
            report_batch_item_failures=True,
            retry_attempts=RETRIES,
            on_failure=event_sources.SqsDlq(self.dead_letters.queue),
        )
        # Lambda tries the role when the mapping is made: its permissions must be there by then.
        mapping.node.add_dependency(self.roll_up.policy)


def _unreadable(scope: Construct, roll_up: PinwheelFunction) -> cloudwatch.IMetric:
    """Count the records that nobody can read: `roll_up` keeps them in the bucket and says so in its log."""
    counter = logs.MetricFilter(
        scope,
        "Unreadable",
        log_group=roll_up.log.group,
        metric_namespace="Pinwheel",
        metric_name="UnreadableRecords",
        filter_pattern=logs.FilterPattern.number_value("$.poison", ">", 0),
        metric_value="$.poison",
    )
    return counter.metric(statistic="Sum")
