"""Calls through Chime SDK voice: a SIP media application of the account calls, and plays a recording from S3.

What it plays travels as arguments of the call; the function that the application asks is ours (`play_voice`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.exceptions import ClientError

from pinwheel.adapters.eum_voice import NO_NUMBER
from pinwheel.adapters.sending_calls import Provider, http_status
from pinwheel.domain.errors import Invalid, PinwheelError
from pinwheel.domain.message_context import pack
from pinwheel.domain.messages import DeliveryStatus, SendResult
from pinwheel.domain.voice import OutgoingVoice

CONCURRENT_CALLS = 4
STATUSES = {
    "ThrottledClientException": (DeliveryStatus.THROTTLED, 429),
    "ResourceLimitExceededException": (DeliveryStatus.THROTTLED, 429),
    "ServiceUnavailableException": (DeliveryStatus.TEMPORARY_FAILURE, 503),
    "ServiceFailureException": (DeliveryStatus.UNKNOWN_FAILURE, 500),
}


class ChimeVoice:
    """The port over one SIP media application; `record` names a message's recording in the bucket."""

    def __init__(
        self,
        client: Any,
        *,
        application_id: str,
        origination: str | None,
        record: Callable[[OutgoingVoice], str],
    ) -> None:
        """Keep the collaborators; the client must not retry by itself."""
        self._client = client
        self._application_id = application_id
        self._origination = origination
        self._record = record
        self._pool = ThreadPoolExecutor(CONCURRENT_CALLS)

    def send_batch(self, messages: Sequence[OutgoingVoice]) -> Sequence[SendResult]:
        """Place each call."""
        return list(self._pool.map(self._send, messages))

    def _send(self, message: OutgoingVoice) -> SendResult:
        origination = message.origination_number or self._origination
        if not origination:
            return NO_NUMBER
        try:
            recording = self._record(message)
        except Invalid as error:
            return SendResult(status=DeliveryStatus.PERMANENT_FAILURE, status_code=400, detail=str(error))
        except PinwheelError as error:
            return SendResult(status=DeliveryStatus.TEMPORARY_FAILURE, status_code=503, detail=str(error))
        return CHIME.sent(
            lambda: self._client.create_sip_media_application_call(
                FromPhoneNumber=origination,
                ToPhoneNumber=message.to_number,
                SipMediaApplicationId=self._application_id,
                ArgumentsMap={"recording": recording, **pack(message.tags, message.context)},
            )["SipMediaApplicationCall"]["TransactionId"]
        )


def _refused(error: ClientError) -> SendResult:
    http = http_status(error)
    other = DeliveryStatus.PERMANENT_FAILURE if http < 500 else DeliveryStatus.UNKNOWN_FAILURE
    status, status_code = STATUSES.get(error.response["Error"].get("Code", ""), (other, http))
    return SendResult(status=status, status_code=status_code, detail=str(error))


CHIME = Provider("Chime SDK voice", _refused)
