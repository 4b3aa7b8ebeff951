"""Voice messages: who places calls, and who speaks."""

from __future__ import annotations

from aws_cdk import Aws, CfnOutput, Duration
from aws_cdk import aws_iam as iam
from constructs import Construct

from stacks.channel_sender import ChannelSender
from stacks.constructs.function import PinwheelFunction, Workshop
from stacks.data import DataStack
from stacks.messaging import Messaging
from stacks.streams import Streams
from stacks.texting import Texting, allow_eum

CHIME = iam.ServicePrincipal("voiceconnector.chime.amazonaws.com")
ANSWER_TIMEOUT = Duration.seconds(15)
"""Chime SDK voice waits twenty seconds for an answer."""


class Voice(Construct):
    """Calls are placed by End User Messaging, or by a SIP media application of Chime SDK voice."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        workshop: Workshop,
        data: DataStack,
        streams: Streams,
        messaging: Messaging,
        texting: Texting,
    ) -> None:
        super().__init__(scope, id_)
        self.config = workshop.config
        self.data = data
        self.configuration_set = texting.configuration_set
        sender = ChannelSender(
            self,
            "VoiceSender",
            family="VOICE",
            folder="send_voice",
            workshop=workshop,
            data=data,
            streams=streams,
        )
        self.calls_for(sender.function)
        messaging.senders["Voice"] = sender
        self.players = [self._player(workshop, streams)] if self.config.voice_provider == "chime" else []

    def calls_for(self, function: PinwheelFunction) -> None:
        """Let a function place calls."""
        config = self.config
        function.tell("PINWHEEL_EUM_CONFIGURATION_SET", self.configuration_set)
        if config.voice_origination:
            function.tell("PINWHEEL_VOICE_ORIGINATION", config.voice_origination)
        if config.voice_provider == "chime":
            self._chime_for(function)
            return
        if config.voice_max_price:
            function.tell("PINWHEEL_VOICE_MAX_PRICE", config.voice_max_price)
        allow_eum(function, "SendVoiceMessage")

    def spoken_by(self, function: PinwheelFunction) -> None:
        """Let a function speak scripts, and keep what was spoken."""
        function.allow_many(
            ["polly:SynthesizeSpeech"],
            "*",
            reason="Polly knows no resource but lexicons, and none is used.",
        )
        self.data.bucket.used_by(function, "voice/", "read", "write")

    def _chime_for(self, function: PinwheelFunction) -> None:
        application = self.config.chime_application
        function.tell("PINWHEEL_VOICE_PROVIDER", "chime")
        function.tell("PINWHEEL_CHIME_APPLICATION", application)
        function.allow(
            ["chime:CreateSipMediaApplicationCall"],
            [f"arn:{Aws.PARTITION}:chime:{Aws.REGION}:{Aws.ACCOUNT_ID}:sma/{application or 'none'}"],
        )
        if function.folder != "api_messages":
            self.spoken_by(function)

    def _player(self, workshop: Workshop, streams: Streams) -> PinwheelFunction:
        """Make the function that a SIP media application asks; who makes that names it (docs/voice.md)."""
        player = PinwheelFunction(
            self,
            "PlayVoice",
            folder="play_voice",
            workshop=workshop,
            timeout=ANSWER_TIMEOUT,
            memory_mib=512,
        )
        streams.written_by(player)
        player.tell("PINWHEEL_DATA_BUCKET", self.data.bucket.bucket.bucket_name)
        player.function.add_permission(
            "Chime", principal=CHIME, source_account=Aws.ACCOUNT_ID, action="lambda:InvokeFunction"
        )
        CfnOutput(self, "FunctionArn", value=player.function.function_arn).override_logical_id(
            "PlayVoiceFunctionArn"
        )
        return player
