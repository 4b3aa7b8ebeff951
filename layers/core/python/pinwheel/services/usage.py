"""Who uses an application, how often, and who comes back (spec 05, section 6; spec 09).

Figures come from the roll-ups: sessions are counted, people are kept in one sketch per day. All days are
UTC. A user or endpoint is new on the first day on which it was ever active, among the days that are kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pinwheel.domain.errors import Invalid
from pinwheel.domain.rollups import places
from pinwheel.domain.rollups.sketches import NOBODY, Distinct, common, count, union
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents
from pinwheel.ports.rollups import Rollups
from pinwheel.services.applications import require_application

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
"""Days of a weekly and of a monthly figure, its last one included."""
LONGEST = 92
DEFAULT_DAYS = 31
RETENTION_DAYS = (1, 7, 14, 30)
_DAY = timedelta(days=1)
_AFTER = "\U0010ffff"


def usage(
    application_id: str,
    *,
    start: str | None,
    end: str | None,
    documents: Documents,
    rollups: Rollups,
    clock: Clock,
) -> dict[str, Any]:
    """Tell of every day how much the application was used.

    Raises:
        NotFound: there is no such application.
        Invalid: the days are no range, or too many.
    """
    require_application(application_id, documents=documents)
    first, last = read_days(start, end, today=clock.now().date())
    users = _Days(application_id, places.ACTIVE_USERS, rollups, until=last)
    endpoints = _Days(application_id, places.ACTIVE_ENDPOINTS, rollups, until=last)
    counted = _counted(application_id, first, last, rollups)
    return {
        "ApplicationId": application_id,
        "Days": [_day(each, counted.get(each, {}), users, endpoints) for each in _range(first, last)],
    }


def retention(
    application_id: str, *, day: str | None, documents: Documents, rollups: Rollups, clock: Clock
) -> dict[str, Any]:
    """Tell of the users who were first seen on a day how many came back, within and on the Nth day after.

    Days that have not come yet are counted as far as they have.

    Raises:
        NotFound: there is no such application.
        Invalid: the date is none.
    """
    require_application(application_id, documents=documents)
    if not day:
        raise Invalid("date is required.", member="date")
    first = _date(day, "date")
    users = _Days(application_id, places.ACTIVE_USERS, rollups, until=first + MONTH)
    cohort, active = users.new(first), users.of(first)
    within = {str(n): users.returned(cohort, first + _DAY, first + n * _DAY) for n in RETENTION_DAYS}
    on = {str(n): users.returned(cohort, first + n * _DAY, first + n * _DAY) for n in RETENTION_DAYS}
    again = {str(n): users.returned(active, first + _DAY, first + n * _DAY) for n in RETENTION_DAYS}
    size = NOBODY if cohort is None else count(cohort)
    return {
        "ApplicationId": application_id,
        "Date": first.isoformat(),
        "Cohort": round(size.value),
        "Returned": {n: round(found.value) for n, found in within.items()},
        "ReturnedOn": {n: round(found.value) for n, found in on.items()},
        # The other reading of the old console: of all who were active that day, new or not.
        "ActiveUsers": round(NOBODY.value if active is None else count(active).value),
        "ActiveReturned": {n: round(found.value) for n, found in again.items()},
        "Counts": "users",
        "Bounds": {
            "Cohort": _bounds(size),
            "Returned": {n: _bounds(found) for n, found in within.items()},
            "ReturnedOn": {n: _bounds(found) for n, found in on.items()},
        },
        "IsComplete": first + MONTH < clock.now().date(),
    }


def read_days(start: str | None, end: str | None, *, today: date) -> tuple[date, date]:
    """Read a range of days, both included; the last 31 days where nothing is said.

    Raises:
        Invalid: a date is none, the range is backwards or longer than 92 days.
    """
    last = _date(end, "end") if end else None
    first = _date(start, "start") if start else None
    if last is None:
        last = today if first is None else max(first, min(today, first + (DEFAULT_DAYS - 1) * _DAY))
    if first is None:
        first = last - (DEFAULT_DAYS - 1) * _DAY
    if first > last:
        raise Invalid("start must not be after end.", member="start")
    if (last - first).days >= LONGEST:
        raise Invalid(f"start and end may span at most {LONGEST} days.", member="end")
    return first, last


def _date(text: str, member: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Invalid(f"{member} must be a date such as 2026-11-02.", member=member) from None
    if not 1971 <= found.year <= 9998:
        raise Invalid(f"{member} must lie between the years 1971 and 9998.", member=member)
    return found


def _range(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _DAY


def _day(day: date, counted: Mapping[str, Decimal], users: _Days, endpoints: _Days) -> dict[str, Any]:
    active_users, monthly_users = users.active(day, day), users.active(day - MONTH + _DAY, day)
    weekly_users = users.active(day - WEEK + _DAY, day)
    active, monthly = endpoints.active(day, day), endpoints.active(day - MONTH + _DAY, day)
    new_users, new_endpoints = users.new(day), endpoints.new(day)
    begun = int(counted.get("sessions", 0))
    return {
        "Date": day.isoformat(),
        "Sessions": begun,
        "SignIns": int(counted.get("sign-ins", 0)),
        "SignUps": int(counted.get("sign-ups", 0)),
        "AuthFailures": int(counted.get("auth-failures", 0)),
        "ActiveEndpoints": round(active.value),
        "ActiveUsers": round(active_users.value),
        "WeeklyActiveUsers": round(weekly_users.value),
        "MonthlyActiveUsers": round(monthly_users.value),
        "MonthlyActiveEndpoints": round(monthly.value),
        "StickyFactor": _share(active_users.value, monthly_users.value),
        "EndpointStickyFactor": _share(active.value, monthly.value),
        "NewUsers": round(NOBODY.value if new_users is None else count(new_users).value),
        "NewEndpoints": round(NOBODY.value if new_endpoints is None else count(new_endpoints).value),
        "AverageSessionsPerActiveUser": _share(begun, active_users.value),
        "AverageSessionsPerActiveEndpoint": _share(begun, active.value),
        "Bounds": {
            "ActiveEndpoints": _bounds(active),
            "ActiveUsers": _bounds(active_users),
            "WeeklyActiveUsers": _bounds(weekly_users),
            "MonthlyActiveUsers": _bounds(monthly_users),
        },
    }


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _bounds(found: Distinct) -> dict[str, int]:
    return {"Low": round(found.low), "High": round(found.high)}


def _counted(
    application_id: str, first: date, last: date, rollups: Rollups
) -> dict[date, dict[str, Decimal]]:
    partition = places.counter_partition(application_id, places.USAGE)
    found: dict[date, dict[str, Decimal]] = {}
    for row in rollups.rows(partition, first.isoformat(), last.isoformat() + _AFTER):
        numbers = found.setdefault(date.fromisoformat(row.sort_key[:10]), {})
        for name, number in row.numbers.items():
            numbers[name] = numbers.get(name, Decimal(0)) + number
    return found


@dataclass(slots=True)
class _Days:
    """The sketches of an application's days up to one, of users or of endpoints; read once."""

    application_id: str
    kind: str
    rollups: Rollups
    until: date
    _read: dict[date, bytes] | None = field(default=None, init=False)
    _before: dict[date, bytes | None] = field(default_factory=dict, init=False)

    def of(self, day: date) -> bytes | None:
        """Give the sketch of a day; None when nobody was active."""
        return self._all().get(day)

    def active(self, first: date, last: date) -> Distinct:
        """Count who was active on any of some days."""
        sketches = [sketch for day, sketch in self._all().items() if first <= day <= last]
        return count(union(sketches)) if sketches else NOBODY

    def new(self, day: date) -> bytes | None:
        """Give the sketch of those who were active on a day and never before."""
        today, before = self.of(day), self._up_to(day)
        if today is None or before is None:
            return today
        return union([today], without=[before])

    def returned(self, cohort: bytes | None, first: date, last: date) -> Distinct:
        """Count those of a cohort who were active on any of some days."""
        sketches = [sketch for day, sketch in self._all().items() if first <= day <= last]
        if cohort is None or not sketches:
            return NOBODY
        return count(common(cohort, union(sketches)))

    def _up_to(self, day: date) -> bytes | None:
        """Merge all days before one; each further one begins with the merged ones before it."""
        if day not in self._before:
            known = max((each for each in self._before if each < day), default=None)
            merged = None if known is None else self._before[known]
            since = date.min if known is None else known
            sketches = [sketch for each, sketch in self._all().items() if since <= each < day]
            sketches = sketches if merged is None else [merged, *sketches]
            self._before[day] = union(sketches) if sketches else None
        return self._before[day]

    def _all(self) -> dict[date, bytes]:
        if self._read is None:
            partition = places.usage_partition(self.application_id, self.kind)
            by_day: dict[date, list[bytes]] = {}
            for row in self.rollups.rows(partition, "", self.until.isoformat() + _AFTER):
                if row.sketch is not None:
                    by_day.setdefault(date.fromisoformat(row.sort_key[:10]), []).append(row.sketch)
            self._read = {
                day: sketches[0] if len(sketches) == 1 else union(sketches)
                for day, sketches in by_day.items()
            }
        return self._read
