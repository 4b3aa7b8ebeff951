"""What a campaign's schedule must look like (spec 03, sections 3, 4 and 13)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pinwheel.domain.campaigns.local_time import schedule_zone
from pinwheel.domain.campaigns.model import treatments
from pinwheel.domain.campaigns.schedule import TOLERANCE
from pinwheel.domain.campaigns.timeline import IMMEDIATE, Frequency, frequency_of
from pinwheel.domain.errors import Invalid
from pinwheel.domain.settings import validate_quiet_time, without_unset
from pinwheel.domain.times import parse_iso

FARTHEST = timedelta(days=366 * 100)
"""How far ahead a start or end may lie: timers and calendars end somewhere."""

Json = Mapping[str, Any]


def check_schedule(schedule: Json, member: str, *, old: Json, now: datetime) -> None:
    """Check one schedule; a start that was accepted before (in `old`) may have passed meanwhile.

    Raises:
        Invalid: names the first member that breaks a rule, and the rule.
    """
    frequency = _frequency(schedule, member)
    validate_quiet_time(schedule.get("QuietTime") or {}, member=f"{member}.QuietTime")
    schedule_zone(schedule.get("Timezone") or None, member=f"{member}.Timezone")
    _check_event_filter(schedule, frequency, member)
    start = _check_start(schedule, member, is_new=schedule.get("StartTime") != old.get("StartTime"), now=now)
    _check_end(
        schedule, frequency, start, member, is_new=schedule.get("EndTime") != old.get("EndTime"), now=now
    )


def check_kinds(body: Json) -> None:
    """Refuse a campaign of which one treatment runs by the clock and another waits for events.

    Raises:
        Invalid: the frequencies of its treatments do not go together.
    """
    frequencies = {frequency_of(schedule) for schedule in schedules(body).values()}
    if len(frequencies) > 1 and any(each.is_window for each in frequencies):
        raise Invalid(
            "Treatments with the frequency EVENT or IN_APP_EVENT cannot go together with others.",
            member="AdditionalTreatments",
        )


def schedules(body: Json) -> dict[str, Json]:
    """Give the schedule of each treatment that has one."""
    found = {
        treatment_id: without_unset(treatment.get("Schedule") or {})
        for treatment_id, treatment in treatments(body).items()
    }
    return {treatment_id: schedule for treatment_id, schedule in found.items() if schedule}


def frequencies(body: Json) -> frozenset[Frequency]:
    """Name the frequencies of a campaign that passed `check_schedule`."""
    return frozenset(frequency_of(schedule) for schedule in schedules(body).values())


def is_immediate(body: Json) -> bool:
    """Tell whether a treatment has its only run at once: nothing is left to be paused."""
    return any(
        schedule.get("StartTime") == IMMEDIATE and frequency_of(schedule) is Frequency.ONCE
        for schedule in schedules(body).values()
    )


def _frequency(schedule: Json, member: str) -> Frequency:
    try:
        return frequency_of(schedule)
    except ValueError:
        known = ", ".join(Frequency)
        raise Invalid(
            f"{member}.Frequency must be one of {known}, got '{schedule['Frequency']}'.",
            member=f"{member}.Frequency",
        ) from None


def _check_event_filter(schedule: Json, frequency: Frequency, member: str) -> None:
    event_filter = schedule.get("EventFilter")
    if not frequency.is_window:
        if event_filter:
            raise Invalid(
                f"{member}.EventFilter needs the Frequency EVENT or IN_APP_EVENT.",
                member=f"{member}.EventFilter",
            )
        return
    if not event_filter:
        raise Invalid(
            f"{member}.EventFilter is required for the Frequency {frequency}.", member=f"{member}.EventFilter"
        )
    if schedule.get("IsLocalTime"):
        raise Invalid(
            f"{member}.IsLocalTime is not possible with the Frequency {frequency}.",
            member=f"{member}.IsLocalTime",
        )


def _check_start(schedule: Json, member: str, *, is_new: bool, now: datetime) -> datetime:
    if not schedule.get("StartTime"):
        raise Invalid(f"{member}.StartTime is required.", member=f"{member}.StartTime")
    if schedule["StartTime"] == IMMEDIATE:
        return now
    start = _instant(schedule, "StartTime", member, now=now)
    if is_new and start < now - TOLERANCE:
        raise Invalid("StartTime must be at least current time.", member=f"{member}.StartTime")
    return start


def _check_end(
    schedule: Json, frequency: Frequency, start: datetime, member: str, *, is_new: bool, now: datetime
) -> None:
    if not schedule.get("EndTime"):
        return
    end = _instant(schedule, "EndTime", member, now=now)
    is_immediate_start = schedule["StartTime"] == IMMEDIATE
    if end < start and (is_new or not is_immediate_start):
        raise Invalid(f"{member}.EndTime must not be before StartTime.", member=f"{member}.EndTime")
    if end == start and frequency.is_window:
        raise Invalid(f"{member}.EndTime must be after StartTime.", member=f"{member}.EndTime")
    if is_new and end < now - TOLERANCE:
        raise Invalid(f"{member}.EndTime must not be in the past.", member=f"{member}.EndTime")


def _instant(schedule: Json, name: str, member: str, *, now: datetime) -> datetime:
    instant = parse_iso(schedule[name], member=f"{member}.{name}")
    if instant > now + FARTHEST:
        raise Invalid(f"{member}.{name} must lie within a hundred years.", member=f"{member}.{name}")
    return instant
