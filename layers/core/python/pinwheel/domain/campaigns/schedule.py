"""When a campaign's runs are (spec 03, section 3). This version knows `IMMEDIATE` and `ONCE`.

A run is for all treatments, unless treatments have start times of their own: then each has its own run.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from pinwheel.domain.campaigns.model import treatments
from pinwheel.domain.times import iso, parse_iso

IMMEDIATE = "IMMEDIATE"
TOLERANCE = timedelta(minutes=1)
"""How far in the past a start may lie and still be taken as now (spec 03, section 3.1)."""
EARLY = timedelta(seconds=30)
"""How long the message of a run waits for its campaign to be stored."""


class Launch(msgspec.Struct, frozen=True, kw_only=True, rename="pascal", omit_defaults=True):
    """A run to come. `treatment_id` None means all treatments; `schedule` names its timer, if any."""

    at: str
    treatment_id: str | None = None
    schedule: str | None = None

    def is_due(self, now: datetime) -> bool:
        """Tell whether the run can start at once."""
        return parse_iso(self.at) <= now + timedelta(seconds=1)

    def message(self, application_id: str, campaign_id: str, version: int) -> dict[str, Any]:
        """Write the message that starts the run."""
        body: dict[str, Any] = {
            "ApplicationId": application_id,
            "CampaignId": campaign_id,
            "CampaignVersion": version,
            "ScheduledTime": self.at,
        }
        if self.treatment_id is not None:
            body["TreatmentId"] = self.treatment_id
        return body


def launches(body: Mapping[str, Any], *, now: datetime, is_resume: bool = False) -> list[Launch]:
    """List the runs that a campaign is to have; none without a schedule.

    A start that is over starts now where it may: within the tolerance, or when a paused campaign is resumed.
    """
    starts = {
        treatment_id: _start(treatment.get("Schedule"), now=now, is_resume=is_resume)
        for treatment_id, treatment in treatments(body).items()
    }
    known = {treatment_id: at for treatment_id, at in starts.items() if at is not None}
    if len(set(known.values())) == 1 and len(known) == len(starts):
        return [Launch(at=next(iter(known.values())))]
    return [Launch(at=at, treatment_id=treatment_id) for treatment_id, at in known.items()]


def _start(schedule: Mapping[str, Any] | None, *, now: datetime, is_resume: bool) -> str | None:
    if not schedule or not schedule.get("StartTime"):
        return None
    if schedule["StartTime"] == IMMEDIATE:
        return iso(now)
    start = parse_iso(schedule["StartTime"], member="StartTime")
    if start >= now:
        return iso(start)
    return iso(now) if is_resume or start >= now - TOLERANCE else None


def is_early(scheduled: str, now: datetime) -> bool:
    """Tell whether a message may be ahead of its campaign: it is sent before the campaign is stored."""
    return now - parse_iso(scheduled) < EARLY
