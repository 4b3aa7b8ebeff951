"""When a journey runs and when it may send (spec 06, section 7)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from pinwheel.domain.errors import Invalid
from pinwheel.domain.journeys.model import Body, Definition, Json
from pinwheel.domain.settings import validate_quiet_time, without_unset
from pinwheel.domain.times import iso, parse_iso

_EAST = (
    "01",
    "02",
    "03",
    "03:30",
    "04",
    "04:30",
    "05",
    "05:30",
    "05:45",
    "06",
    "06:30",
    "07",
    "08",
    "08:45",
    "09",
    "09:30",
    "10",
    "10:30",
    "11",
    "12",
    "12:45",
    "13",
    "13:45",
)
_WEST = ("02", "02:30", "03", "03:30", "04", "05", "06", "07", "08", "09", "09:30", "10", "11")
TIMEZONES = frozenset({"UTC", *(f"UTC+{offset}" for offset in _EAST), *(f"UTC-{offset}" for offset in _WEST)})
LONGEST_JOURNEY = timedelta(days=540)
GRACE = timedelta(minutes=5)
"""How far in the past the start of a journey may lie when it is published."""
MOST_RANGES_OF_A_DAY = 4
MOST_CLOSED_DAYS = 20
LONGEST_NAME = 150
LONGEST_CLOSED = timedelta(days=7)
DAY = 24 * 60
_CLOCK = re.compile(r"T?([01]\d|2[0-3]):([0-5]\d)(:[0-5]\d)?", re.ASCII)


def check_timing(definition: Definition) -> None:
    """Check the schedule, quiet time, open hours and closed days.

    Raises:
        Invalid: names the member that breaks a rule.
    """
    _check_schedule(definition)
    quiet_time = definition.body.get("QuietTime") or {}
    validate_quiet_time(quiet_time)
    if definition.body.get("SendingSchedule"):
        definition.need(without_unset(quiet_time), "SendingSchedule needs QuietTime", "QuietTime")
    for channel, days in (definition.body.get("OpenHours") or {}).items():
        for day, ranges in days.items():
            _check_open_hours(ranges, f"OpenHours.{channel}.{day}", quiet_time)
    for channel, rules in (definition.body.get("ClosedDays") or {}).items():
        _check_closed_days(rules, f"ClosedDays.{channel}")


def normal_schedule(schedule: Json) -> Body:
    """Spell the instants of a schedule as all answers do.

    Raises:
        Invalid: one is no ISO 8601 date and time.
    """
    spelt = dict(schedule)
    for name in ("StartTime", "EndTime"):
        if schedule.get(name):
            spelt[name] = iso(parse_iso(schedule[name], member=f"Schedule.{name}"))
    return spelt


def _check_schedule(definition: Definition) -> None:
    schedule = definition.schedule
    timezone = schedule.get("Timezone") or "UTC"
    if timezone not in TIMEZONES:
        raise Invalid(
            f"Schedule.Timezone must be UTC or an offset such as UTC+01, got '{timezone[:40]}'",
            member="Schedule.Timezone",
        )
    start, end = _instant(schedule, "StartTime"), _instant(schedule, "EndTime")
    now = definition.now
    if start is not None:
        definition.need(start >= now - GRACE, "Schedule.StartTime is in the past", "Schedule.StartTime")
    if end is None:
        return
    definition.need(end > now, "Schedule.EndTime is in the past", "Schedule.EndTime")
    if start is not None and end <= start:
        raise Invalid("Schedule.EndTime must be after StartTime", member="Schedule.EndTime")
    begins = now if start is None and definition.is_published else start
    if begins is not None and end - begins > LONGEST_JOURNEY:
        raise Invalid(
            f"a journey can run at most {LONGEST_JOURNEY.days} days, Schedule has {(end - begins).days}",
            member="Schedule.EndTime",
        )


def _instant(schedule: Json, name: str) -> datetime | None:
    text = schedule.get(name)
    return parse_iso(text, member=f"Schedule.{name}") if text else None


def _check_open_hours(ranges: Sequence[Json], member: str, quiet_time: Json) -> None:
    if len(ranges) > MOST_RANGES_OF_A_DAY:
        raise Invalid(
            f"{member} must have at most {MOST_RANGES_OF_A_DAY} ranges, got {len(ranges)}", member=member
        )
    quiet = _minutes(quiet_time, ("Start", "End"), "QuietTime") if without_unset(quiet_time) else set()
    for number, each in enumerate(ranges, start=1):
        where = f"{member}[{number}]"
        # Ends may touch: open until 20:00 and quiet from 20:00 is what people write.
        if _minutes(each, ("StartTime", "EndTime"), where) & quiet:
            raise Invalid(f"{where} must lie outside QuietTime", member=where)


def _minutes(block: Mapping[str, str], names: tuple[str, str], member: str) -> set[int]:
    """Give the minutes of the day in a range; one that ends before it begins goes over midnight."""
    ends = []
    for name in names:
        text = block.get(name) or ""
        found = _CLOCK.fullmatch(text)
        if found is None:
            raise Invalid(
                f"{member}.{name} must be a time in the form HH:MM, got '{text[:40]}'",
                member=f"{member}.{name}",
            )
        ends.append(int(found[1]) * 60 + int(found[2]))
    start, end = ends
    return set(range(start, end)) if start <= end else {*range(start, DAY), *range(end)}


def _check_closed_days(rules: Sequence[Json], member: str) -> None:
    if len(rules) > MOST_CLOSED_DAYS:
        raise Invalid(f"{member} must have at most {MOST_CLOSED_DAYS} rules, got {len(rules)}", member=member)
    for number, rule in enumerate(rules, start=1):
        where = f"{member}[{number}]"
        if len(rule.get("Name") or "") > LONGEST_NAME:
            raise Invalid(f"{where}.Name must have at most {LONGEST_NAME} characters", member=f"{where}.Name")
        start, end = (
            parse_iso(rule.get(name) or "", member=f"{where}.{name}")
            for name in ("StartDateTime", "EndDateTime")
        )
        if end <= start:
            raise Invalid(f"{where}.EndDateTime must be after StartDateTime", member=f"{where}.EndDateTime")
        if end - start > LONGEST_CLOSED:
            raise Invalid(f"{where} must span at most {LONGEST_CLOSED.days} days", member=where)
