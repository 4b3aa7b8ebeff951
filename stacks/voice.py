"""Voice messages: who places the calls of campaigns."""

from __future__ import annotations

from constructs import Construct

from stacks.channel_sender import ChannelSender
from stacks.constructs.function import PinwheelFunction, Workshop
from stacks.data import DataStack
from stacks.messaging import Messaging
from stacks.streams import Streams
from stacks.texting import Texting, allow_eum


class Voice(Construct):
    """Calls are placed by End User Messaging."""

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

    def calls_for(self, function: PinwheelFunction) -> None:
        """Let a function place calls."""
        config = self.config
        if config.voice_origination:
            function.tell("PINWHEEL_VOICE_ORIGINATION", config.voice_origination)
        if config.voice_max_price:
            function.tell("PINWHEEL_VOICE_MAX_PRICE", config.voice_max_price)
        function.tell("PINWHEEL_EUM_CONFIGURATION_SET", self.configuration_set)
        allow_eum(function, "SendVoiceMessage")
