"""What leaves, and what comes back: the e-mail queue and its sender, SES and its feedback."""

from __future__ import annotations

from aws_cdk import Aws, Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_ses as ses
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from stacks.channel_sender import ChannelSender
from stacks.constructs.function import PinwheelFunction, Workshop
from stacks.constructs.work_queue import DeadLetters, WorkQueue
from stacks.data import DataStack
from stacks.push import Push
from stacks.streams import Streams

FEEDBACK_TIMEOUT = Duration.seconds(60)
FEEDBACK_BATCH = 100

SEND_ACTIONS = (
    "ses:SendEmail",
    "ses:SendRawEmail",
    "ses:SendTemplatedEmail",
    "ses:SendBulkEmail",
    "ses:SendBulkTemplatedEmail",
)


class Messaging(Construct):
    """SES publishes the events of our configuration set to a topic; a queue keeps them until recorded."""

    def __init__(
        self, scope: Construct, id_: str, *, workshop: Workshop, data: DataStack, streams: Streams
    ) -> None:
        super().__init__(scope, id_)
        self.identities = workshop.config.ses_identities
        self.topic = sns.Topic(self, "FeedbackTopic", enforce_ssl=True)
        self.configuration_set = ses.ConfigurationSet(
            self, "ConfigurationSet", reputation_metrics=True, sending_enabled=True
        )
        self.configuration_set.add_event_destination(
            "Feedback", destination=ses.EventDestination.sns_topic(self.topic)
        )
        email = ChannelSender(
            self,
            "EmailSender",
            family="EMAIL",
            folder="send_email",
            workshop=workshop,
            data=data,
            streams=streams,
        )
        self.sends_for(email.function)
        self.senders = {"Email": email}
        """Every family of channels, by the name of its queue."""
        self.feedback = WorkQueue(self, "Feedback", consumer_timeout=FEEDBACK_TIMEOUT)
        self.undelivered = DeadLetters(self, "UndeliveredFeedback")
        self.topic.add_subscription(
            subscriptions.SqsSubscription(self.feedback.queue, dead_letter_queue=self.undelivered.queue)
        )
        self.push = Push(
            self,
            "Push",
            workshop=workshop,
            data=data,
            streams=streams,
            feedback=self.feedback,
            undelivered=self.undelivered,
        )
        self.senders["Push"] = self.push.sender
        self.record_feedback = self._recorder(workshop, data, streams)
        self.push.told_by(self.record_feedback)
        self.stopped = logs.MetricFilter(
            self,
            "Stopped",
            log_group=self.record_feedback.log.group,
            metric_namespace="Pinwheel",
            metric_name="StoppedCampaigns",
            filter_pattern=logs.FilterPattern.number_value("$.stopped", ">", 0),
            metric_value="$.stopped",
        ).metric(statistic="Sum")
        """Campaigns that the circuit breaker stopped."""

    def sends_for(self, function: PinwheelFunction) -> None:
        """Let a function hand e-mails to SES from the identities of the deployment, and read the quota."""
        function.tell("PINWHEEL_CONFIGURATION_SET", self.configuration_set.configuration_set_name)
        function.allow_many(
            SEND_ACTIONS,
            _ses("configuration-set", "*"),
            reason="A channel or a message may name a configuration set of the customer's own.",
        )
        for identity in self.identities:
            function.allow_many(
                SEND_ACTIONS,
                _ses("identity", identity),
                reason="Each application names its own sender; pinwheel:ses-identities narrows them.",
            )
        function.allow_many(
            ["ses:GetAccount"],
            "*",
            reason="GetAccount has no resource; the governor reads the quota with it.",
        )

    def texts_for(self, function: PinwheelFunction) -> None:
        """Let a function publish to phones, which are no resources: all that is one is left out."""
        function.role.add_to_principal_policy(
            iam.PolicyStatement(actions=["sns:Publish"], not_resources=[f"arn:{Aws.PARTITION}:sns:*:*:*"])
        )

    def _recorder(self, workshop: Workshop, data: DataStack, streams: Streams) -> PinwheelFunction:
        recorder = PinwheelFunction(
            self,
            "RecordFeedback",
            folder="record_feedback",
            workshop=workshop,
            timeout=FEEDBACK_TIMEOUT,
            memory_mib=512,
        )
        self.feedback.consumed_by(
            recorder, batch_size=FEEDBACK_BATCH, batching_window=Duration.seconds(1), max_concurrency=10
        )
        streams.written_by(recorder)
        data.registry.written_by(recorder)
        data.endpoints.written_by(recorder)
        # How many messages a run has sent, which the circuit breaker compares with.
        data.events.read_by(recorder)
        return recorder


def _ses(kind: str, name: str) -> str:
    return f"arn:{Aws.PARTITION}:ses:{Aws.REGION}:{Aws.ACCOUNT_ID}:{kind}/{name}"
