"""Text messages through End User Messaging: SendTextMessage, or SendMediaMessage for one with a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pinwheel.adapters.eum_calls import EumCalls, Request
from pinwheel.domain.message_context import pack
from pinwheel.domain.messages import DeliveryStatus, SendResult
from pinwheel.domain.sms import OutgoingSms


class EumSms:
    """The port over one account's End User Messaging.

    `time_to_live` are seconds, `max_price` is US dollars as text; None leaves both to the service.
    """

    def __init__(
        self,
        new_client: Callable[[], Any],
        *,
        configuration_set: str | None,
        time_to_live: int | None = None,
        max_price: str | None = None,
    ) -> None:
        """Keep what makes the client, and what holds for all messages."""
        self._calls = EumCalls(new_client)
        self._shared = {
            "ConfigurationSetName": configuration_set,
            "TimeToLive": time_to_live,
            "MaxPrice": max_price,
        }

    def send_batch(self, messages: Sequence[OutgoingSms]) -> Sequence[SendResult]:
        """Hand over each message by a call of its own."""
        return self._calls.send_all([self._request(message) for message in messages])

    def _request(self, message: OutgoingSms) -> Request | SendResult:
        identity = message.sender.origination_number or message.sender.sender_id
        shared = {
            **self._shared,
            "DestinationPhoneNumber": message.to_number,
            "OriginationIdentity": identity,
            "MessageBody": message.body,
            "Context": pack(message.tags, message.context),
        }
        if not message.media_url:
            return "send_text_message", _said({**shared, **_of_text(message)})
        if not identity:
            return SendResult(
                status=DeliveryStatus.PERMANENT_FAILURE,
                status_code=400,
                detail="A message with a picture needs an origination number.",
            )
        return "send_media_message", _said({**shared, "MediaUrls": [message.media_url]})


def _of_text(message: OutgoingSms) -> dict[str, Any]:
    countries = {"IN_ENTITY_ID": message.entity_id, "IN_TEMPLATE_ID": message.template_id}
    return {
        "MessageType": message.message_type,
        "Keyword": message.keyword,
        "DestinationCountryParameters": _said(countries),
    }


def _said(parameters: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if value}
