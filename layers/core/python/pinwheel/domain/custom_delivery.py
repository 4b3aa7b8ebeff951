"""Custom delivery: a function or URL of the customer's sends the message (spec 03, section 8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.hooks import DELIVERY, direct_configuration, endpoint_definition

Json = Mapping[str, Any]


class CustomContent(msgspec.Struct, frozen=True, kw_only=True):
    """What a treatment hands over: the data of a custom message, or all messages (a hook that delivers)."""

    data: str | None = None
    message_configuration: dict[str, Any] | None = None


def delivering_hook(hook: Json) -> str | None:
    """Name the function or URL of a hook that delivers instead of filtering (deprecated, spec 03, 7)."""
    if hook.get("Mode") != DELIVERY:
        return None
    return hook.get("LambdaFunctionName") or hook.get("WebUrl") or None


def custom_content(messages: Json) -> CustomContent | None:
    """Take the data of a custom message; None when the treatment has none."""
    message = messages.get("CustomMessage")
    return None if message is None else CustomContent(data=message.get("Data") or "")


def delivered_content(messages: Json) -> CustomContent:
    """Take all messages, for a hook that delivers them."""
    return CustomContent(message_configuration=direct_configuration(messages))


def payload(
    content: CustomContent,
    endpoints: Iterable[Endpoint],
    *,
    application_id: str,
    campaign_id: str,
    treatment_id: str,
    activity_id: str,
    scheduled: str,
) -> bytes:
    """Write one call: at most 50 endpoints by ID, with their cohort among their attributes."""
    message = (
        {"Message": {}, "Data": content.data or ""}
        if content.message_configuration is None
        else {"MessageConfiguration": content.message_configuration}
    )
    return msgspec.json.encode(
        {
            **message,
            "ApplicationId": application_id,
            "CampaignId": campaign_id,
            "TreatmentId": treatment_id,
            "ActivityId": activity_id,
            "ScheduledTime": scheduled,
            "Endpoints": {endpoint.id: _definition(endpoint) for endpoint in endpoints},
        }
    )


def _definition(endpoint: Endpoint) -> dict[str, Any]:
    definition = endpoint_definition(endpoint)
    definition.pop("CohortId", None)
    attributes = {**definition.get("Attributes", {}), "CohortId": [endpoint.cohort_id]}
    return {**definition, "Attributes": attributes}
