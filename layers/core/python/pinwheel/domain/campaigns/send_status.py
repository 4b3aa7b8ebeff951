"""What becomes of an endpoint in a campaign's run (spec 05, section 3.2)."""

from __future__ import annotations

import enum


class SendStatus(enum.StrEnum):
    """The final word on one endpoint in one run."""

    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"
    FAILURE_PERMANENT = "FAILURE_PERMANENT"
    TRANSIENT_FAILURE = "TRANSIENT_FAILURE"
    THROTTLED = "THROTTLED"
    UNKNOWN = "UNKNOWN"
    EXPIRED = "EXPIRED"
    HOLDOUT = "HOLDOUT"
    DUPLICATE_ADDRESS = "DUPLICATE_ADDRESS"
    UNSUPPORTED_CHANNEL = "UNSUPPORTED_CHANNEL"


ATTEMPTED = frozenset(
    {
        SendStatus.SUCCESS,
        SendStatus.FAILURE,
        SendStatus.FAILURE_PERMANENT,
        SendStatus.TRANSIENT_FAILURE,
        SendStatus.THROTTLED,
        SendStatus.UNKNOWN,
        SendStatus.EXPIRED,
    }
)
"""Statuses that count in `TotalEndpointCount`: the campaign meant to send to them."""
