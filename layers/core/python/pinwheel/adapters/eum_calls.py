"""Calls to AWS End User Messaging (`pinpoint-sms-voice-v2`): several at a time, errors told as outcomes.

There is no bulk call. The client must not retry by itself: a call whose answer is lost may have been taken,
and is UNKNOWN_FAILURE (spec 07, section 3).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any

from botocore.exceptions import ClientError

from pinwheel.adapters.sending_calls import Provider, http_status
from pinwheel.domain.messages import DeliveryStatus, SendResult

CONCURRENT_CALLS = 8
OPTED_OUT = "DESTINATION_PHONE_NUMBER_OPTED_OUT"
STATUSES = {
    "ThrottlingException": (DeliveryStatus.THROTTLED, 429),
    "ServiceQuotaExceededException": (DeliveryStatus.THROTTLED, 429),
    "InternalServerException": (DeliveryStatus.TEMPORARY_FAILURE, 500),
    "ValidationException": (DeliveryStatus.PERMANENT_FAILURE, 400),
    "ResourceNotFoundException": (DeliveryStatus.PERMANENT_FAILURE, 404),
    "AccessDeniedException": (DeliveryStatus.PERMANENT_FAILURE, 403),
    "ConflictException": (DeliveryStatus.PERMANENT_FAILURE, 409),
}

Request = tuple[str, dict[str, Any]]
"""The name of an operation and its parameters."""


class EumCalls:
    """One account's End User Messaging."""

    def __init__(self, new_client: Callable[[], Any]) -> None:
        """Keep what makes the client, which must have its retries off."""
        self._new_client = new_client
        self._pool = ThreadPoolExecutor(CONCURRENT_CALLS)

    def send_all(self, requests: Sequence[Request | SendResult]) -> list[SendResult]:
        """Make the calls; what has its outcome already is passed over."""
        if len(requests) == 1:
            return [self._send(requests[0])]
        return list(self._pool.map(self._send, requests))

    @cached_property
    def _client(self) -> Any:
        return self._new_client()

    def _send(self, request: Request | SendResult) -> SendResult:
        if isinstance(request, SendResult):
            return request
        operation, parameters = request
        return EUM.sent(lambda: getattr(self._client, operation)(**parameters)["MessageId"])


def _refused(error: ClientError) -> SendResult:
    told = error.response["Error"]
    code, message = told.get("Code", ""), told.get("Message", "")
    reason = str(error.response.get("Reason") or "")
    detail = " ".join(part for part in (f"{code}:", reason, message) if part)
    if reason == OPTED_OUT:
        return SendResult(status=DeliveryStatus.OPT_OUT, status_code=400, detail=detail)
    status_code = http_status(error)
    if code in STATUSES:
        status, status_code = STATUSES[code]
    elif status_code == 429:
        status = DeliveryStatus.THROTTLED
    else:
        status = DeliveryStatus.UNKNOWN_FAILURE if status_code >= 500 else DeliveryStatus.PERMANENT_FAILURE
    return SendResult(status=status, status_code=status_code, detail=detail)


EUM = Provider("End User Messaging", _refused)
