"""Work for later: a queue, where it leaves what nobody could do, the alarm on that, and who does the work."""

from __future__ import annotations

from aws_cdk import Acknowledgment, Duration, Validations
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda_event_sources as event_sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from stacks.constructs.function import PinwheelFunction

VISIBILITY_FACTOR = 6
"""Visibility over the consumer's timeout, as AWS Lambda's guide for SQS asks for."""
ATTEMPTS = 5
"""Deliveries before the dead-letter queue; throttled invocations count as deliveries, so not fewer."""


class DeadLetters(Construct):
    """What could not be done waits here for 14 days, and an alarm says so."""

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        self.queue = sqs.Queue(
            self,
            "Queue",
            enforce_ssl=True,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            retention_period=Duration.days(14),
        )
        Validations.of(self.queue).acknowledge(
            Acknowledgment(id="AwsSolutions-SQS3", reason="This is a dead-letter queue itself.")
        )
        self.alarm = cloudwatch.Alarm(
            self,
            "Alarm",
            metric=self.queue.metric_approximate_number_of_messages_visible(
                period=Duration.minutes(1), statistic="Maximum"
            ),
            threshold=1,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description=f"{id_} of {scope.node.id}: work that could not be done waits for a redrive.",
        )


class WorkQueue(Construct):
    """A queue whose visibility fits its one consumer."""

    def __init__(self, scope: Construct, id_: str, *, consumer_timeout: Duration) -> None:
        super().__init__(scope, id_)
        self.dead_letters = DeadLetters(self, "DeadLetters")
        self.queue = sqs.Queue(
            self,
            "Queue",
            enforce_ssl=True,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            retention_period=Duration.days(14),
            visibility_timeout=Duration.seconds(VISIBILITY_FACTOR * consumer_timeout.to_seconds()),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead_letters.queue, max_receive_count=ATTEMPTS),
        )

    def consumed_by(
        self,
        consumer: PinwheelFunction,
        *,
        batch_size: int = 1,
        batching_window: Duration | None = None,
        max_concurrency: int | None = None,
    ) -> None:
        """Wake a function for every batch; it answers which of the messages it could not do."""
        consumer.function.add_event_source(
            event_sources.SqsEventSource(
                self.queue,
                batch_size=batch_size,
                max_batching_window=batching_window,
                max_concurrency=max_concurrency,
                report_batch_item_failures=True,
            )
        )

    def fed_by(self, sender: PinwheelFunction, *, variable: str) -> None:
        """Let a function add work, and tell it where."""
        sender.tell(variable, self.queue.queue_url)
        sender.allow(["sqs:SendMessage"], [self.queue.queue_arn])
