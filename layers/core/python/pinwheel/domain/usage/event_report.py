"""One event type: how often, by whom, per session, and one of its metrics (spec 05, section 6).

A session begins with a `_session.start`, unless a `_session.stop` of the same endpoint came at most five
seconds before. A metric's weighted average gives each session the same weight, however often it reported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pinwheel.domain.archive.sql import EventFilter, Period, Source, events, matches, text
from pinwheel.domain.rollups.sessions import INTERRUPTION_MILLIS
from pinwheel.domain.rollups.usage import SESSION_START, SESSION_STOP

DAY_MILLIS = 86_400_000
MAXIMUM_GROUPS = 100
TOTAL, BY_DAY, BY_GROUP = 0, 1, 2
Row = Sequence[str | None]
_FIRST_DAY = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class EventReport:
    """The question; `metric` and `group_by` (an attribute) may be left out."""

    application_id: str
    event: EventFilter
    period: Period
    metric: str | None = None
    group_by: str | None = None


def event_report_sql(report: EventReport) -> str:
    """Ask for one row each in all, by day and by group: what it is about, then its figures."""
    types = (report.event.event_type, SESSION_START, SESSION_STOP)
    columns = ("session_id", "attributes", "metrics")
    once = events(Source(report.application_id, report.period, types), columns)
    metric = (
        "CAST(NULL AS DOUBLE)" if report.metric is None else f"element_at(metrics, {text(report.metric)})"
    )
    group = "CAST(NULL AS VARCHAR)"
    if report.group_by is not None:
        group = f"element_at(attributes, {text(report.group_by)})"
    parts = "(0), (1)" if report.group_by is None else "(0), (1), (2)"
    topic = (
        f"CASE parts.part WHEN {BY_DAY} THEN {_day('occurred')} "
        f"WHEN {BY_GROUP} THEN coalesce('=' || {group}, '-') ELSE '' END"
    )
    return (
        f"WITH once AS ({once}), "  # noqa: S608 - literals only
        f"keyed AS (SELECT parts.part, {topic} AS topic, endpoint_key, user_id, session_id, "
        f"{metric} AS metric "
        f"FROM once CROSS JOIN (VALUES {parts}) AS parts (part) WHERE {matches(report.event)}), "
        "figures AS (SELECT part, topic, count(*) AS times, count(DISTINCT endpoint_key) AS endpoints, "
        "count(DISTINCT user_id) AS users, count(metric) AS measured, min(metric) AS lowest, "
        "max(metric) AS highest, avg(metric) AS average FROM keyed GROUP BY part, topic), "
        "means AS (SELECT part, topic, avg(average) AS weighted FROM ("
        "SELECT part, topic, avg(metric) AS average FROM keyed "
        "WHERE session_id IS NOT NULL AND metric IS NOT NULL "
        "GROUP BY part, topic, endpoint_key, session_id) s GROUP BY part, topic), "
        "begun AS (SELECT parts.part, "
        f"CASE parts.part WHEN {BY_DAY} THEN {_day('occurred')} ELSE '' END AS topic, count(*) AS sessions "
        f"FROM ({begun_sessions('once')}) b CROSS JOIN (VALUES (0), (1)) AS parts (part) GROUP BY 1, 2), "
        "told AS (SELECT coalesce(f.part, b.part) AS part, coalesce(f.topic, b.topic) AS topic, "
        "coalesce(times, 0) AS times, endpoints, users, sessions, "
        "measured, lowest, highest, average, weighted "
        "FROM figures f LEFT JOIN means m ON m.part = f.part AND m.topic = f.topic "
        "FULL JOIN begun b ON b.part = f.part AND b.topic = f.topic) "
        f"SELECT * FROM told ORDER BY part, CASE WHEN part = {BY_GROUP} THEN times ELSE 0 END DESC, topic "
        f"LIMIT {2 + 366 + MAXIMUM_GROUPS}"
    )


def begun_sessions(source: str) -> str:
    """Select the beginnings of sessions by the five-second rule."""
    stopped = (
        f"max(CASE WHEN event_type = '{SESSION_STOP}' THEN occurred END) OVER (PARTITION BY endpoint_key "
        f"ORDER BY occurred, CASE event_type WHEN '{SESSION_STOP}' THEN 0 ELSE 1 END "
        "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
    )
    return (
        f"SELECT endpoint_key, occurred FROM (SELECT *, {stopped} AS stopped FROM {source} "  # noqa: S608 - literals only
        f"WHERE event_type IN ('{SESSION_START}', '{SESSION_STOP}')) boundaries "
        f"WHERE event_type = '{SESSION_START}' "
        f"AND (stopped IS NULL OR occurred - stopped > {INTERRUPTION_MILLIS})"
    )


def _day(column: str) -> str:
    return f"CAST(CAST(floor(CAST({column} AS DOUBLE) / {DAY_MILLIS}) AS BIGINT) AS VARCHAR)"


def event_report_answer(rows: Sequence[Row], asked: Mapping[str, Any]) -> dict[str, Any]:
    """Tell the figures in all, of each day (also of those without events), and of each group."""
    found = {(whole(row[0]), row[1]): row for row in rows}
    has_metric = asked["Metric"] is not None
    days = [
        {
            "Date": (_FIRST_DAY + timedelta(days=day)).strftime("%Y-%m-%d"),
            **_figures(found.get((BY_DAY, str(day))), has_metric=has_metric),
        }
        for day in range(asked["FirstDay"], asked["LastDay"] + 1)
    ]
    answer: dict[str, Any] = {
        "EventType": asked["EventType"],
        "Total": _figures(found.get((TOTAL, "")), has_metric=has_metric),
        "Days": days,
    }
    if asked["GroupBy"] is not None:
        groups = [row for row in rows if whole(row[0]) == BY_GROUP][:MAXIMUM_GROUPS]
        answer["GroupBy"] = asked["GroupBy"]
        answer["Groups"] = [_group(row, has_metric=has_metric) for row in groups]
    return answer


def _group(row: Row, *, has_metric: bool) -> dict[str, Any]:
    name = row[1] or "-"
    figures = _figures(row, has_metric=has_metric)
    # Sessions have no attributes, so groups share none of them out.
    del figures["Sessions"], figures["EventsPerSession"]
    return {"Value": name[1:], "IsMissing": name == "-", **figures}


def _figures(row: Row | None, *, has_metric: bool) -> dict[str, Any]:
    times, endpoints, users, sessions = (whole(each) for each in (row[2:6] if row else ("0",) * 4))
    told: dict[str, Any] = {
        "Count": times,
        "Endpoints": endpoints,
        "Users": users,
        "Sessions": sessions,
        "EventsPerSession": times / sessions if sessions else 0.0,
    }
    if has_metric:
        measured, lowest, highest, average, weighted = row[6:11] if row else ("0", None, None, None, None)
        told["Metric"] = {
            "Count": whole(measured),
            "Minimum": _number(lowest),
            "Maximum": _number(highest),
            "Average": _number(average),
            "SessionWeightedAverage": _number(weighted),
        }
    return told


def whole(value: str | None) -> int:
    """Read a whole number of an answer; NULL is none."""
    return int(float(value)) if value else 0


def _number(value: str | None) -> float | None:
    return float(value) if value else None
