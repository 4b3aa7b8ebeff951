"""When events happen: weekday by hour, on the clocks of the endpoints (spec 05, section 6).

The archive knows instants, the endpoint store knows zones. So the question carries, for each zone, by how
much its clocks differ from UTC and since when: summer time is right also where it begins within the range.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pinwheel.domain.archive.sql import EventFilter, Period, Source, events, matches, text
from pinwheel.domain.times import epoch_millis
from pinwheel.domain.usage.event_report import whole

WEEKDAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
HOURS = 24
_HOUR = timedelta(hours=1)
_DAY_MILLIS, _HOUR_MILLIS = 86_400_000, 3_600_000


@dataclass(frozen=True, slots=True)
class Offset:
    """From `since` until before `until` (epoch milliseconds) a zone's clocks are `millis` ahead of UTC."""

    zone: str
    since: int
    until: int
    millis: int


@dataclass(frozen=True, slots=True)
class Heatmap:
    """The question; `query_id` leads to the zones of endpoints, written down for it."""

    application_id: str
    event: EventFilter
    period: Period
    query_id: str
    offsets: tuple[Offset, ...]


def offsets_of(zone: ZoneInfo, period: Period) -> list[Offset]:
    """Tell how far a zone's clocks are from UTC in a period; changes fall on whole hours or half hours."""
    found: list[Offset] = []
    at, step = period.start.replace(minute=0, second=0, microsecond=0), _HOUR / 2
    since, millis = at, _ahead(zone, at)
    while at < period.end:
        following = min(at + timedelta(days=1), period.end)
        if _ahead(zone, following) != millis:
            while _ahead(zone, at) == millis:
                at += step
            found.append(Offset(zone.key, epoch_millis(since), epoch_millis(at), millis))
            since, millis = at, _ahead(zone, at)
        at = max(at, following)
    return [*found, Offset(zone.key, epoch_millis(since), epoch_millis(period.end), millis)]


def _ahead(zone: ZoneInfo, instant: datetime) -> int:
    offset = instant.astimezone(UTC).astimezone(zone).utcoffset() or timedelta(0)
    return round(offset.total_seconds() * 1000)


def heatmap_sql(heatmap: Heatmap) -> str:
    """Ask for (weekday, hour, whether zones are known, times): Monday is 0."""
    once = events(
        Source(heatmap.application_id, heatmap.period, (heatmap.event.event_type,)), ("attributes", "metrics")
    )
    placed, offset = f"({once}) e", "CAST(NULL AS BIGINT)"
    if heatmap.offsets:
        values = ", ".join(
            f"({text(each.zone)}, {each.since}, {each.until}, {each.millis})" for each in heatmap.offsets
        )
        zones = (
            "SELECT segment_id AS zone, endpoint_key AS zone_key FROM members "  # noqa: S608 - literals only
            f"WHERE query = {text(heatmap.query_id)}"
        )
        placed += (
            f" LEFT JOIN ({zones}) z ON z.zone_key = e.endpoint_key LEFT JOIN (VALUES {values}) "
            "AS o (offset_zone, since, until, millis) "
            "ON o.offset_zone = z.zone AND e.occurred >= o.since AND e.occurred < o.until"
        )
        offset = "CAST(o.millis AS BIGINT)"
    day = f"CAST(floor(CAST(local_millis AS DOUBLE) / {_DAY_MILLIS}) AS BIGINT)"
    hour = f"CAST(floor(CAST(local_millis AS DOUBLE) / {_HOUR_MILLIS}) AS BIGINT)"
    return (
        f"SELECT ({day} + 3) % 7 AS weekday, {hour} % {HOURS} AS hour_of_day, "  # noqa: S608 - literals only
        "is_known, count(*) AS times FROM ("
        f"SELECT e.occurred + coalesce({offset}, 0) AS local_millis, "
        f"CASE WHEN {offset} IS NULL THEN 0 ELSE 1 END AS is_known "
        f"FROM {placed} WHERE {matches(heatmap.event)}"
        ") l GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )


def heatmap_answer(rows: Sequence[Sequence[str | None]], asked: Mapping[str, Any]) -> dict[str, Any]:
    """Tell how often in each hour of the week, and how many had no known zone and are told in UTC."""
    cells = [(whole(row[0]), whole(row[1]), whole(row[3])) for row in rows]
    unknown = sum(whole(row[3]) for row in rows if not whole(row[2]))
    return told(asked["EventType"], "LOCAL", cells, unknown)


def told(event_type: str, time: str, cells: Iterable[tuple[int, int, int]], unknown: int) -> dict[str, Any]:
    """Write a heat map: seven days of 24 numbers, from (weekday, hour, times)."""
    counts = {day: [0] * HOURS for day in WEEKDAYS}
    for weekday, hour, times in cells:
        counts[WEEKDAYS[weekday]][hour] += times
    total = sum(map(sum, counts.values()))
    return {
        "EventType": event_type,
        "Time": time,
        "Total": total,
        "WithoutTimezone": unknown,
        "Counts": counts,
    }
