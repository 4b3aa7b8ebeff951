"""Calls through End User Messaging: SendVoiceMessage, which speaks the script itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pinwheel.adapters.eum_calls import EumCalls, Request
from pinwheel.domain.message_context import pack
from pinwheel.domain.messages import DeliveryStatus, SendResult
from pinwheel.domain.voice import OutgoingVoice

NO_NUMBER = SendResult(
    status=DeliveryStatus.PERMANENT_FAILURE,
    status_code=400,
    detail="A voice message needs an OriginationNumber, or a number of the deployment to call from.",
)


class EumVoice:
    """The port over one account's End User Messaging; `origination` calls where a message names no number."""

    def __init__(
        self,
        new_client: Callable[[], Any],
        *,
        configuration_set: str | None,
        origination: str | None = None,
        time_to_live: int | None = None,
        max_price_per_minute: str | None = None,
    ) -> None:
        """Keep what makes the client, and what holds for all calls."""
        self._calls = EumCalls(new_client)
        self._origination = origination
        self._shared = {
            "ConfigurationSetName": configuration_set,
            "TimeToLive": time_to_live,
            "MaxPricePerMinute": max_price_per_minute,
        }

    def send_batch(self, messages: Sequence[OutgoingVoice]) -> Sequence[SendResult]:
        """Place each call."""
        return self._calls.send_all([self._request(message) for message in messages])

    def _request(self, message: OutgoingVoice) -> Request | SendResult:
        origination = message.origination_number or self._origination
        if not origination:
            return NO_NUMBER
        parameters = {
            **self._shared,
            "DestinationPhoneNumber": message.to_number,
            "OriginationIdentity": origination,
            "MessageBody": message.body,
            "MessageBodyTextType": "SSML" if message.is_ssml else "TEXT",
            "VoiceId": message.voice_id.upper(),
            "Context": pack(message.tags, message.context),
        }
        return "send_voice_message", {name: value for name, value in parameters.items() if value}
