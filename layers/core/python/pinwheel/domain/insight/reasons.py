"""Why an endpoint is, or is not, in a segment: each rule in the order of the definition, with the value met.

The verdict of a criterion is the compiled matcher's own (domain/segments/matching.py), so that an explanation
cannot differ from what a campaign does.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from datetime import datetime
from functools import partial
from typing import Any, assert_never

import msgspec

from pinwheel.domain.endpoints import Endpoint, endpoint_key
from pinwheel.domain.segments.geography import distance_kilometers
from pinwheel.domain.segments.matching import compile_dimensions
from pinwheel.domain.segments.model import (
    AttributeCriterion,
    Combination,
    Criterion,
    Dimensions,
    Group,
    MetricCriterion,
    PointCriterion,
    RecencyCriterion,
    SegmentDefinition,
    SetCriterion,
    SetMember,
)

Lists = Callable[[str], Container[str]]


class Reason(msgspec.Struct, frozen=True, rename="pascal"):
    """A rule: what it asks, what the endpoint has, whether it holds; `path` is its place."""

    rule: str
    value: Any
    matched: bool
    path: str = ""


class Verdict(msgspec.Struct, frozen=True, rename="pascal"):
    """Whether an endpoint is a member, and every rule that was looked at."""

    member: bool
    reasons: list[Reason]


def explain_membership(
    definition: SegmentDefinition, endpoint: Endpoint, *, now: datetime, lists: Lists
) -> Verdict:
    """Look at every rule of a segment and its sources, also where the answer is clear before."""
    told = _Telling(endpoint, now, lists)
    is_member = told.segment(definition, "")
    return Verdict(is_member, told.reasons)


def joined(combination: Combination, verdicts: Sequence[bool]) -> bool:
    """Join verdicts; where there are none, everybody passes."""
    if not verdicts:
        return True
    match combination:
        case Combination.ALL:
            return all(verdicts)
        case Combination.ANY:
            return any(verdicts)
        case Combination.NONE:
            return not any(verdicts)
        case _:
            assert_never(combination)


class _Telling:
    """Walks a definition and writes down what it meets; a joint stands before what it joins."""

    def __init__(self, endpoint: Endpoint, now: datetime, lists: Lists) -> None:
        self._endpoint = endpoint
        self._now = now
        self._lists = lists
        self.reasons: list[Reason] = []

    def segment(self, definition: SegmentDefinition, path: str) -> bool:
        if definition.lists is not None:
            key = endpoint_key(self._endpoint.id)
            is_listed = any(key in self._lists(name) for name in definition.lists)
            return self._add(f"is on the imported list of {_named(definition)}", is_listed, is_listed, path)
        groups = definition.rule.groups
        if not groups:
            return self._add(f"{_named(definition)} has no criteria: everybody", None, True, path)
        include = definition.rule.include
        return self._joint(
            f"{include} of {len(groups)} groups of {_named(definition)}",
            include,
            path,
            [
                partial(self._group, group, definition, f"{path}Groups[{at}].")
                for at, group in enumerate(groups)
            ],
            is_told=len(groups) > 1 or include is Combination.NONE,
        )

    def _group(self, group: Group, definition: SegmentDefinition, path: str) -> bool:
        sources = self._joint(
            f"{group.source_type} of {len(group.sources)} source segments",
            group.source_type,
            path,
            [
                partial(self._source, definition.sources[each], f"{path}SourceSegments[{at}].")
                for at, each in enumerate(group.sources)
            ],
            is_told=bool(group.sources),
        )
        many = len(group.dimensions) > 1 or group.type is Combination.NONE
        filtered = self._joint(
            f"{group.type} of {len(group.dimensions)} sets of dimensions",
            group.type,
            path,
            [
                partial(self._dimensions, each, f"{path}Dimensions[{at}].")
                for at, each in enumerate(group.dimensions)
            ],
            is_told=bool(group.dimensions) and many,
        )
        if not group.sources and not group.dimensions:
            self._add("a group without sources and dimensions: everybody", None, True, path)
        return sources and filtered

    def _source(self, definition: SegmentDefinition, path: str) -> bool:
        return self._joint(
            f"is a member of {_named(definition)}",
            Combination.ALL,
            path,
            [partial(self.segment, definition, path)],
            is_told=True,
        )

    def _dimensions(self, dimensions: Dimensions, path: str) -> bool:
        if not dimensions:
            return self._add("a set of dimensions without criteria: everybody", None, True, path)
        verdicts = [self._criterion(criterion, path) for criterion in dimensions]
        return all(verdicts)

    def _criterion(self, criterion: Criterion, path: str) -> bool:
        is_met = compile_dimensions((criterion,), now=self._now)(self._endpoint)
        member, rule = _rule(criterion)
        return self._add(rule, _value(criterion, self._endpoint), is_met, f"{path}{member}")

    def _joint(
        self,
        rule: str,
        combination: Combination,
        path: str,
        parts: Sequence[Callable[[], bool]],
        *,
        is_told: bool,
    ) -> bool:
        """Look at all parts; the line that joins them is written before theirs."""
        place = len(self.reasons)
        verdicts = [part() for part in parts]
        result = joined(combination, verdicts)
        if is_told:
            value = f"{sum(verdicts)} of {len(verdicts)} hold"
            self.reasons.insert(place, Reason(rule, value, result, path.removesuffix(".")))
        return result

    def _add(self, rule: str, value: Any, matched: bool, path: str) -> bool:
        self.reasons.append(Reason(rule, value, matched, path.removesuffix(".")))
        return matched


def _named(definition: SegmentDefinition) -> str:
    return f"segment {definition.segment_id} version {definition.version}"


_COMPARED = {
    "EQUAL": "=",
    "GREATER_THAN": ">",
    "GREATER_THAN_OR_EQUAL": ">=",
    "LESS_THAN": "<",
    "LESS_THAN_OR_EQUAL": "<=",
}


def _rule(criterion: Criterion) -> tuple[str, str]:
    """Name the member that a criterion is about, and say what it asks."""
    match criterion:
        case AttributeCriterion(name=name, of_user=of_user):
            member = f"{'UserAttributes' if of_user else 'Attributes'}.{name}"
            return member, f"{member} {criterion.operator} {_listed(criterion.values)}"
        case MetricCriterion(name=name):
            member = f"Metrics.{name}"
            return member, f"{member} {_COMPARED[criterion.operator]} {criterion.value:g}"
        case SetCriterion():
            kind = "Location" if criterion.member is SetMember.COUNTRY else "Demographic"
            member = f"{kind}.{criterion.member}"
            how = "EXCLUSIVE" if criterion.exclusive else "INCLUSIVE"
            return member, f"{member} {how} {_listed(criterion.values)}"
        case RecencyCriterion():
            hours = round(criterion.window.total_seconds() / 3600)
            how = "ACTIVE" if criterion.active else "INACTIVE"
            return "Behavior.Recency", f"Behavior.Recency {how} within {hours} hours"
        case PointCriterion():
            place = f"{criterion.latitude:g}, {criterion.longitude:g}"
            return "Location.GPSPoint", f"Location.GPSPoint within {criterion.kilometers:g} km of {place}"
        case _:
            assert_never(criterion)


def _listed(values: Sequence[str]) -> str:
    return msgspec.json.encode(list(values)).decode()


def _value(criterion: Criterion, endpoint: Endpoint) -> Any:
    """Give what the endpoint has where a criterion looks; None where it has nothing."""
    match criterion:
        case AttributeCriterion(name=name, of_user=of_user):
            held = endpoint.user_attributes if of_user else endpoint.attributes
            return list(held.get(name, ())) or None
        case MetricCriterion(name=name):
            return endpoint.metrics.get(name)
        case SetCriterion(member=member):
            return _property(member, endpoint)
        case RecencyCriterion():
            return endpoint.last_activity
        case PointCriterion():
            return _distance(criterion, endpoint)
        case _:
            assert_never(criterion)


def _property(member: SetMember, endpoint: Endpoint) -> Any:
    match member:
        case SetMember.CHANNEL:
            return endpoint.channel_type
        case SetMember.COUNTRY:
            return endpoint.location.get("Country")
        case SetMember.DEVICE_TYPE:
            return list(endpoint.attributes.get("DeviceType", ())) or None
        case _:
            return endpoint.demographic.get(member)


def _distance(criterion: PointCriterion, endpoint: Endpoint) -> dict[str, float] | None:
    north, east = endpoint.location.get("Latitude"), endpoint.location.get("Longitude")
    if north is None or east is None:
        return None
    away = distance_kilometers(criterion.latitude, criterion.longitude, north, east)
    return {"Latitude": north, "Longitude": east, "Kilometers": round(away, 1)}
