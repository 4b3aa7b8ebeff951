"""Who enters a journey and when the audience is looked at again (spec 06, section 3)."""

from __future__ import annotations

from datetime import timedelta

from pinwheel.domain.errors import Invalid
from pinwheel.domain.journeys.conditions import check_event_dimensions, check_segment_id, event_types
from pinwheel.domain.journeys.durations import parse_duration
from pinwheel.domain.journeys.model import Definition, Json

SEGMENT_START, EVENT_START = "SegmentStartCondition", "EventStartCondition"


def check_entry(definition: Definition) -> None:
    """Check the start condition and the refresh of the segment.

    Raises:
        Invalid: there are two conditions, none for what is to be published, or one breaks a rule.
    """
    condition = definition.body.get("StartCondition") or {}
    given = [name for name in (SEGMENT_START, EVENT_START) if condition.get(name)]
    if len(given) > 1:
        raise Invalid(
            f"StartCondition must have {SEGMENT_START} or {EVENT_START}, not both", member="StartCondition"
        )
    definition.need(given, f"StartCondition must have {SEGMENT_START} or {EVENT_START}", "StartCondition")
    for name in given:
        check_segment_id(condition[name].get("SegmentId") or "", f"StartCondition.{name}")
    if given == [SEGMENT_START]:
        segment_id, member = condition[SEGMENT_START].get("SegmentId"), f"StartCondition.{SEGMENT_START}"
        definition.need(segment_id, f"{member}.SegmentId is required", member)
    if given == [EVENT_START]:
        _check_event(condition[EVENT_START], definition)
    refresh_interval(definition.body)


def _check_event(condition: Json, definition: Definition) -> None:
    member = f"StartCondition.{EVENT_START}.EventFilter"
    event_filter = condition.get("EventFilter") or {}
    definition.need(event_filter, f"{member} is required", member)
    dimensions = event_filter.get("Dimensions") or {}
    types = event_types(dimensions)
    if len(types) > 1:
        raise Invalid(f"{member} must name exactly one event type, got {len(types)}", member=member)
    definition.need(types, f"{member} must name exactly one event type", member)
    check_event_dimensions(dimensions, f"{member}.Dimensions")
    if definition.body.get("LocalTime"):
        raise Invalid("LocalTime is not for journeys that an event starts", member="LocalTime")


def refresh_interval(body: Json) -> timedelta:
    """Tell how often the segment is looked at again; zero means never.

    Raises:
        Invalid: it is no duration.
    """
    text = body.get("RefreshFrequency")
    return parse_duration(text, member="RefreshFrequency") if text else timedelta()
