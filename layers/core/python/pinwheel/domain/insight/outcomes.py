"""What became of one endpoint in a campaign, in words: the status of spec 05 and the rule behind it."""

from __future__ import annotations

from typing import Any

import msgspec

from pinwheel.domain.campaigns.send_status import SendStatus
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.insight.reasons import Reason
from pinwheel.domain.runs.progress import DROPPED, status_of

PENDING = "PENDING"
NOT_A_MEMBER = "FILTERED_OUT_BY_SEGMENT"
OTHER_TREATMENT = "TREATMENT_HOLDOUT"
BY_HOOK = "FILTERED_OUT_BY_HOOK"
MISSING_ZONE = "ENDPOINT_MISSING_TIMEZONE"


class Outcome(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    """The answer; `would` tells that it is about a run that has not begun."""

    status: str
    rule: str
    detail: str
    activity_id: str | None = None
    treatment_id: str | None = None
    would: bool = False
    run_status: str | None = None
    """How the run stands."""
    reasons: list[Reason] = []
    """The rules of the segment, where they were asked."""


SENDING = {
    SendStatus.SUCCESS: ("Sent", "The message was handed to the provider, which took it."),
    SendStatus.FAILURE: ("Run stopped", "The run was stopped before the endpoint's turn."),
    SendStatus.FAILURE_PERMANENT: ("Refused", "The message cannot be sent to this endpoint."),
    SendStatus.TRANSIENT_FAILURE: ("Provider", "The provider failed again and again; nothing was sent."),
    SendStatus.THROTTLED: ("Provider", "The provider throttled again and again; nothing was sent."),
    SendStatus.UNKNOWN: (
        "At most once",
        "A sender died between handing the message over and noting the answer; it is never sent again.",
    ),
    SendStatus.EXPIRED: ("Limits.MaximumDuration", "The time in which the run may send was over."),
    SendStatus.HOLDOUT: ("HoldoutPercent", "The endpoint's cohort is held out of this campaign."),
    SendStatus.DUPLICATE_ADDRESS: ("Address", "Another endpoint with the same address got the message."),
    SendStatus.UNSUPPORTED_CHANNEL: (
        "MessageConfiguration",
        "The treatment has no content for the endpoint's channel.",
    ),
    SendStatus.QUIET_TIME: ("QuietTime", "It was quiet time on the endpoint's own clock."),
    SendStatus.DAILY_CAP: ("Limits.Daily", "The endpoint has had as many messages as 24 hours may bring."),
    SendStatus.CAMPAIGN_CAP: ("Limits.Total", "The campaign has targeted the endpoint as often as it may."),
    SendStatus.HOOK_FAILURE: ("Hook", "The campaign's hook failed for this endpoint."),
    SendStatus.CUSTOM_DELIVERY_FAILURE: (
        "CustomDeliveryConfiguration",
        "The function or URL that delivers failed.",
    ),
    SendStatus.RECOMMENDATION_FAILURE: ("Recommender", "The recommender failed for this endpoint."),
}

LEFT_OUT = {
    "ENDPOINT_OPT_OUT": ("OptOut", "The endpoint has opted out of all messages."),
    "ENDPOINT_INACTIVE": ("EndpointStatus", "The endpoint is inactive."),
    "ENDPOINT_MISSING_ADDRESS": ("Address", "The endpoint has no address."),
    "ENDPOINT_MISSING_CHANNEL": ("ChannelType", "The endpoint has no channel."),
    MISSING_ZONE: (
        "Demographic.Timezone",
        "The campaign sends by local time, and the endpoint has no valid time zone.",
    ),
}


def words(status: str) -> tuple[str, str]:
    """Give the rule behind a status, and a sentence about it."""
    if status in LEFT_OUT:
        return LEFT_OUT[status]
    return SENDING[SendStatus(status)]


def of_code(code: str, note: str) -> tuple[str, str, str]:
    """Read a recipient's character in a chunk: status, rule and sentence; `note` is what was noted."""
    if code == DROPPED:
        return BY_HOOK, "Hook", note or "The campaign's hook left the endpoint out of this run."
    if not code.isupper():
        return PENDING, "Queue", "The endpoint is a recipient of the run; its turn is still to come."
    status = status_of(code)
    rule, sentence = words(status)
    return status, rule, note or sentence


def described(endpoint: Endpoint) -> dict[str, Any]:
    """Give what decides about an endpoint whatever the campaign."""
    return {
        "ChannelType": endpoint.channel_type,
        "EndpointStatus": endpoint.endpoint_status,
        "OptOut": endpoint.opt_out,
        "CohortId": endpoint.cohort_id,
    }
