"""The instants at which one schedule's runs begin (spec 03, section 3.1).

All instants follow from the first one, never from the run before: a month without a 31st does not move the
runs after it, and a run that is late or lost does not move anything. `StartTime` is an instant, so that days
and weeks are 24 hours and seven times 24 hours, whatever the clocks of a country do meanwhile; what shows the
same time of day to everybody is local time (local_time.py).
"""

from __future__ import annotations

import calendar
import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from pinwheel.domain.campaigns.local_time import schedule_zone
from pinwheel.domain.times import parse_iso

IMMEDIATE = "IMMEDIATE"


class Frequency(enum.StrEnum):
    """How often a campaign runs."""

    ONCE = "ONCE"
    HOURLY = "HOURLY"
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    EVENT = "EVENT"
    IN_APP_EVENT = "IN_APP_EVENT"

    @property
    def is_window(self) -> bool:
        """Tell whether the schedule opens a window in which events count, instead of runs of its own."""
        return self in {Frequency.EVENT, Frequency.IN_APP_EVENT}


_PERIODS = {
    Frequency.HOURLY: timedelta(hours=1),
    Frequency.DAILY: timedelta(days=1),
    Frequency.WEEKLY: timedelta(days=7),
}


def frequency_of(schedule: Mapping[str, Any]) -> Frequency:
    """Read a schedule's frequency; without one it is a single run."""
    return Frequency(schedule.get("Frequency") or Frequency.ONCE)


@dataclass(frozen=True, slots=True)
class Timeline:
    """A schedule with its first instant known; `zone` is where the day of a month is counted."""

    frequency: Frequency
    first: datetime
    end: datetime | None = None
    zone: tzinfo = UTC

    @classmethod
    def of(cls, schedule: Mapping[str, Any], *, anchor: datetime) -> Timeline:
        """Read a schedule; `anchor` is when `IMMEDIATE` was."""
        end = schedule.get("EndTime")
        return cls(
            frequency_of(schedule),
            anchor if schedule["StartTime"] == IMMEDIATE else parse_iso(schedule["StartTime"]),
            parse_iso(end) if end else None,
            _zone(schedule),
        )

    def after(self, instant: datetime) -> datetime | None:
        """Tell when the first run later than an instant begins; None when no run follows."""
        found = self.first if instant < self.first else self._following(instant)
        return None if found is None or (self.end is not None and found > self.end) else found

    def latest(self, instant: datetime) -> datetime | None:
        """Tell when the last run not later than an instant began; None when none did."""
        if self.end is not None:
            instant = min(instant, self.end)
        if instant < self.first:
            return None
        if self.frequency is Frequency.MONTHLY:
            months = self._months_until(instant)
            return next(run for at in (months, months - 1) if (run := self._month(at)) <= instant)
        period = _PERIODS.get(self.frequency)
        return self.first if period is None else instant - (instant - self.first) % period

    def _following(self, instant: datetime) -> datetime | None:
        if self.frequency is Frequency.MONTHLY:
            months = self._months_until(instant)
            return next(run for at in (months, months + 1) if (run := self._month(at)) > instant)
        period = _PERIODS.get(self.frequency)
        return None if period is None else instant - (instant - self.first) % period + period

    def _months_until(self, instant: datetime) -> int:
        """Count from the month of the first run to the month of an instant."""
        first, last = self.first.astimezone(self.zone), instant.astimezone(self.zone)
        return (last.year - first.year) * 12 + last.month - first.month

    def _month(self, months: int) -> datetime:
        """Give the run of a later month: on the day of the first one, or on the month's last day."""
        first = self.first.astimezone(self.zone)
        years, month = divmod(first.month - 1 + months, 12)
        year = first.year + years
        day = min(first.day, calendar.monthrange(year, month + 1)[1])
        return first.replace(year=year, month=month + 1, day=day).astimezone(UTC)


def _zone(schedule: Mapping[str, Any]) -> tzinfo:
    """Count the days of a month where the caller does: by `Timezone`, or by the offset of `StartTime`."""
    if schedule.get("IsLocalTime"):
        return schedule_zone(schedule.get("Timezone"))
    if schedule["StartTime"] == IMMEDIATE:
        return UTC
    return datetime.fromisoformat(schedule["StartTime"]).tzinfo or UTC


def next_run(schedule: Mapping[str, Any], after: datetime, *, anchor: datetime) -> datetime | None:
    """Tell when a schedule's first run later than `after` begins; None when no run follows."""
    return Timeline.of(schedule, anchor=anchor).after(after)
