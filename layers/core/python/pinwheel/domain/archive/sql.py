"""SQL over the archive: what all questions share, and how values get into it.

One text serves both engines: Athena's dialect, of which only what DuckDB reads in the same sense is used
(the local runtime gives DuckDB two functions under Athena's names). Values enter as literals through `text`
and `number` and in no other way, so no request can change what is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pinwheel.domain.archive.rows import day_of_millis
from pinwheel.domain.errors import Invalid
from pinwheel.domain.times import epoch_millis

OPERATORS = {
    "EQUAL": "=",
    "GREATER_THAN": ">",
    "GREATER_THAN_OR_EQUAL": ">=",
    "LESS_THAN": "<",
    "LESS_THAN_OR_EQUAL": "<=",
}
_NUL = "\x00"


@dataclass(frozen=True, slots=True)
class AttributeCondition:
    """The attribute has one of the values, or (`is_exclusive`) none of them."""

    name: str
    values: tuple[str, ...]
    is_exclusive: bool = False


@dataclass(frozen=True, slots=True)
class MetricCondition:
    """The metric compares so with a number; an event without the metric does not match."""

    name: str
    operator: str
    value: float


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Events of a type that meet all conditions."""

    event_type: str
    attributes: tuple[AttributeCondition, ...] = ()
    metrics: tuple[MetricCondition, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """Events that happened from `start` until before `end`."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Source:
    """Which events a question is about; `types` None means all of them."""

    application_id: str
    period: Period
    types: tuple[str, ...] | None = None
    endpoint_key: str | None = None
    without: tuple[str, ...] = field(default=())
    """Beginnings of event types that are left out."""


def text(value: str) -> str:
    """Spell a string literal.

    Raises:
        Invalid: it holds the one character that no literal can.
    """
    if _NUL in value:
        raise Invalid("A value must not hold the character U+0000.")
    doubled = value.replace("'", "''")
    return f"'{doubled}'"


def texts(values: Iterable[str]) -> str:
    """Spell a list of string literals."""
    return ", ".join(text(value) for value in values)


def number(value: float) -> str:
    """Spell a number as a double."""
    return f"CAST({value!r} AS DOUBLE)" if abs(value) < 1e300 else text_number(value)


def text_number(value: float) -> str:
    """Spell a number that a literal may not reach."""
    return f"CAST({text(repr(value))} AS DOUBLE)"


def matches(condition: EventFilter) -> str:
    """Say in SQL that an event meets a filter; never NULL."""
    parts = [f"event_type = {text(condition.event_type)}"]
    for each in condition.attributes:
        found = f"coalesce(element_at(attributes, {text(each.name)}) IN ({texts(each.values)}), false)"
        parts.append(f"NOT {found}" if each.is_exclusive else found)
    for metric in condition.metrics:
        operator = OPERATORS[metric.operator]
        value = f"element_at(metrics, {text(metric.name)})"
        parts.append(f"coalesce({value} {operator} {number(metric.value)}, false)")
    return f"({' AND '.join(parts)})"


def events(source: Source, columns: Sequence[str]) -> str:
    """Select each event once, without those of forgotten people; `person` is the user, else the endpoint."""
    where = [
        f"app = {text(source.application_id)}",
        f"day BETWEEN {text(_day(source.period.start))} AND {text(_day(source.period.end))}",
        f"occurred >= {epoch_millis(source.period.start)}",
        f"occurred < {epoch_millis(source.period.end)}",
    ]
    if source.types is not None:
        where.append(f"event_type IN ({texts(dict.fromkeys(source.types))})")
    if source.endpoint_key is not None:
        where.append(f"endpoint_key = {text(source.endpoint_key)}")
    where += [f"substr(event_type, 1, {len(beginning)}) <> {text(beginning)}" for beginning in source.without]
    wanted = ", ".join(("event_id", "endpoint_key", "occurred", "arrival_timestamp", "event_type", *columns))
    return (
        f"SELECT *, coalesce('u:' || user_id, 'e:' || endpoint_key) AS person FROM ("  # noqa: S608 - literals only
        "SELECT e.*, row_number() OVER (PARTITION BY endpoint_key, event_id "
        "ORDER BY arrival_timestamp) AS nth "
        f"FROM (SELECT {wanted}, user_id FROM events WHERE {' AND '.join(where)}) e "
        f"LEFT JOIN (SELECT endpoint_key AS forgotten_key, max(until_millis) AS until_millis FROM forgotten "
        f"WHERE app = {text(source.application_id)} GROUP BY endpoint_key) f "
        f"ON f.forgotten_key = e.endpoint_key "
        f"WHERE f.until_millis IS NULL OR e.arrival_timestamp > f.until_millis) once WHERE nth = 1"
    )


def _day(instant: datetime) -> str:
    return day_of_millis(epoch_millis(instant))
