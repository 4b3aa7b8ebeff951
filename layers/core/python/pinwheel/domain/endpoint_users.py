"""How many endpoints a user may have, and what gives way to one more (spec 01, section 10; spec 09)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pinwheel.domain.endpoint_rules import DEVICE_PUSH_TYPES
from pinwheel.domain.endpoints import Endpoint

STRICT_CAP = 15
DEFAULT_CAP = 100


@dataclass(frozen=True, slots=True)
class UserLimits:
    """The deployment's choice: a cap of its own, or Pinpoint's rules to the letter."""

    endpoints: int = DEFAULT_CAP
    strict: bool = False

    @property
    def cap(self) -> int:
        """Tell the most endpoints that one user may have."""
        return STRICT_CAP if self.strict else self.endpoints


@dataclass(frozen=True, slots=True)
class Admission:
    """May the endpoint join the user? `retired` has to leave for it; `error` says why it may not."""

    retired: Endpoint | None = None
    error: str | None = None


def admit(present: Sequence[Endpoint], incoming: Endpoint, limits: UserLimits) -> Admission:
    """Decide whether a user who has the endpoints `present` may get one more.

    Past the cap the least recently used inactive endpoint is retired. Under the strict rules it is the push
    endpoint with the oldest `EffectiveDate`, and only for another push endpoint.
    """
    others = [endpoint for endpoint in present if endpoint.id.lower() != incoming.id.lower()]
    if len(others) < limits.cap:
        return Admission()
    if limits.strict:
        pushable = incoming.channel_type in DEVICE_PUSH_TYPES
        leaving = [e for e in others if pushable and e.channel_type in DEVICE_PUSH_TYPES]
    else:
        leaving = [e for e in others if e.endpoint_status == "INACTIVE"]
    if not leaving:
        # Amplify clients compare the beginning of this text (spec 01, section 7).
        return Admission(error=f"Exceeded maximum endpoint per user count: {limits.cap}")
    if limits.strict:
        return Admission(retired=min(leaving, key=lambda e: (e.effective_date, e.id)))
    return Admission(retired=min(leaving, key=lambda e: (max(e.last_activity or "", e.effective_date), e.id)))
