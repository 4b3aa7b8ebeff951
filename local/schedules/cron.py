"""AWS cron expressions: `minutes hours day-of-month month day-of-week year`, with L, W, #, names, lists."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
FIELDS = 6
SEARCH_DAYS = 366 * 8
"""A date that comes at all comes within eight years (29 February over a century's end)."""


class CronError(ValueError):
    """The expression is none."""


@dataclass(frozen=True, slots=True)
class Cron:
    """A parsed expression."""

    minutes: frozenset[int]
    hours: frozenset[int]
    is_day: Callable[[date], bool]

    def after(self, instant: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """Give the instants after one, in order; local times that do not exist that day are left out."""
        start = instant.astimezone(zone)
        for offset in range(SEARCH_DAYS):
            day = start.date() + timedelta(days=offset)
            if not self.is_day(day):
                continue
            for hour in sorted(self.hours):
                for minute in sorted(self.minutes):
                    local = datetime.combine(day, time(hour, minute), zone)
                    found = local.astimezone(instant.tzinfo)
                    exists = found.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None)
                    if exists and found > instant:
                        yield found


def parse(expression: str) -> Cron:
    """Read an expression without its `cron(...)`.

    Raises:
        CronError: it is not a cron expression of EventBridge Scheduler.
    """
    parts = expression.upper().split()
    if len(parts) != FIELDS:
        raise CronError(f"cron needs {FIELDS} fields: {expression}")
    minutes, hours, month_day, month, week_day, year = parts
    months = _values(month, 1, 12, MONTHS)
    years = _values(year, 1970, 2199)
    in_month, in_week = _month_day(month_day), _week_day(week_day)

    def is_day(day: date) -> bool:
        return day.month in months and day.year in years and in_month(day) and in_week(day)

    return Cron(_values(minutes, 0, 59), _values(hours, 0, 23), is_day)


def _month_day(text: str) -> Callable[[date], bool]:
    if text == "L":
        return lambda day: day.day == calendar.monthrange(day.year, day.month)[1]
    if re.fullmatch(r"\d+W", text):
        return lambda day: day.day == _nearest_workday(day, int(text[:-1]))
    values = _values(text, 1, 31)
    return lambda day: day.day in values


def _nearest_workday(day: date, wanted: int) -> int:
    last = calendar.monthrange(day.year, day.month)[1]
    wanted = min(wanted, last)
    match date(day.year, day.month, wanted).weekday():
        case calendar.SATURDAY:
            return wanted - 1 if wanted > 1 else wanted + 2
        case calendar.SUNDAY:
            return wanted + 1 if wanted < last else wanted - 2
        case _:
            return wanted


def _week_day(text: str) -> Callable[[date], bool]:
    """Days of the week count from 1 on Sunday."""
    last = re.fullmatch(r"(\w+?)L", text)
    if last:
        wanted = _one(last.group(1), DAYS, 1)
        return lambda day: _number(day) == wanted and (day + timedelta(days=7)).month != day.month
    nth = re.fullmatch(r"(\w+)#([1-5])", text)
    if nth:
        wanted, week = _one(nth.group(1), DAYS, 1), int(nth.group(2))
        return lambda day: _number(day) == wanted and (day.day - 1) // 7 + 1 == week
    values = _values("7" if text == "L" else text, 1, 7, DAYS)
    return lambda day: _number(day) in values


def _number(day: date) -> int:
    return day.isoweekday() % 7 + 1


def _values(text: str, low: int, high: int, names: tuple[str, ...] = ()) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        if span in {"*", "?"}:
            first, last = low, high
        else:
            start, dash, end = span.partition("-")
            first = _one(start, names, low)
            last = _one(end, names, low) if dash else (high if step else first)
        if not low <= first <= high or not low <= last <= high:
            raise CronError(f"{text} is not within {low} to {high}")
        span_values = (
            range(first, last + 1) if first <= last else [*range(first, high + 1), *range(low, last + 1)]
        )
        found.update(list(span_values)[:: int(step or 1)])
    return frozenset(found)


def _one(text: str, names: tuple[str, ...], low: int) -> int:
    if text in names:
        return names.index(text) + low
    if not text.isdigit():
        raise CronError(f"{text} is not a number or name")
    return int(text)
