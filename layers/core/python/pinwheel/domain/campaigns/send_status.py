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
    QUIET_TIME = "QUIET_TIME"
    DAILY_CAP = "DAILY_CAP"
    CAMPAIGN_CAP = "CAMPAIGN_CAP"
    HOOK_FAILURE = "HOOK_FAILURE"
    CUSTOM_DELIVERY_FAILURE = "CUSTOM_DELIVERY_FAILURE"
    RECOMMENDATION_FAILURE = "RECOMMENDATION_FAILURE"


ATTEMPTED = frozenset(
    {
        SendStatus.SUCCESS,
        SendStatus.FAILURE,
        SendStatus.FAILURE_PERMANENT,
        SendStatus.TRANSIENT_FAILURE,
        SendStatus.THROTTLED,
        SendStatus.UNKNOWN,
        SendStatus.EXPIRED,
        SendStatus.HOOK_FAILURE,
        SendStatus.CUSTOM_DELIVERY_FAILURE,
        SendStatus.RECOMMENDATION_FAILURE,
    }
)
"""Statuses that count in `TotalEndpointCount`: the campaign meant to send to them."""
