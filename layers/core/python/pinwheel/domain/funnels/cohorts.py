"""Retention tables: persons by the period of their first event, and in which later periods they came back.

Periods are days or weeks (from Monday), UTC. A person's cohort is the period of their first matching event
between start and end. They came back in period k when an event of the second kind, at or after that first
one, lies k periods later.
"""

from __future__ import annotations

from dataclasses import dataclass

from pinwheel.domain.archive.sql import EventFilter, Period, Source, events, matches

DAY = "DAY"
WEEK = "WEEK"
MAXIMUM_PERIODS = 100
_DAY_MILLIS = 86_400_000
SIZE = -1
"""Stands for the number of a row that tells a cohort's size."""


@dataclass(frozen=True, slots=True)
class Cohorts:
    """The question."""

    application_id: str
    first: EventFilter
    back: EventFilter
    unit: str
    periods: int
    period: Period


def cohorts_sql(cohorts: Cohorts) -> str:
    """Ask for (cohort, period, users): the cohort by number of day or week, period -1 for its size."""
    types = (cohorts.first.event_type, cohorts.back.event_type)
    once = events(Source(cohorts.application_id, cohorts.period, types), ("attributes", "metrics"))
    flags = f"{matches(cohorts.first)} AS is_first, {matches(cohorts.back)} AS is_back"
    begun = "min(CASE WHEN is_first THEN occurred END) OVER (PARTITION BY person)"
    return (
        f"SELECT cohort, period, count(DISTINCT person) AS users FROM (SELECT person, "  # noqa: S608 - literals only
        f"{_bucket('begun', cohorts.unit)} AS cohort, CASE parts.part WHEN 0 THEN {SIZE} "
        f"ELSE {_bucket('occurred', cohorts.unit)} - {_bucket('begun', cohorts.unit)} END AS period "
        f"FROM (SELECT *, {begun} AS begun FROM (SELECT *, {flags} FROM ({once}) e) m) b "
        "CROSS JOIN (VALUES (0), (1)) AS parts (part) WHERE begun IS NOT NULL AND "
        "(CASE parts.part WHEN 0 THEN is_first ELSE is_back AND occurred >= begun END)) p "
        f"WHERE period < {cohorts.periods} GROUP BY cohort, period ORDER BY cohort, period"
    )


def bucket_of(millis: int, unit: str) -> int:
    """Number the day or week of an instant, as the question does."""
    day = millis // _DAY_MILLIS
    return day if unit == DAY else (day + 3) // 7


def first_day(bucket: int, unit: str) -> int:
    """Give the number of the first day of a day or week, counted from 1970-01-01."""
    return bucket if unit == DAY else bucket * 7 - 3


def _bucket(column: str, unit: str) -> str:
    day = f"floor(CAST({column} AS DOUBLE) / {_DAY_MILLIS})"
    # 1970-01-01 was a Thursday: three days into its week.
    whole = day if unit == DAY else f"floor(({day} + 3) / 7)"
    return f"CAST({whole} AS BIGINT)"
