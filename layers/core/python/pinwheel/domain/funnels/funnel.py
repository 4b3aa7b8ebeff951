"""Funnels: how many persons go through steps in order, within a window from the first (spec 05, section 6).

A person reaches step k when there are events e1, ..., ek of theirs that match the steps, each after the one
before, ek at most the window after e1. Events of the same instant come in the order of the steps; one event
serves one step.

One scan, one window function per step: each event that matches step k takes over the best chain of k - 1
steps before it. The best is the one that began last: whatever a chain that began earlier can still reach
within its window, this one can, too. A chain is a text of instants of equal width, so that the greatest
text is the chain that began last.
"""

from __future__ import annotations

from dataclasses import dataclass

from pinwheel.domain.archive.sql import EventFilter, Period, Source, events, matches, text, texts

MAXIMUM_STEPS = 10
MAXIMUM_GROUPS = 100
_WIDTH = 15
"""Digits of an instant in milliseconds."""


@dataclass(frozen=True, slots=True)
class BreakDown:
    """By an attribute of the first step's event, or by the segments that its endpoint is in now."""

    attribute: str | None = None
    query_id: str | None = None
    segments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Funnel:
    """The question."""

    application_id: str
    steps: tuple[EventFilter, ...]
    window_seconds: int
    period: Period
    break_down: BreakDown | None = None


def funnel_sql(funnel: Funnel) -> str:
    """Ask for (part, group, step, users, median from the step before, median from the first) in milliseconds.

    `part` 0 is everybody; 1 holds the groups of the break-down, biggest first.
    """
    count = len(funnel.steps)
    grouped, join, is_member = _groups(funnel.break_down)
    limit = count * (MAXIMUM_GROUPS + 1)
    return (
        f"WITH reached AS ({_reached(funnel)}), "  # noqa: S608 - literals only
        f"grouped AS (SELECT parts.part, {grouped} AS grp, reached.depth, reached.chain FROM reached "
        f"CROSS JOIN (VALUES {'(0), (1)' if funnel.break_down else '(0)'}) AS parts (part) "
        f"{join} {is_member}), "
        f"spread AS (SELECT part, grp, step, {_since(count, previous=True)} AS since_previous, "
        f"{_since(count, previous=False)} AS since_first FROM grouped "
        f"CROSS JOIN (VALUES {', '.join(f'({step})' for step in range(1, count + 1))}) AS steps (step) "
        "WHERE depth >= step), "
        "ranked AS (SELECT *, count(*) OVER (PARTITION BY part, grp, step) AS users, "
        "row_number() OVER (PARTITION BY part, grp, step ORDER BY since_previous) AS n_previous, "
        "row_number() OVER (PARTITION BY part, grp, step ORDER BY since_first) AS n_first FROM spread), "
        "counted AS (SELECT part, grp, step, max(users) AS users, "
        f"{_median('since_previous', 'n_previous')} AS m_previous, "
        f"{_median('since_first', 'n_first')} AS m_first "
        "FROM ranked GROUP BY part, grp, step) "
        "SELECT part, grp, step, users, m_previous, m_first FROM (SELECT *, "
        "max(users) OVER (PARTITION BY part, grp) AS size FROM counted) sized "
        f"ORDER BY part, size DESC, grp, step LIMIT {limit}"
    )


def _reached(funnel: Funnel) -> str:
    """Select each person's chain: the first to be complete among the longest."""
    count = len(funnel.steps)
    types = tuple(step.event_type for step in funnel.steps)
    once = events(Source(funnel.application_id, funnel.period, types), ("attributes", "metrics"))
    flags = ", ".join(f"{matches(step)} AS m{number}" for number, step in enumerate(funnel.steps, 1))
    first = "CASE " + " ".join(f"WHEN m{number} THEN {number}" for number in range(1, count + 1)) + " END"
    carried = _carried(funnel.break_down)
    sql = (
        "SELECT *, row_number() OVER (PARTITION BY person ORDER BY occurred, "  # noqa: S608 - literals only
        f"{first}, event_id, endpoint_key) AS pos "
        f"FROM (SELECT *, {flags}, {carried} AS carried FROM ({once}) e) m "
        f"WHERE {' OR '.join(f'm{number}' for number in range(1, count + 1))}"
    )
    for step in range(1, count + 1):
        sql = f"SELECT *, {_chain(step, funnel.window_seconds)} AS c{step} FROM ({sql}) s{step}"  # noqa: S608
    steps = range(count, 0, -1)
    depth = "CASE " + " ".join(f"WHEN c{step} IS NOT NULL THEN {step}" for step in steps) + " END"
    chain = f"coalesce({', '.join(f'c{step}' for step in steps)}, '')"
    return (
        "SELECT person, depth, chain FROM (SELECT *, "  # noqa: S608 - literals only
        "row_number() OVER (PARTITION BY person ORDER BY depth DESC, pos) "
        f"AS nth_chain FROM (SELECT person, pos, {depth} AS depth, {chain} AS chain FROM ({sql}) d) l "
        "WHERE depth IS NOT NULL) b WHERE nth_chain = 1"
    )


def _chain(step: int, window_seconds: int) -> str:
    """Say which chain an event ends as the given step; NULL where none."""
    own = f"lpad(CAST(occurred AS VARCHAR), {_WIDTH}, '0')"
    if step == 1:
        return f"CASE WHEN m1 THEN {own} || carried END"
    best = (
        f"max(c{step - 1}) OVER (PARTITION BY person ORDER BY pos "
        "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    )
    behind = _WIDTH * (step - 1)
    is_in_time = f"occurred - CAST(substr({best}, 1, {_WIDTH}) AS BIGINT) <= {window_seconds * 1000}"
    return (
        f"CASE WHEN m{step} AND {is_in_time} "
        f"THEN substr({best}, 1, {behind}) || {own} || substr({best}, {behind + 1}) END"
    )


def _carried(break_down: BreakDown | None) -> str:
    """Say what the first event of a chain hands on for the break-down, behind the instants."""
    if break_down is None:
        return "''"
    if break_down.attribute is None:
        return "'=' || endpoint_key"
    return f"coalesce('=' || element_at(attributes, {text(break_down.attribute)}), '-')"


def _groups(break_down: BreakDown | None) -> tuple[str, str, str]:
    """Give the group of a chain, what must be joined for it, and which rows stay."""
    if break_down is None:
        return "CAST(NULL AS VARCHAR)", "", ""
    value = f"substr(reached.chain, {_WIDTH} * reached.depth + 1)"
    if break_down.attribute is not None:
        group = f"CASE WHEN parts.part = 1 AND substr({value}, 1, 1) = '=' THEN substr({value}, 2) END"
        return group, "", ""
    members = (
        "SELECT segment_id, endpoint_key AS member_key FROM members "  # noqa: S608 - literals only
        f"WHERE query = {text(break_down.query_id or '')} AND segment_id IN ({texts(break_down.segments)})"
    )
    join = f"LEFT JOIN ({members}) m ON parts.part = 1 AND m.member_key = substr({value}, 2)"
    return "m.segment_id", join, "WHERE parts.part = 0 OR m.segment_id IS NOT NULL"


def _since(count: int, *, previous: bool) -> str:
    """Say how long a step took, from the step before or from the first."""
    cases = [
        f"WHEN {step} THEN {_instant(step)} - {_instant(step - 1 if previous else 1)}"
        for step in range(2, count + 1)
    ]
    return f"CASE step {' '.join(cases)} ELSE 0 END" if cases else "0"


def _instant(step: int) -> str:
    return f"CAST(substr(chain, {_WIDTH * (step - 1) + 1}, {_WIDTH}) AS BIGINT)"


def _median(value: str, position: str) -> str:
    """Say the median of a group whose members are numbered: the middle one, or the mean of the middle two."""
    is_middle = f"{position} * 2 >= users AND {position} * 2 <= users + 2"
    return f"avg(CASE WHEN {is_middle} THEN CAST({value} AS DOUBLE) END)"
