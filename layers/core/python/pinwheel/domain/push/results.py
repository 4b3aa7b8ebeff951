"""What becomes of a push, by what SNS says of it: a table for calls and reports (spec 07, section 5.2)."""

from __future__ import annotations

from pinwheel.domain.messages import DeliveryStatus, SendResult

DEAD_TOKEN = 410
"""Status of a token that its service does not know any more, as APNs itself calls it: 410 Gone."""
NO_TARGET = 404
"""Status of a device that SNS has forgotten: it can be registered again."""

_PERMANENT, _TEMPORARY = DeliveryStatus.PERMANENT_FAILURE, DeliveryStatus.TEMPORARY_FAILURE

_REASONS = {
    "EndpointDisabled": (_PERMANENT, DEAD_TOKEN),
    "InvalidPlatformToken": (_PERMANENT, DEAD_TOKEN),
    "NotFound": (_PERMANENT, NO_TARGET),
    "PlatformApplicationDisabled": (_PERMANENT, 400),
    "InvalidNotification": (_PERMANENT, 400),
    "InvalidCredentials": (_PERMANENT, 403),
    "DependencyUnavailable": (_TEMPORARY, 503),
    "UnexpectedFailure": (_TEMPORARY, 500),
    "Throttled": (DeliveryStatus.THROTTLED, 429),
    "Throttling": (DeliveryStatus.THROTTLED, 429),
    "ThrottlingException": (DeliveryStatus.THROTTLED, 429),
    "RequestLimitExceeded": (DeliveryStatus.THROTTLED, 429),
}


def push_failure(reason: str, detail: str, *, status_code: int = 400) -> SendResult:
    """Give the outcome of a push that failed.

    Args:
        reason: SNS's error code, or the failure type of a report.
        detail: what it says besides.
        status_code: the HTTP status of the call, for reasons that the table does not know.
    """
    name = reason.removesuffix("Exception") if reason not in _REASONS else reason
    status = _PERMANENT
    if name in _REASONS:
        status, status_code = _REASONS[name]
    elif status_code == 429:
        status = DeliveryStatus.THROTTLED
    elif status_code >= 500:
        # Such a call may have been taken.
        status = DeliveryStatus.UNKNOWN_FAILURE
    return SendResult(status=status, status_code=status_code, detail=f"{reason}: {detail}")


def is_dead(result: SendResult) -> bool:
    """Tell that the token will never take a push again."""
    return result.status is _PERMANENT and result.status_code == DEAD_TOKEN


def has_no_target(result: SendResult) -> bool:
    """Tell that SNS does not know the device it was asked to push to; nothing was sent."""
    return result.status is _PERMANENT and result.status_code == NO_TARGET
