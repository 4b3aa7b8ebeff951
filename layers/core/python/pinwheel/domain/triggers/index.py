"""Which campaigns an event starts: found by its type and, where a filter names values, by an attribute.

Of thousands of active event campaigns an event meets those only that listen to its type and whose first
`INCLUSIVE` attribute has its value; the whole filters of these few are then put to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pinwheel.domain.events import EventRecord
from pinwheel.domain.segments.model import AttributeCriterion, AttributeOperator
from pinwheel.domain.times import epoch_millis, parse_iso
from pinwheel.domain.triggers.filters import ANY_TYPE, EventFilter, FilterType, compile_filter, read_filter


@dataclass(frozen=True, slots=True)
class Trigger:
    """What starts some treatments of a campaign: a filter and a window of arrival (epoch milliseconds)."""

    campaign_id: str
    segment_id: str
    segment_version: int | None
    treatment_ids: frozenset[str]
    filter: EventFilter
    matches: Callable[[EventRecord], bool]
    starts: int
    ends: int | None

    @property
    def hears_service(self) -> bool:
        """Tell whether the campaign answers to what the service does."""
        return self.filter.wants is FilterType.SYSTEM

    def is_started_by(self, event: EventRecord) -> bool:
        """Tell whether an event starts it."""
        arrived = event.arrival_timestamp
        if arrived < self.starts or (self.ends is not None and arrived >= self.ends):
            return False
        return self.matches(event)


def triggers(entry: Mapping[str, Any]) -> list[Trigger]:
    """Read an entry of the index (entries.py)."""
    return [_trigger(entry, each) for each in entry["Triggers"]]


def _trigger(entry: Mapping[str, Any], document: Mapping[str, Any]) -> Trigger:
    wanted = read_filter(document["EventFilter"])
    return Trigger(
        campaign_id=entry["CampaignId"],
        segment_id=entry["SegmentId"],
        segment_version=entry.get("SegmentVersion"),
        treatment_ids=frozenset(document["TreatmentIds"]),
        filter=wanted,
        matches=compile_filter(wanted),
        starts=_millis(document["StartTime"]),
        ends=_millis(document["EndTime"]) if document.get("EndTime") else None,
    )


def _millis(text: str) -> int:
    return epoch_millis(parse_iso(text))


@dataclass(slots=True)
class _OfType:
    """The triggers of one type: `always` are looked at, others only for a value of an attribute."""

    always: list[Trigger] = field(default_factory=list)
    by_value: dict[str, dict[str, list[Trigger]]] = field(default_factory=dict)

    def add(self, trigger: Trigger) -> None:
        for criterion in trigger.filter.criteria:
            match criterion:
                case AttributeCriterion(operator=AttributeOperator.INCLUSIVE, name=name, values=values):
                    table = self.by_value.setdefault(name, {})
                    for value in dict.fromkeys(values):
                        table.setdefault(value, []).append(trigger)
                    return
        self.always.append(trigger)

    def candidates(self, attributes: Mapping[str, str]) -> Iterator[Trigger]:
        yield from self.always
        for name, table in self.by_value.items() if len(self.by_value) < len(attributes) else ():
            if name in attributes:
                yield from table.get(attributes[name], ())
        for name, value in attributes.items() if len(self.by_value) >= len(attributes) else ():
            if name in self.by_value:
                yield from self.by_value[name].get(value, ())


class TriggerIndex:
    """The event campaigns of an application, or those of them that some types may start."""

    def __init__(self, entries: Iterable[tuple[str, Iterable[Trigger]]]) -> None:
        """Sort triggers by the type that their entry names."""
        self._types: dict[str, _OfType] = {}
        for event_type, found in entries:
            of_type = self._types.setdefault(event_type, _OfType())
            for trigger in found:
                of_type.add(trigger)

    def started_by(self, event: EventRecord) -> list[Trigger]:
        """List what an event starts."""
        return [
            trigger
            for event_type in (event.event_type, ANY_TYPE)
            if event_type in self._types
            for trigger in self._types[event_type].candidates(event.attributes)
            if trigger.is_started_by(event)
        ]
