"""Text messages through Amazon SNS: one Publish to a phone number each (spec 07, section 3).

SNS has no bulk call, no keyword and no context, and tells nothing of delivery but in its log. The client must
not retry by itself: a call whose answer is lost may have been taken, and is UNKNOWN_FAILURE.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from typing import Any

from botocore.exceptions import ClientError

from pinwheel.adapters.sending_calls import Provider, http_status
from pinwheel.domain.message_context import pack
from pinwheel.domain.messages import DeliveryStatus, SendResult
from pinwheel.domain.sms import OutgoingSms

CONCURRENT_CALLS = 8
OWN_ATTRIBUTES = "Pinwheel."
"""Begins the names of the attributes that say whose message it is."""
_THROTTLES = frozenset({"Throttling", "ThrottlingException", "Throttled", "RequestLimitExceeded"})
_OPTED_OUT = "opted out"


class SnsSms:
    """The port over one account's SNS."""

    def __init__(self, new_client: Callable[[], Any]) -> None:
        """Keep what makes the client, which must have its retries off: most requests send no text message."""
        self._new_client = new_client
        self._pool = ThreadPoolExecutor(CONCURRENT_CALLS)

    def send_batch(self, messages: Sequence[OutgoingSms]) -> Sequence[SendResult]:
        """Publish each message."""
        publish = self._client.publish
        if len(messages) == 1:
            return [_sent(publish, messages[0])]
        return list(self._pool.map(partial(_sent, publish), messages))

    @cached_property
    def _client(self) -> Any:
        return self._new_client()


def _sent(publish: Callable[..., Any], message: OutgoingSms) -> SendResult:
    return SNS.sent(
        lambda: publish(
            PhoneNumber=message.to_number, Message=message.body, MessageAttributes=_attributes(message)
        )["MessageId"]
    )


def _attributes(message: OutgoingSms) -> dict[str, dict[str, str]]:
    """Spell how a message is sent; what is not said is the account's default."""
    given = {
        "AWS.SNS.SMS.SenderID": message.sender.sender_id,
        "AWS.SNS.SMS.SMSType": message.message_type and message.message_type.capitalize(),
        "AWS.MM.SMS.OriginationNumber": message.sender.origination_number,
        "AWS.MM.SMS.EntityId": message.entity_id,
        "AWS.MM.SMS.TemplateId": message.template_id,
        # Nobody but the local runtime reads these: SNS takes names that it does not know.
        **{f"{OWN_ATTRIBUTES}{name}": value for name, value in pack(message.tags, {}).items()},
    }
    return {name: {"DataType": "String", "StringValue": value} for name, value in given.items() if value}


def _refused(error: ClientError) -> SendResult:
    code, message = error.response["Error"].get("Code", ""), error.response["Error"].get("Message", "")
    status_code = http_status(error)
    status = DeliveryStatus.PERMANENT_FAILURE
    if code in _THROTTLES or status_code == 429:
        status, status_code = DeliveryStatus.THROTTLED, 429
    elif status_code >= 500:
        status = DeliveryStatus.UNKNOWN_FAILURE
    elif code == "OptedOut" or _OPTED_OUT in message.lower():
        status = DeliveryStatus.OPT_OUT
    return SendResult(status=status, status_code=status_code, detail=f"{code}: {message}")


SNS = Provider("SNS", _refused)
