"""Text messages, both ways: who sends campaigns' texts, where people's answers arrive, delivery reports."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import Aws, Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_destinations as destinations
from aws_cdk import aws_smsvoice as smsvoice
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from stacks.channel_sender import ChannelSender
from stacks.config import DeploymentConfig
from stacks.constructs.function import PinwheelFunction, Workshop
from stacks.constructs.work_queue import DeadLetters, WorkQueue
from stacks.data import DataStack
from stacks.messaging import Messaging
from stacks.streams import Streams

RECEIVE_TIMEOUT = Duration.seconds(30)
CARRIER = iam.ServicePrincipal("sms-voice.amazonaws.com")
"""End User Messaging, as it publishes to topics."""


class Texting(Construct):
    """Texts leave through SNS or End User Messaging; answers come through a topic of ours to a queue."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        workshop: Workshop,
        data: DataStack,
        streams: Streams,
        messaging: Messaging,
    ) -> None:
        super().__init__(scope, id_)
        self.config = workshop.config
        self.configuration_set = self._configuration_set(messaging.topic)
        self.messaging = messaging
        sender = ChannelSender(
            self,
            "SmsSender",
            family="SMS",
            folder="send_sms",
            workshop=workshop,
            data=data,
            streams=streams,
        )
        self.sends_for(sender.function)
        messaging.senders["Sms"] = sender
        self.topic = sns.Topic(self, "InboundTopic", enforce_ssl=True)
        _let_publish(self.topic)
        self.inbound = WorkQueue(self, "InboundTexts", consumer_timeout=RECEIVE_TIMEOUT)
        self.undelivered = DeadLetters(self, "UndeliveredTexts")
        self.topic.add_subscription(
            subscriptions.SqsSubscription(self.inbound.queue, dead_letter_queue=self.undelivered.queue)
        )
        self.receive_sms = self._receiver(workshop, data, streams)
        self._hear_delivery_logs()

    def sends_for(self, function: PinwheelFunction, *, topics: Sequence[str] = ()) -> None:
        """Let a function hand texts to the carrier that was chosen, and forward texts to topics."""
        config = self.config
        function.tell("PINWHEEL_EUM_CONFIGURATION_SET", self.configuration_set)
        for topic in topics:
            function.allow_many(
                ["sns:Publish"], topic, reason="Texts are forwarded to topics that customers choose."
            )
        if config.sms_provider == "sns":
            self.messaging.texts_for(function)
            return
        function.tell("PINWHEEL_SMS_PROVIDER", "eum")
        if config.sms_max_price:
            function.tell("PINWHEEL_SMS_MAX_PRICE", config.sms_max_price)
        if config.sms_time_to_live:
            function.tell("PINWHEEL_SMS_TIME_TO_LIVE", str(config.sms_time_to_live))
        allow_eum(function, "SendTextMessage", "SendMediaMessage")

    def _configuration_set(self, topic: sns.Topic) -> str:
        """Name the configuration set whose events come to our topic: made here unless one is named."""
        if self.config.eum_configuration_set or not uses_eum(self.config):
            return self.config.eum_configuration_set
        _let_publish(topic)
        made = smsvoice.CfnConfigurationSet(
            self,
            "ConfigurationSet",
            event_destinations=[
                smsvoice.CfnConfigurationSet.EventDestinationProperty(
                    enabled=True,
                    event_destination_name="pinwheel",
                    matching_event_types=["ALL"],
                    sns_destination=smsvoice.CfnConfigurationSet.SnsDestinationProperty(
                        topic_arn=topic.topic_arn
                    ),
                )
            ],
        )
        return made.ref

    def _receiver(self, workshop: Workshop, data: DataStack, streams: Streams) -> PinwheelFunction:
        receiver = PinwheelFunction(
            self,
            "ReceiveSms",
            folder="receive_sms",
            workshop=workshop,
            timeout=RECEIVE_TIMEOUT,
            memory_mib=512,
        )
        self.inbound.consumed_by(receiver, max_concurrency=10)
        streams.written_by(receiver)
        data.registry.written_by(receiver)
        data.endpoints.written_by(receiver)
        self.sends_for(receiver, topics=self.config.inbound_topics)
        return receiver

    def _hear_delivery_logs(self) -> None:
        """Let the log groups of SNS's delivery logs wake the recorder; their subscription is a command away.

        SNS makes the groups itself, and a template cannot set the account's SMS attributes (docs/sms.md).
        """
        recorder = self.messaging.record_feedback.function
        recorder.add_permission(
            "DeliveryLogs",
            principal=iam.ServicePrincipal("logs.amazonaws.com"),
            action="lambda:InvokeFunction",
            source_arn=f"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:log-group:sns/*",
            source_account=Aws.ACCOUNT_ID,
        )
        lambda_.EventInvokeConfig(
            self,
            "DeliveryLogRetries",
            function=recorder,
            retry_attempts=2,
            on_failure=destinations.SqsDestination(self.messaging.undelivered.queue),
        )


def uses_eum(config: DeploymentConfig) -> bool:
    """Tell whether anything goes through End User Messaging."""
    return config.sms_provider == "eum" or config.voice_provider == "eum"


def allow_eum(function: PinwheelFunction, *operations: str) -> None:
    """Let a function call operations of End User Messaging from any number of the account."""
    function.allow_many(
        [f"sms-voice:{operation}" for operation in operations],
        f"arn:{Aws.PARTITION}:sms-voice:{Aws.REGION}:{Aws.ACCOUNT_ID}:*",
        reason="Messages name their number, pool or sender ID, which the account gets and loses at run time.",
    )


def _let_publish(topic: sns.Topic) -> None:
    """Let End User Messaging of this account publish to a topic."""
    topic.add_to_resource_policy(
        iam.PolicyStatement(
            principals=[CARRIER],
            actions=["sns:Publish"],
            resources=[topic.topic_arn],
            conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
        )
    )
