"""When too many bounces or complaints stop a campaign (extension API).

The defaults are the shares at which SES stops an account: 10 % of hard bounces, 0.5 % of complaints.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from pinwheel.domain.errors import Invalid

HARD_BOUNCE, COMPLAINT = "_email.hardbounce", "_email.complaint"
COUNTED = {HARD_BOUNCE: "Bounces", COMPLAINT: "Complaints"}
"""Events that are counted, by what they are counted as."""

Percent = Annotated[float, Meta(ge=0, le=100)]


class CircuitBreaker(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The shares that stop a campaign; 0 switches one off."""

    BouncePercent: Percent = 10.0
    ComplaintPercent: Percent = 0.5
    MinimumMessages: Annotated[int, Meta(ge=1, le=1_000_000_000)] = 1_000
    """Messages that an activity must have sent before a share means anything."""

    def reason_to_stop(self, *, messages: int, bounces: int, complaints: int) -> str | None:
        """Say why an activity must not go on; None when it may."""
        if messages < self.MinimumMessages:
            return None
        for name, count, most in (
            ("hard bounces", bounces, self.BouncePercent),
            ("complaints", complaints, self.ComplaintPercent),
        ):
            if most and count * 100 >= most * messages:
                return (
                    f"The circuit breaker stopped the campaign: {count} {name} of {messages} messages "
                    f"({count * 100 / messages:.2f} %) reach the limit of {most:g} %."
                )
        return None


def read_circuit_breaker(body: Mapping[str, Any]) -> CircuitBreaker:
    """Check what an application chooses.

    Raises:
        Invalid: a member breaks a rule; the sentence names it.
    """
    try:
        return msgspec.convert(body, CircuitBreaker)
    except msgspec.ValidationError as error:
        raise Invalid(f"The circuit breaker is not valid: {error}.") from error


def is_stopped(stop: Mapping[str, Any], *, started: str) -> bool:
    """Tell whether a run that began at an instant is among those that a stop is about."""
    return started <= str(stop["StoppedAt"])
