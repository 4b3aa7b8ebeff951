"""Event filters: which events a campaign listens to (spec 03, section 3.3).

The attributes and metrics of an event are compared as those of an endpoint are (spec 02, section 4): all
names must match, any of the values of a name; a name that the event lacks matches `EXCLUSIVE` only.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pinwheel.domain.endpoints import endpoint_key
from pinwheel.domain.errors import Invalid
from pinwheel.domain.events import EventRecord
from pinwheel.domain.put_events import MAXIMUM_EVENT_TYPE, SERVICE_EVENTS
from pinwheel.domain.segments.matching import compile_criteria
from pinwheel.domain.segments.model import Dimensions
from pinwheel.domain.segments.reading import read_dimensions

MAXIMUM_TYPES = 20
"""Most event types that one filter names: each is an entry of the index."""
ANY_TYPE = "*"
"""Stands in the index for filters that do not say which types they want."""

SERVICE_TYPES = (*SERVICE_EVENTS, "_custom.delivered")
"""How the types of events begin that the service makes itself."""
ABOUT_ENDPOINTS = ("_endpoint.", "_SMS.RECEIVED")
"""What an endpoint did or became, although the service tells it: filters of both kinds hear of it by name."""

_SOME_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""Filters of events do not look at the clock."""


class FilterType(enum.StrEnum):
    """Whose events a filter wants: those that apps and servers report, or the service's own."""

    ENDPOINT = "ENDPOINT"
    SYSTEM = "SYSTEM"


@dataclass(frozen=True, slots=True)
class EventFilter:
    """One filter; without `types` it wants all types, with `excludes` all but these."""

    wants: FilterType
    types: frozenset[str]
    excludes: bool
    criteria: Dimensions

    @property
    def indexed_types(self) -> Sequence[str]:
        """Name the types under which the index lists the filter."""
        return sorted(self.types) if self.types and not self.excludes else (ANY_TYPE,)


def read_filter(document: Mapping[str, Any], *, member: str = "Schedule.EventFilter") -> EventFilter:
    """Read an `EventFilter` as the API has it.

    Raises:
        Invalid: it makes no sense; names the member.
    """
    kind = document.get("FilterType") or ""
    if kind not in set(FilterType):
        known = ", ".join(FilterType)
        raise Invalid(
            f"{member}.FilterType must be one of {known}, got '{kind}'.", member=f"{member}.FilterType"
        )
    dimensions: Mapping[str, Any] = document.get("Dimensions") or {}
    place = f"{member}.Dimensions"
    types, excludes = _types(dimensions.get("EventType") or {}, f"{place}.EventType")
    try:
        criteria = read_dimensions({name: dimensions.get(name) for name in ("Attributes", "Metrics")})
    except Invalid as error:
        raise Invalid(f"{place}: {error}", member=f"{place}.{error.member}") from error
    if not types and not criteria:
        raise Invalid(f"{place} must name an EventType, Attributes or Metrics.", member=place)
    return EventFilter(FilterType(kind), types, excludes, criteria)


def _types(dimension: Mapping[str, Any], member: str) -> tuple[frozenset[str], bool]:
    if not dimension:
        return frozenset(), False
    kind = dimension.get("DimensionType") or "INCLUSIVE"
    if kind not in {"INCLUSIVE", "EXCLUSIVE"}:
        raise Invalid(f"{member}.DimensionType '{kind}' is unknown.", member=f"{member}.DimensionType")
    values = frozenset(dimension.get("Values") or ())
    if not 1 <= len(values) <= MAXIMUM_TYPES:
        raise Invalid(f"{member}.Values must hold 1 to {MAXIMUM_TYPES} types.", member=f"{member}.Values")
    for value in values:
        if not 1 <= len(value) <= MAXIMUM_EVENT_TYPE:
            raise Invalid(
                f"{member}.Values must have 1 to {MAXIMUM_EVENT_TYPE} characters each.",
                member=f"{member}.Values",
            )
    return values, kind == "EXCLUSIVE"


def is_service_event(event_type: str) -> bool:
    """Tell whether the service makes events of this type itself."""
    return event_type.startswith(SERVICE_TYPES)


def compile_filter(wanted: EventFilter) -> Callable[[EventRecord], bool]:
    """Turn a filter into a predicate."""
    fits = compile_criteria(wanted.criteria, EventView(), now=_SOME_TIME)

    def matches(event: EventRecord) -> bool:
        kind = event.event_type
        if wanted.types and (kind in wanted.types) is wanted.excludes:
            return False
        return _is_heard(kind, wanted) and fits(event)

    return matches


def _is_heard(event_type: str, wanted: EventFilter) -> bool:
    if not is_service_event(event_type):
        return wanted.wants is FilterType.ENDPOINT
    is_named = bool(wanted.types) and not wanted.excludes
    return wanted.wants is FilterType.SYSTEM or (is_named and event_type.startswith(ABOUT_ENDPOINTS))


class EventView:
    """The view of an event that criteria are put to: its attributes have one value each."""

    def key(self) -> Callable[[EventRecord], str]:
        """Access the key of the endpoint that the event names."""
        return lambda event: endpoint_key(event.endpoint_id)

    def text(self, field: str, name: str | None = None) -> Callable[[EventRecord], str | None]:
        """Access a string: an event has none beside its attributes."""
        return lambda event: event.attributes.get(name or field)

    def number(self, field: str, name: str) -> Callable[[EventRecord], float | None]:  # noqa: ARG002 - a form's accessor
        """Access a metric."""
        return lambda event: event.metrics.get(name)

    def values(self, field: str, name: str) -> Callable[[EventRecord], Sequence[str]]:  # noqa: ARG002 - the same
        """Access an attribute as a list of one value, or none."""

        def found(event: EventRecord) -> Sequence[str]:
            value = event.attributes.get(name)
            return () if value is None else (value,)

        return found
