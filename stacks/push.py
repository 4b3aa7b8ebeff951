"""Push notifications: the sender of campaigns, who may publish to devices, what comes back of them."""

from __future__ import annotations

from aws_cdk import Aws
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from stacks.channel_sender import ChannelSender
from stacks.constructs.function import PinwheelFunction, Workshop
from stacks.constructs.work_queue import DeadLetters, WorkQueue
from stacks.data import DataStack
from stacks.streams import Streams

REGISTER_ACTIONS = (
    "sns:CreatePlatformApplication",
    "sns:SetPlatformApplicationAttributes",
    "sns:CreatePlatformEndpoint",
    "sns:SetEndpointAttributes",
)
NO_RESOURCE = "IAM knows no resources for SNS's calls on platform applications and their endpoints."
DEVICES = f"arn:{Aws.PARTITION}:sns:{Aws.REGION}:{Aws.ACCOUNT_ID}:endpoint/*/pinwheel-*"
"""Devices of platform applications that this product made."""


class Push(Construct):
    """The family PUSH. Platform applications report failed deliveries to a topic that feeds the feedback."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        workshop: Workshop,
        data: DataStack,
        streams: Streams,
        feedback: WorkQueue,
        undelivered: DeadLetters,
    ) -> None:
        super().__init__(scope, id_)
        self.events = sns.Topic(self, "Events", enforce_ssl=True)
        self.events.add_subscription(
            subscriptions.SqsSubscription(feedback.queue, dead_letter_queue=undelivered.queue)
        )
        self.sender = ChannelSender(
            self,
            "Sender",
            family="PUSH",
            folder="send_push",
            workshop=workshop,
            data=data,
            streams=streams,
        )
        self.pushes_for(self.sender.function)
        data.endpoints.written_by(self.sender.function)
        data.open_secrets(self.sender.function)

    def pushes_for(self, function: PinwheelFunction) -> None:
        """Let a function sign channels in, make devices known and publish to them."""
        function.tell("PINWHEEL_PUSH_EVENTS_TOPIC_ARN", self.events.topic_arn)
        function.allow_many(["sns:Publish"], DEVICES, reason="Each device is an endpoint made at run time.")
        function.allow_many(REGISTER_ACTIONS, "*", reason=NO_RESOURCE)

    def told_by(self, function: PinwheelFunction) -> None:
        """Let a function ask whose device a report is about."""
        function.tell("PINWHEEL_PUSH_EVENTS_TOPIC_ARN", self.events.topic_arn)
        function.allow_many(["sns:GetEndpointAttributes"], "*", reason=NO_RESOURCE)

    def forgotten_by(self, function: PinwheelFunction) -> None:
        """Let a function remove platform applications or devices."""
        function.tell("PINWHEEL_PUSH_EVENTS_TOPIC_ARN", self.events.topic_arn)
        function.allow_many(["sns:DeletePlatformApplication", "sns:DeleteEndpoint"], "*", reason=NO_RESOURCE)
