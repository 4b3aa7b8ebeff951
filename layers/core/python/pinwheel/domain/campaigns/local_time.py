"""Local time: everybody gets the message at the same time of day, on their own clock (spec 03, section 3.2).

The time of day is `StartTime` as the zone `Schedule.Timezone` sees it. A sweep begins there, goes west with
the sun and serves each zone at the first instant, from the start on, at which its clocks show that time. So
zones that lie east of the start, whose clocks have passed it, are served last.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from pinwheel.domain.errors import Invalid

_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?([0-5]\d))?", re.ASCII)
_MOST_HOURS = 14
_DAY = timedelta(days=1)


def schedule_zone(name: str | None, *, member: str = "Schedule.Timezone") -> tzinfo:
    """Read a schedule's zone: `UTC`, `UTC+05:30`, also the short `UTC-4` that callers send.

    Raises:
        Invalid: it is no offset from UTC; names `member`.
    """
    text = (name or "UTC").strip().upper()
    if text in {"UTC", "GMT", "Z"}:
        return UTC
    found = _OFFSET.fullmatch(text)
    if found is None or int(found[2]) > _MOST_HOURS:
        raise Invalid(
            f"{member} must be UTC or an offset such as UTC-05 or UTC+05:30, got '{text[:40]}'.",
            member=member,
        )
    offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-offset if found[1] == "-" else offset)


@lru_cache(maxsize=2048)
def known_zone(name: str | None) -> ZoneInfo | None:
    """Find a zone of the tz database; None for what names none (`Demographic.Timezone` is free text)."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # A name can also lead out of the database, or to one of its folders.
        return None


class Sweep:
    """When one run serves each zone."""

    def __init__(
        self,
        start: datetime,
        zone: str | None,
        *,
        end: datetime | None = None,
        next_start: datetime | None = None,
    ) -> None:
        """Keep the instant at which the sweep begins and `Schedule.Timezone`.

        `end` is the schedule's `EndTime`, `next_start` when the next sweep of a recurring campaign begins.
        """
        self._next = None if next_start is None else Sweep(next_start, zone)
        self._start = start.astimezone(UTC)
        seen_in = schedule_zone(zone)
        self._wall = start.astimezone(seen_in).replace(tzinfo=None)
        self._end = None if end is None else end.astimezone(seen_in).replace(tzinfo=None)

    def at(self, zone: str | None) -> datetime | None:
        """Tell when an endpoint's zone is served; None when the endpoint has no valid zone: it is left out.

        Within 24 hours of the start; an hour more where clocks are put back meanwhile.
        """
        known = known_zone(zone)
        return None if known is None else self._served(known)

    def is_over(self, zone: str | None) -> bool:
        """Tell whether a zone is not served by this sweep after all.

        Either the schedule's end, read on the zone's own clocks, comes first; or the next sweep serves the
        zone at the very same instant: that happens when clocks are put back, on a day of 25 hours.
        """
        known = known_zone(zone)
        if known is None:
            return False
        served = self._served(known)
        if self._end is not None and served > instant_in(known, self._end):
            return True
        return self._next is not None and served == self._next._served(known)  # noqa: SLF001 - its own kind

    def _served(self, zone: ZoneInfo) -> datetime:
        wall = self._wall - 2 * _DAY
        while (found := instant_in(zone, wall)) < self._start:
            wall += _DAY
        return found


def instant_in(zone: tzinfo, wall: datetime) -> datetime:
    """Tell the instant at which a zone's clocks show a naive time.

    A time that clocks jump over moves forward by the jump; of one that they show twice it is the first.
    """
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
