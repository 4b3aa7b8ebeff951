"""What SES's answers and errors mean for a message (spec 07, section 2).

Only what certainly was not taken may be retried: THROTTLED and TEMPORARY_FAILURE. A lost answer is
UNKNOWN_FAILURE for good.
"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from pinwheel.adapters.sending_calls import Provider, http_status
from pinwheel.domain.messages import DeliveryStatus, SendResult

_CODES = {
    DeliveryStatus.SUCCESSFUL: 200,
    DeliveryStatus.THROTTLED: 429,
    DeliveryStatus.PERMANENT_FAILURE: 400,
}
_OF_ENTRY = {
    "SUCCESS": DeliveryStatus.SUCCESSFUL,
    "ACCOUNT_THROTTLED": DeliveryStatus.THROTTLED,
    "ACCOUNT_DAILY_QUOTA_EXCEEDED": DeliveryStatus.THROTTLED,
    "TRANSIENT_FAILURE": DeliveryStatus.TEMPORARY_FAILURE,
    "MESSAGE_REJECTED": DeliveryStatus.PERMANENT_FAILURE,
    "MAIL_FROM_DOMAIN_NOT_VERIFIED": DeliveryStatus.PERMANENT_FAILURE,
    "CONFIGURATION_SET_NOT_FOUND": DeliveryStatus.PERMANENT_FAILURE,
    "TEMPLATE_NOT_FOUND": DeliveryStatus.PERMANENT_FAILURE,
    "ACCOUNT_SUSPENDED": DeliveryStatus.PERMANENT_FAILURE,
    "INVALID_SENDING_POOL_NAME": DeliveryStatus.PERMANENT_FAILURE,
    "ACCOUNT_SENDING_PAUSED": DeliveryStatus.PERMANENT_FAILURE,
    "CONFIGURATION_SET_SENDING_PAUSED": DeliveryStatus.PERMANENT_FAILURE,
    "INVALID_PARAMETER": DeliveryStatus.PERMANENT_FAILURE,
    "FAILED": DeliveryStatus.PERMANENT_FAILURE,
}
_THROTTLES = frozenset(
    {
        "LimitExceededException",
        "RequestLimitExceeded",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)


def entry_result(entry: dict[str, Any]) -> SendResult:
    """Translate one entry of a bulk answer; a status that we do not know is a doubt."""
    status = _OF_ENTRY.get(entry.get("Status", ""), DeliveryStatus.UNKNOWN_FAILURE)
    if status is DeliveryStatus.SUCCESSFUL:
        return SendResult(status=status, message_id=entry.get("MessageId"))
    detail = f"{entry.get('Status', 'No status')}: {entry.get('Error', '')}".removesuffix(": ")
    return SendResult(status=status, status_code=_CODES.get(status, 500), detail=detail)


def _refused(error: ClientError) -> SendResult:
    code = error.response["Error"].get("Code", "")
    status_code = http_status(error)
    detail = f"{code}: {error.response['Error'].get('Message', '')}"
    if code in _THROTTLES or status_code == 429:
        return SendResult(status=DeliveryStatus.THROTTLED, status_code=429, detail=detail)
    if status_code >= 500:
        return SendResult(status=DeliveryStatus.UNKNOWN_FAILURE, status_code=status_code, detail=detail)
    return SendResult(status=DeliveryStatus.PERMANENT_FAILURE, status_code=status_code, detail=detail)


SES = Provider("SES", _refused)
