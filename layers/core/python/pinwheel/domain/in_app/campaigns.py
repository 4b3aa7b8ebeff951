"""In-app campaigns as apps are told of them (spec 03, section 11).

Apps look at the trigger event, session and daily caps and quiet time; the service at the segment, the window
and, as far as apps report what they showed, the total cap (spec 07, section 7).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pinwheel.domain.campaigns.allotment import Allotment, allotment
from pinwheel.domain.campaigns.model import internal, treatments
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.times import iso, parse_iso
from pinwheel.domain.triggers.entries import IN_APP_EVENT, OVER, frequency

DISPLAYED = "_inapp.message_displayed"
"""What Amplify reports when it has shown a message; its attribute `campaign_id` is our `CampaignId`."""
LOWEST_PRIORITY = 5

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Screen:
    """What one treatment shows, and in which window."""

    content: Json
    schedule: Json
    starts: datetime
    ends: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Tell whether the window is open."""
        return self.starts <= now and (self.ends is None or now < self.ends)


@dataclass(frozen=True, slots=True)
class InAppCampaign:
    """A campaign that is on, ready to be matched with endpoints."""

    id: str
    name: str
    segment_id: str
    segment_version: int | None
    shares: Allotment
    priority: int
    limits: Mapping[str, int]
    screens: Mapping[str, Screen]

    @property
    def total_cap(self) -> int:
        """Give how often an endpoint may be shown the campaign; 0: as often as it likes."""
        return self.limits.get("Total", 0)

    def screen_for(self, endpoint: Endpoint, *, now: datetime) -> tuple[str, Screen] | None:
        """Find what a member of the segment may show: its treatment; None for one who shows nothing."""
        if endpoint.endpoint_status == "INACTIVE" or endpoint.opt_out == "ALL":
            return None
        treatment_id, held_out = self.shares.place(int(endpoint.cohort_id or 0))
        screen = self.screens.get(treatment_id)
        if held_out or screen is None or not screen.is_open(now):
            return None
        return treatment_id, screen


def in_app_campaign(body: Json, content: Callable[[Json], Json | None]) -> InAppCampaign:
    """Read a campaign's document; `content` gives what a treatment shows, None where it is gone."""
    hidden = internal(body)
    sizes = {
        str(number): treatment.get("SizePercent") or 0
        for number, treatment in enumerate(body.get("AdditionalTreatments") or [], start=1)
    }
    states = hidden.get("States", {})
    screens = {}
    for treatment_id, treatment in treatments(body).items():
        if frequency(treatment) != IN_APP_EVENT or states.get(treatment_id) in OVER:
            continue
        found = content(treatment)
        if found is not None:
            screens[treatment_id] = _screen(body, treatment["Schedule"], found)
    return InAppCampaign(
        id=body["Id"],
        name=body.get("Name") or "",
        segment_id=body["SegmentId"],
        segment_version=body.get("SegmentVersion") if hidden.get("PinsSegment") else None,
        shares=allotment(body["Id"], sizes, body.get("HoldoutPercent") or 0),
        priority=body.get("Priority") or LOWEST_PRIORITY,
        limits=hidden.get("Limits") or {},
        screens=screens,
    )


def _screen(body: Json, schedule: Json, content: Json) -> Screen:
    start, end = schedule.get("StartTime") or "IMMEDIATE", schedule.get("EndTime")
    return Screen(
        content=content,
        schedule=schedule,
        starts=parse_iso(body["CreationDate"] if start == "IMMEDIATE" else start),
        ends=parse_iso(end) if end else None,
    )


def answer(campaign: InAppCampaign, treatment_id: str, screen: Screen) -> dict[str, Any]:
    """Tell an app of a campaign (`InAppMessageCampaign`)."""
    schedule: dict[str, Any] = {"EventFilter": screen.schedule.get("EventFilter")}
    if screen.ends is not None:
        schedule["EndDate"] = iso(screen.ends)
    if screen.schedule.get("QuietTime"):
        schedule["QuietTime"] = screen.schedule["QuietTime"]
    return {
        "CampaignId": f"{campaign.name}-{campaign.id}",
        "DailyCap": campaign.limits.get("Daily", 0),
        "InAppMessage": screen.content,
        "Priority": campaign.priority,
        "Schedule": schedule,
        "SessionCap": campaign.limits.get("Session", 0),
        "TotalCap": campaign.total_cap,
        "TreatmentId": treatment_id,
    }


def reported_campaign(attributes: Mapping[str, str]) -> str | None:
    """Find which campaign an app reports about: `<name>-<id>`, or the ID alone."""
    return attributes.get("campaign_id", "").rpartition("-")[2] or None
