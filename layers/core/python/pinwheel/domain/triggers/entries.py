"""What the index of event campaigns says about a campaign.

One entry for each event type that any of its treatments listens to. An entry is all that is needed to decide
whether an event starts the campaign's message, so that an event reads no campaign. An in-app campaign has one
entry, with its version and total cap.

    {"CampaignId", "EventType", "Version", "SegmentId", "SegmentVersion"?,
     "Triggers": [{"TreatmentIds": ["0"], "EventFilter": {...}, "StartTime", "EndTime"?}]}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.campaigns.model import Body, internal, treatments
from pinwheel.domain.errors import Invalid
from pinwheel.domain.keys import DocumentKey
from pinwheel.domain.times import iso, parse_iso
from pinwheel.domain.triggers.filters import read_filter

EVENT = "EVENT"
IN_APP_EVENT = "IN_APP_EVENT"
MOST_TYPES = 40
"""Most event types of a campaign with all its treatments: old and new ones are written in one transaction."""
OVER = frozenset({"COMPLETED", "DELETED", "INVALID"})


def frequency(treatment: Mapping[str, Any]) -> str | None:
    """Give the frequency of a treatment's schedule."""
    return (treatment.get("Schedule") or {}).get("Frequency")


def entries(campaign: Mapping[str, Any]) -> dict[DocumentKey, Body]:
    """List the entries that a campaign's document asks for: none while it is paused or over.

    Raises:
        Invalid: an event filter makes no sense, or there are too many types.
    """
    if campaign.get("IsPaused"):
        return {}
    states = internal(campaign).get("States", {})
    on = {
        treatment_id: treatment
        for treatment_id, treatment in treatments(campaign).items()
        if states.get(treatment_id) not in OVER
    }
    found: dict[DocumentKey, Body] = {}
    for treatment_id, treatment in on.items():
        if frequency(treatment) == IN_APP_EVENT:
            key = keys.in_app_campaign(campaign["ApplicationId"], campaign["Id"])
            total = internal(campaign).get("Limits", {}).get("Total", 0)
            found[key] = {"CampaignId": campaign["Id"], "Version": campaign["Version"], "TotalCap": total}
        elif frequency(treatment) == EVENT:
            _add(found, campaign, treatment_id, treatment["Schedule"])
    if len(found) > MOST_TYPES:
        raise Invalid(f"The treatments of a campaign listen to at most {MOST_TYPES} types of events.")
    return found


def _add(
    found: dict[DocumentKey, Body],
    campaign: Mapping[str, Any],
    treatment_id: str,
    schedule: Mapping[str, Any],
) -> None:
    trigger = {"EventFilter": schedule["EventFilter"], "StartTime": _start(campaign, schedule)}
    if schedule.get("EndTime"):
        trigger["EndTime"] = iso(parse_iso(schedule["EndTime"]))
    for event_type in read_filter(schedule["EventFilter"]).indexed_types:
        key = keys.trigger(campaign["ApplicationId"], event_type, campaign["Id"])
        entry = found.setdefault(
            key,
            {
                "CampaignId": campaign["Id"],
                "EventType": event_type,
                "Version": campaign["Version"],
                **_segment(campaign),
                "Triggers": [],
            },
        )
        _join(entry["Triggers"], treatment_id, trigger)


def _segment(campaign: Mapping[str, Any]) -> Body:
    """Name the segment, and its version only where the campaign insists on one: else the newest counts."""
    named = {"SegmentId": campaign["SegmentId"]}
    if internal(campaign).get("PinsSegment"):
        named["SegmentVersion"] = campaign["SegmentVersion"]
    return named


def _join(triggers: list[Body], treatment_id: str, trigger: Body) -> None:
    """Add a treatment; those that inherit the campaign's schedule share one trigger."""
    for known in triggers:
        if {name: value for name, value in known.items() if name != "TreatmentIds"} == trigger:
            known["TreatmentIds"].append(treatment_id)
            return
    triggers.append({"TreatmentIds": [treatment_id], **trigger})


def _start(campaign: Mapping[str, Any], schedule: Mapping[str, Any]) -> str:
    start = schedule.get("StartTime") or "IMMEDIATE"
    return str(campaign["CreationDate"]) if start == "IMMEDIATE" else iso(parse_iso(start))
