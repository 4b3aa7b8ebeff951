"""What tells a device that a push is ours, and whose (spec 04, section 4.1).

The client SDKs report opens only of notifications that bear one of these.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

DIRECT_CAMPAIGN = "_DIRECT"
"""What stands for the campaign in direct messages: the SDKs compare with it."""


class Marks(msgspec.Struct, frozen=True, kw_only=True):
    """Campaign or journey of a push, and the context to be merged into `data.pinpoint`."""

    campaign: Mapping[str, str] = {}
    journey: Mapping[str, str] = {}
    context: Mapping[str, str] = {}


def campaign_marks(campaign_id: str, activity_id: str, treatment_id: str) -> Marks:
    """Mark a push of a campaign."""
    return Marks(
        campaign={
            "campaign_id": campaign_id,
            "campaign_activity_id": activity_id,
            "treatment_id": treatment_id,
        }
    )


def journey_marks(journey_id: str, activity_id: str, run_id: str) -> Marks:
    """Mark a push of a journey."""
    return Marks(
        journey={"journey_id": journey_id, "journey_activity_id": activity_id, "journey_run_id": run_id}
    )


def direct_marks(context: Mapping[str, str]) -> Marks:
    """Mark a direct message."""
    return Marks(campaign={"campaign_id": DIRECT_CAMPAIGN}, context=context)
