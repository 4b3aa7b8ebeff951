"""When bounces and complaints stop campaigns (extension API)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from pinwheel.api.call import Call
from pinwheel.runtime import bootstrap
from pinwheel.services import circuit_breaker


def get_circuit_breaker(call: Call) -> Any:
    """Give an application's choice."""
    found = circuit_breaker.get_circuit_breaker(call.labels["ApplicationId"], documents=bootstrap.documents())
    return msgspec.to_builtins(found)


def put_circuit_breaker(call: Call) -> Any:
    """Choose anew."""
    chosen = circuit_breaker.put_circuit_breaker(
        call.labels["ApplicationId"], call.body, documents=bootstrap.documents()
    )
    return msgspec.to_builtins(chosen)


def get_campaign_circuit_breaker(call: Call) -> Any:
    """Tell whether a campaign was stopped, and why."""
    labels = call.labels
    return circuit_breaker.campaign_standing(
        labels["ApplicationId"], labels["CampaignId"], documents=bootstrap.documents()
    )


def reset_campaign_circuit_breaker(call: Call) -> Any:
    """Forget that a campaign was stopped."""
    labels = call.labels
    return circuit_breaker.reset(
        labels["ApplicationId"], labels["CampaignId"], documents=bootstrap.documents()
    )


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "GetCampaignCircuitBreaker": get_campaign_circuit_breaker,
    "GetCircuitBreaker": get_circuit_breaker,
    "PutCircuitBreaker": put_circuit_breaker,
    "ResetCampaignCircuitBreaker": reset_campaign_circuit_breaker,
}
