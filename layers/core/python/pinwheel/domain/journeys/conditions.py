"""Conditions of splits and filters of events (spec 06, sections 3.1 and 4.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pinwheel.domain.errors import Invalid
from pinwheel.domain.journeys.model import CHANNEL_KINDS, Definition, Json, kind_of
from pinwheel.domain.segments.model import MetricOperator
from pinwheel.domain.segments.reading import read_dimensions

SEGMENT, SEGMENT_DIMENSIONS, EVENT = "SegmentCondition", "segmentDimensions", "EventCondition"
LONGEST_ID = 128
LARGEST_NUMBER, SMALLEST_NUMBER = 1e100, 1e-100
"""Bounds of a metric's value: what the store keeps without loss."""


def check_condition(condition: Json, where: str, definition: Definition) -> None:
    """Check one simple condition.

    Raises:
        Invalid: it tests several things, or a thing that there is not.
    """
    given = [name for name in (SEGMENT, SEGMENT_DIMENSIONS, EVENT) if condition.get(name) is not None]
    if len(given) > 1:
        raise Invalid(f"{where} must test one thing, not {' and '.join(given)}", member=where)
    definition.need(given, f"{where} must test a segment, segmentDimensions or an event", where)
    for name in given:
        member, body = f"{where}.{name}", condition[name]
        match name:
            case "SegmentCondition":
                definition.need(body.get("SegmentId"), f"{member}.SegmentId is required", member)
                check_segment_id(body.get("SegmentId") or "", member)
            case "segmentDimensions":
                _check_dimensions(body, member, definition)
            case _:
                _check_event(body, member, definition)


def check_segment_id(segment_id: str, member: str) -> None:
    """Refuse what cannot be an ID of ours; whether there is the segment is looked up when it matters.

    Raises:
        Invalid: it is too long.
    """
    if len(segment_id) > LONGEST_ID:
        raise Invalid(f"{member}.SegmentId must have at most {LONGEST_ID} characters", member=member)


def _check_dimensions(dimensions: Json, member: str, definition: Definition) -> None:
    for family in ("Attributes", "UserAttributes", "Metrics"):
        _check_names(dimensions.get(family) or {}, f"{member}.{family}")
    _check_numbers(dimensions.get("Metrics") or {}, f"{member}.Metrics")
    try:
        criteria = read_dimensions(dimensions)
    except Invalid as error:
        raise Invalid(f"{member}: {str(error).removesuffix('.')}", member=member) from error
    definition.need(criteria, f"{member} must hold at least one dimension", member)


def _check_event(condition: Json, member: str, definition: Definition) -> None:
    activity_id = condition.get("MessageActivity")
    definition.need(activity_id, f"{member}.MessageActivity is required", member)
    if activity_id:
        found = definition.activities.get(activity_id)
        if found is None:
            raise Invalid(f"{member}.MessageActivity '{activity_id}' does not exist", member=member)
        if kind_of(found) not in CHANNEL_KINDS:
            raise Invalid(f"{member}.MessageActivity '{activity_id}' sends no message", member=member)
    dimensions = condition.get("Dimensions") or {}
    check_event_dimensions(dimensions, f"{member}.Dimensions")
    definition.need(
        event_types(dimensions) or dimensions.get("Attributes"),
        f"{member}.Dimensions must name an event type or an attribute",
        member,
    )


def event_types(dimensions: Json) -> list[str]:
    """List the event types that a filter names."""
    return [name for name in (dimensions.get("EventType") or {}).get("Values") or [] if name]


def check_event_dimensions(dimensions: Json, member: str) -> None:
    """Check what a filter says about an event's attributes and metrics.

    Raises:
        Invalid: an attribute has no values, or a metric no operator that we know.
    """
    attributes, metrics = dimensions.get("Attributes") or {}, dimensions.get("Metrics") or {}
    _check_names(attributes, f"{member}.Attributes")
    _check_names(metrics, f"{member}.Metrics")
    _check_numbers(metrics, f"{member}.Metrics")
    for name, attribute in attributes.items():
        if not attribute.get("Values"):
            where = f"{member}.Attributes.{name}"
            raise Invalid(f"{where} must have values", member=where)
    for name, metric in metrics.items():
        if metric["ComparisonOperator"] not in set(MetricOperator):
            known, where = ", ".join(MetricOperator), f"{member}.Metrics.{name}.ComparisonOperator"
            raise Invalid(
                f"{where} must be one of {known}, got '{metric['ComparisonOperator'][:40]}'", member=where
            )


def _check_names(family: Mapping[str, Any], member: str) -> None:
    if "" in family:
        raise Invalid(f"{member} has an entry without a name", member=member)


def _check_numbers(metrics: Mapping[str, Any], member: str) -> None:
    for name, metric in metrics.items():
        size = abs(metric["Value"])
        if size and not SMALLEST_NUMBER <= size <= LARGEST_NUMBER:
            raise Invalid(
                f"{member}.{name}.Value must lie within {SMALLEST_NUMBER} and {LARGEST_NUMBER}", member=member
            )
