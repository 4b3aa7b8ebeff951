"""Which of a campaign's runs are to be arranged now (spec 03, section 3).

A run is for all treatments, unless treatments have schedules of their own: then each has its own runs. Of a
recurring campaign the next two are arranged; each that fires arranges another. So one firing that gets lost
costs its own run and nothing more (decision 0015).

Campaigns that wait for events have no runs of their own but a window: it is opened at its start and closed
at its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from pinwheel.domain.campaigns.model import internal, treatments
from pinwheel.domain.campaigns.timeline import IMMEDIATE, Frequency, Timeline
from pinwheel.domain.settings import without_unset
from pinwheel.domain.times import iso, parse_iso

__all__ = ["IMMEDIATE", "Launch", "Step", "is_early", "launches"]

TOLERANCE = timedelta(minutes=1)
"""How far in the past a start may lie and still be taken as now (spec 03, section 3.1)."""
EARLY = timedelta(seconds=30)
"""How long the message of a run waits for its campaign to be stored."""
AHEAD = 2
"""How many runs of a recurring campaign are arranged at any time."""


class Step:
    """What a launch of a window does; a launch without a step is a run."""

    OPEN = "OPEN"
    CLOSE = "CLOSE"


class Launch(msgspec.Struct, frozen=True, kw_only=True, rename="pascal", omit_defaults=True):
    """A run to come. `treatment_id` None means all treatments; `schedule` names its timer, if any."""

    at: str
    treatment_id: str | None = None
    schedule: str | None = None
    step: str | None = None

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
        if self.step is not None:
            body["Step"] = self.step
        return body

    def covers(self, treatment_id: str) -> bool:
        """Tell whether the run is for a treatment."""
        return self.treatment_id in {None, treatment_id}


def launches(body: Mapping[str, Any], *, now: datetime, is_resume: bool = False) -> list[Launch]:
    """List the runs that a campaign is to have next; none without a schedule.

    A single start that is over starts now where it may: within the tolerance, or when a paused campaign is
    resumed before it ever ran. Recurring runs that are over are not made up.
    """
    found: list[Launch] = []
    for treatment_id, timeline in timelines(body).items():
        last = _last_run(body, treatment_id)
        found += _coming(timeline, treatment_id, last, now=now, is_resume=is_resume)
    return sorted(found, key=lambda launch: launch.at)


def timelines(body: Mapping[str, Any]) -> dict[str | None, Timeline]:
    """Give the timeline of each treatment; a single one under None where all treatments share a schedule."""
    schedules = {
        treatment_id: schedule
        for treatment_id, treatment in treatments(body).items()
        if (schedule := without_unset(treatment.get("Schedule") or {})).get("StartTime")
    }
    anchors = internal(body).get("Anchors", {})
    known: dict[str | None, Timeline] = {
        treatment_id: Timeline.of(schedule, anchor=_anchor(body, anchors.get(treatment_id)))
        for treatment_id, schedule in schedules.items()
    }
    distinct = {str(sorted(schedule.items())) for schedule in schedules.values()}
    if len(distinct) == 1 and len(known) == len(treatments(body)) and len(set(known.values())) == 1:
        return {None: next(iter(known.values()))}
    return known


def _anchor(body: Mapping[str, Any], stored: str | None) -> datetime:
    return parse_iso(stored or body["CreationDate"])


def _last_run(body: Mapping[str, Any], treatment_id: str | None) -> datetime | None:
    """Tell which run of a treatment (None: of any) was the last that began."""
    runs = internal(body).get("LastRuns", {})
    begun = [parse_iso(at) for each, at in runs.items() if treatment_id in {None, each}]
    return max(begun, default=None)


def _coming(
    timeline: Timeline, treatment_id: str | None, last: datetime | None, *, now: datetime, is_resume: bool
) -> Iterable[Launch]:
    if timeline.frequency.is_window:
        return _window(timeline, treatment_id, now)
    if timeline.frequency is Frequency.ONCE:
        at = _single(timeline.first, last, now=now, is_resume=is_resume)
        return [] if at is None else [Launch(at=iso(at), treatment_id=treatment_id)]
    is_first = last is None and not is_resume
    return run_launches(timeline, treatment_id, now - TOLERANCE if is_first else max(now, last or now))


def run_launches(timeline: Timeline, treatment_id: str | None, since: datetime) -> list[Launch]:
    """List the next runs later than an instant, as many as are kept arranged."""
    found: list[Launch] = []
    at = timeline.after(since)
    while at is not None and len(found) < AHEAD:
        found.append(Launch(at=iso(at), treatment_id=treatment_id))
        at = timeline.after(at)
    return found


def _single(start: datetime, last: datetime | None, *, now: datetime, is_resume: bool) -> datetime | None:
    if start >= now:
        return start
    has_run = last is not None and last >= start
    return now if not has_run and (is_resume or start >= now - TOLERANCE) else None


def _window(timeline: Timeline, treatment_id: str | None, now: datetime) -> list[Launch]:
    if timeline.end is not None and timeline.end <= now:
        return []
    opening = Launch(at=iso(max(timeline.first, now)), treatment_id=treatment_id, step=Step.OPEN)
    if timeline.end is None:
        return [opening]
    return [opening, Launch(at=iso(timeline.end), treatment_id=treatment_id, step=Step.CLOSE)]


def is_early(scheduled: str, now: datetime) -> bool:
    """Tell whether a message may be ahead of its campaign: it is sent before the campaign is stored."""
    return now - parse_iso(scheduled) < EARLY
