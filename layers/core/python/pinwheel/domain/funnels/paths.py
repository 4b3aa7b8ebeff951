"""Paths: what persons do next, most common first; and who adopts something, by segment."""

from __future__ import annotations

from dataclasses import dataclass

from pinwheel.domain.archive.sql import EventFilter, Period, Source, events, matches, text, texts

MAXIMUM_DEPTH = 10
MAXIMUM_PATHS = 100
SERVICE = ("_campaign.", "_journey.", "_email.", "_SMS.", "_voice.", "_custom.")
"""Beginnings of event types that nobody did: they are no steps unless they are asked for."""


@dataclass(frozen=True, slots=True)
class Paths:
    """The question; `start` None begins at each person's first event, `types` None takes what persons did."""

    application_id: str
    start: EventFilter | None
    depth: int
    window_seconds: int
    period: Period
    limit: int
    types: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Adoption:
    """Who of some segments did something."""

    application_id: str
    query_id: str
    segments: tuple[str, ...]
    event: EventFilter
    period: Period


def paths_sql(paths: Paths) -> str:
    """Ask for (first step, ..., last step, times, users); a step is NULL where nothing followed in time."""
    types = paths.types
    if types is not None and paths.start is not None:
        types = (*types, paths.start.event_type)
    without = () if types is not None else SERVICE
    once = events(
        Source(paths.application_id, paths.period, types, without=without), ("attributes", "metrics")
    )
    order = "PARTITION BY person ORDER BY occurred, event_type, event_id, endpoint_key"
    is_start = "nth_event = 1" if paths.start is None else matches(paths.start)
    follow = "".join(
        f", CASE WHEN lead(occurred, {step}) OVER ({order}) - occurred <= {paths.window_seconds * 1000} "
        f"THEN lead(event_type, {step}) OVER ({order}) END AS s{step}"
        for step in range(1, paths.depth)
    )
    steps = ", ".join(f"s{step}" for step in range(paths.depth))
    return (
        f"SELECT {steps}, count(*) AS times, count(DISTINCT person) AS users FROM ("  # noqa: S608 - literals only
        f"SELECT *, event_type AS s0{follow}, row_number() OVER ({order}) AS nth_event FROM ({once}) e) p "
        f"WHERE {is_start} GROUP BY {steps} ORDER BY users DESC, times DESC, {steps} LIMIT {paths.limit}"
    )


def adoption_sql(adoption: Adoption) -> str:
    """Ask for (segment, members, members who did it, times): endpoints, for segments hold endpoints."""
    source = Source(adoption.application_id, adoption.period, (adoption.event.event_type,))
    once = events(source, ("attributes", "metrics"))
    done = (
        f"SELECT endpoint_key AS done_key, count(*) AS times FROM ({once}) e WHERE {matches(adoption.event)} "  # noqa: S608
    )
    return (
        "SELECT m.segment_id, count(*) AS members, count(d.done_key) AS users, "  # noqa: S608 - literals only
        "coalesce(sum(d.times), 0) AS times "
        f"FROM (SELECT segment_id, endpoint_key FROM members WHERE query = {text(adoption.query_id)} "
        f"AND segment_id IN ({texts(adoption.segments)})) m LEFT JOIN ({done} GROUP BY endpoint_key) d "
        "ON d.done_key = m.endpoint_key GROUP BY m.segment_id ORDER BY m.segment_id"
    )


def history_sql(application_id: str, endpoint_key: str, period: Period, limit: int) -> str:
    """Ask for (occurred, event type, attributes, metrics) of one endpoint, newest first; maps as JSON."""
    once = events(
        Source(application_id, period, endpoint_key=endpoint_key),
        ("event_timestamp", "attributes", "metrics"),
    )
    return (
        "SELECT occurred, event_type, json_format(CAST(attributes AS JSON)) AS attributes, "  # noqa: S608 - literals only
        f"json_format(CAST(metrics AS JSON)) AS metrics, event_id FROM ({once}) e "
        f"ORDER BY occurred DESC, event_type, event_id LIMIT {limit}"
    )
