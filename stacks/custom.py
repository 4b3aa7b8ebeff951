"""Customers' own functions and URLs: custom delivery, and the hooks that all senders of campaigns ask."""

from __future__ import annotations

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from constructs import Construct

from stacks.channel_sender import ChannelSender
from stacks.constructs.function import PinwheelFunction, Workshop
from stacks.data import DataStack
from stacks.messaging import Messaging
from stacks.streams import Streams

QUOTAS, URL_CHECK = "200/25/25", "account"
"""What functions go by unless they are told otherwise."""


class CustomDelivery(Construct):
    """The family CUSTOM. Functions may be called that `pinwheel:delivery-functions` names, and no others."""

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
        self.data = data
        sender = ChannelSender(
            self,
            "Sender",
            family="CUSTOM",
            folder="deliver_custom",
            workshop=workshop,
            data=data,
            streams=streams,
        )
        messaging.senders["Custom"] = sender
        for each in messaging.senders.values():
            self.calls_for(each.function)

    def calls_for(self, function: PinwheelFunction) -> None:
        """Let a function call what customers named, and sign its calls to URLs."""
        self.data.open_secrets(function)
        self._seal_keys(function)
        for name in self.config.delivery_functions:
            function.allow_many(
                ["lambda:InvokeFunction"],
                _functions(name),
                reason="Campaigns name functions at run time; pinwheel:delivery-functions narrows them.",
            )

    def keys_for(self, function: PinwheelFunction) -> None:
        """Let a function exchange the keys that calls to URLs are signed with."""
        self._seal_keys(function)

    def checks_for(self, function: PinwheelFunction) -> None:
        """Let a function look whether the functions and URLs of campaigns are there."""
        if self._quotas != QUOTAS:
            function.tell("PINWHEEL_CAMPAIGN_QUOTAS", self._quotas)
        if self.config.delivery_url_check != URL_CHECK:
            function.tell("PINWHEEL_URL_CHECK", self.config.delivery_url_check)
        for name in self.config.delivery_functions:
            function.allow_many(
                ["lambda:GetFunctionConfiguration"],
                _functions(name),
                reason="A campaign's function must exist; pinwheel:delivery-functions narrows them.",
            )

    @property
    def _quotas(self) -> str:
        config = self.config
        return f"{config.active_campaigns}/{config.event_campaigns}/{config.in_app_campaigns}"

    def _seal_keys(self, function: PinwheelFunction) -> None:
        """Let a function encrypt an application's signing keys: nothing that opens as another secret."""
        function.role.add_to_principal_policy(
            iam.PolicyStatement(
                actions=["kms:Encrypt"],
                resources=[self.data.secrets_key.key_arn],
                conditions={"ForAllValues:StringEquals": {"kms:EncryptionContextKeys": "WebhookKey"}},
            )
        )


def _functions(name: str) -> str:
    """Spell a function, or a pattern of them, as a resource; a name is one of this account and Region."""
    if name.startswith("arn:"):
        return name
    return f"arn:{Aws.PARTITION}:lambda:{Aws.REGION}:{Aws.ACCOUNT_ID}:function:{name}"
