"""What questions to the archive look like on the wire, and what they mean (docs/archive.md)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct

from pinwheel.domain.archive.sql import AttributeCondition, EventFilter, MetricCondition, Period
from pinwheel.domain.errors import Invalid
from pinwheel.domain.funnels.cohorts import MAXIMUM_PERIODS
from pinwheel.domain.funnels.funnel import MAXIMUM_STEPS
from pinwheel.domain.funnels.paths import MAXIMUM_DEPTH, MAXIMUM_PATHS
from pinwheel.domain.times import parse_iso

DEFAULT_DAYS = 30
MAXIMUM_DAYS = 366
MAXIMUM_SEGMENTS = 20
_DATE_CHARACTERS = 10

Name = Annotated[str, Meta(min_length=1, max_length=200)]
Window = Annotated[int, Meta(ge=1, le=MAXIMUM_DAYS * 86_400)]
Comparison = Literal["EQUAL", "GREATER_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN", "LESS_THAN_OR_EQUAL"]


class AttributeDimension(Struct, frozen=True, kw_only=True):
    """Values of an attribute, as in Pinpoint's event filters."""

    Values: Annotated[list[str], Meta(min_length=1, max_length=100)]
    AttributeType: Literal["INCLUSIVE", "EXCLUSIVE"] = "INCLUSIVE"


class MetricDimension(Struct, frozen=True, kw_only=True):
    """A bound of a metric, as in Pinpoint's event filters."""

    ComparisonOperator: Comparison
    Value: float


class EventStep(Struct, frozen=True, kw_only=True):
    """An event: its type, and what its attributes and metrics must be."""

    EventType: Name
    Attributes: dict[str, str | list[str] | AttributeDimension] | None = None
    Metrics: dict[str, MetricDimension] | None = None


class BreakDownRequest(Struct, frozen=True, kw_only=True):
    """Groups by an attribute of the first step, or by segments; one of the two."""

    Attribute: Name | None = None
    SegmentIds: Annotated[list[str], Meta(min_length=1, max_length=MAXIMUM_SEGMENTS)] | None = None


class FunnelRequest(Struct, frozen=True, kw_only=True):
    """`POST /x/v1/apps/{app}/funnels`."""

    Steps: Annotated[list[EventStep], Meta(min_length=1, max_length=MAXIMUM_STEPS)]
    WindowSeconds: Window = 7 * 86_400
    Start: str | None = None
    End: str | None = None
    BreakDown: str | BreakDownRequest | None = None


class CohortsRequest(Struct, frozen=True, kw_only=True):
    """`POST /x/v1/apps/{app}/cohorts`; `ReturnEvent` is the same event unless told."""

    Event: EventStep
    ReturnEvent: EventStep | None = None
    Period: Literal["DAY", "WEEK"] = "WEEK"
    Periods: Annotated[int, Meta(ge=1, le=MAXIMUM_PERIODS)] = 8
    Start: str | None = None
    End: str | None = None


class PathsRequest(Struct, frozen=True, kw_only=True):
    """`POST /x/v1/apps/{app}/paths`; from every event of a kind, or from each person's first."""

    From: EventStep | None = None
    Depth: Annotated[int, Meta(ge=2, le=MAXIMUM_DEPTH)] = 3
    WindowSeconds: Window = 86_400
    EventTypes: Annotated[list[Name], Meta(min_length=1, max_length=100)] | None = None
    Limit: Annotated[int, Meta(ge=1, le=MAXIMUM_PATHS)] = 20
    Start: str | None = None
    End: str | None = None


class AdoptionRequest(Struct, frozen=True, kw_only=True):
    """`POST /x/v1/apps/{app}/adoption`."""

    Event: EventStep
    SegmentIds: Annotated[list[str], Meta(min_length=1, max_length=MAXIMUM_SEGMENTS)]
    Start: str | None = None
    End: str | None = None


def event_filter(step: EventStep) -> EventFilter:
    """Read an event."""
    attributes = [_condition(name, wanted) for name, wanted in (step.Attributes or {}).items()]
    metrics = [
        MetricCondition(name, each.ComparisonOperator, each.Value)
        for name, each in (step.Metrics or {}).items()
    ]
    return EventFilter(step.EventType, tuple(attributes), tuple(metrics))


def _condition(name: str, wanted: str | list[str] | AttributeDimension) -> AttributeCondition:
    match wanted:
        case str():
            return AttributeCondition(name, (wanted,))
        case AttributeDimension():
            return AttributeCondition(name, tuple(wanted.Values), wanted.AttributeType == "EXCLUSIVE")
        case _:
            if not wanted:
                raise Invalid(f"Attributes '{name}' must name at least one value.", member="Attributes")
            return AttributeCondition(name, tuple(wanted))


def period(start: str | None, end: str | None, *, now: datetime) -> Period:
    """Read the time that a question is about: the last 30 days unless told. A date as end is meant whole.

    Raises:
        Invalid: these are no times, or not one before the other, or more than a year apart.
    """
    until = now if end is None else parse_iso(end, member="End")
    if end is not None and len(end) == _DATE_CHARACTERS:
        until += timedelta(days=1)
    since = until - timedelta(days=DEFAULT_DAYS) if start is None else parse_iso(start, member="Start")
    if since >= until:
        raise Invalid("Start must be before End.", member="Start")
    if until - since > timedelta(days=MAXIMUM_DAYS + 1):
        raise Invalid(f"Start and End may be at most {MAXIMUM_DAYS} days apart.", member="Start")
    if since < datetime(1970, 1, 1, tzinfo=UTC):
        raise Invalid("Start must not be before 1970.", member="Start")
    return Period(since, until)


def described(asked: Period) -> Mapping[str, str]:
    """Tell the time that a question was about."""
    return {"Start": asked.start.isoformat(), "End": asked.end.isoformat()}
