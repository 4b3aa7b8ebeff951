"""Is this endpoint a member? A segment is compiled once to closures, then asked for each endpoint.

What a missing value means is said in one place, `_without_value` (spec 02, section 4.2).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar, assert_never

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.segments.dates import read_date
from pinwheel.domain.segments.geography import alpha_2, distance_kilometers
from pinwheel.domain.segments.model import (
    AttributeCriterion,
    AttributeOperator,
    Combination,
    Criterion,
    Dimensions,
    Group,
    MetricCriterion,
    MetricOperator,
    PointCriterion,
    RecencyCriterion,
    SegmentDefinition,
    SetCriterion,
    SetMember,
)
from pinwheel.domain.segments.views import EndpointView, View
from pinwheel.domain.times import iso

Form = TypeVar("Form")
Predicate = Callable[[Form], bool]
Lists = Callable[[str], Container[str]]
"""Gives the endpoint keys on a member list, at least those that will be asked about."""
_Test = Callable[[Sequence[str]], bool]

_COMPARISONS: Mapping[MetricOperator, Callable[[float, float], bool]] = {
    MetricOperator.EQUAL: operator.eq,
    MetricOperator.GREATER_THAN: operator.gt,
    MetricOperator.GREATER_THAN_OR_EQUAL: operator.ge,
    MetricOperator.LESS_THAN: operator.lt,
    MetricOperator.LESS_THAN_OR_EQUAL: operator.le,
}


def compile_segment(
    definition: SegmentDefinition, *, now: datetime, lists: Lists
) -> Callable[[Endpoint], bool]:
    """Turn a segment into a predicate; `now` is what recency counts back from."""
    return SegmentFilter(definition, now, lists)(EndpointView())


def compile_dimensions(dimensions: Dimensions, *, now: datetime) -> Callable[[Endpoint], bool]:
    """Turn one set of criteria into a predicate: all of them must hold."""
    return _dimensions(dimensions, now, EndpointView())


def compile_criteria(dimensions: Dimensions, view: View[Form], *, now: datetime) -> Predicate[Form]:
    """Turn one set of criteria into a predicate on another form, such as an event: all of them must hold."""
    return _dimensions(dimensions, now, view)


@dataclass(frozen=True, slots=True, eq=False)
class SegmentFilter:
    """A segment as a question that can be put to any form of endpoints (the `Filter` of views.py).

    It is equal to itself only, so that a store can keep what it has compiled for it.
    """

    definition: SegmentDefinition
    now: datetime
    lists: Lists

    def __call__(self, view: View[Form], /) -> Predicate[Form]:
        """Make the predicate for a form."""
        return self._predicate(self.definition, view)

    def _predicate(self, definition: SegmentDefinition, view: View[Form]) -> Predicate[Form]:
        if definition.lists is not None:
            return _on_any_list([self.lists(name) for name in definition.lists], view)
        groups = [self._group(group, definition, view) for group in definition.rule.groups]
        return _combined(definition.rule.include, groups)

    def _group(self, group: Group, definition: SegmentDefinition, view: View[Form]) -> Predicate[Form]:
        sources = [self._predicate(definition.sources[each], view) for each in group.sources]
        filters = [_dimensions(each, self.now, view) for each in group.dimensions]
        parts = [_combined(group.source_type, sources), _combined(group.type, filters)]
        return _combined(Combination.ALL, parts)


def _dimensions(dimensions: Dimensions, now: datetime, view: View[Form]) -> Predicate[Form]:
    return _combined(Combination.ALL, [_criterion(each, now, view) for each in dimensions])


def _everybody(_: object) -> bool:
    return True


def _combined(combination: Combination, parts: Sequence[Predicate[Form]]) -> Predicate[Form]:
    if combination is Combination.ALL:
        parts = [part for part in parts if part is not _everybody]
    if not parts:
        return _everybody
    if len(parts) == 1 and combination is not Combination.NONE:
        return parts[0]
    match combination:
        case Combination.ALL:
            return _all_of(tuple(parts))
        case Combination.ANY:
            return _any_of(tuple(parts))
        case Combination.NONE:
            some = _any_of(tuple(parts))
            return lambda endpoint: not some(endpoint)
        case _:
            assert_never(combination)


# Plain loops: `all()` and `any()` over a generator take twice as long.
def _all_of(tests: tuple[Predicate[Form], ...]) -> Predicate[Form]:
    def check(endpoint: Form) -> bool:
        for test in tests:  # noqa: SIM110
            if not test(endpoint):
                return False
        return True

    return check


def _any_of(tests: tuple[Predicate[Form], ...]) -> Predicate[Form]:
    def check(endpoint: Form) -> bool:
        for test in tests:  # noqa: SIM110
            if test(endpoint):
                return True
        return False

    return check


def _on_any_list(lists: Sequence[Container[str]], view: View[Form]) -> Predicate[Form]:
    key_of = view.key()

    def listed(endpoint: Form) -> bool:
        key = key_of(endpoint)
        return any(key in members for members in lists)

    return listed


def _criterion(criterion: Criterion, now: datetime, view: View[Form]) -> Predicate[Form]:
    match criterion:
        case AttributeCriterion(name=name, of_user=of_user):
            return _on_values(view.values("user_attributes" if of_user else "attributes", name), criterion)
        case SetCriterion():
            return _on_property(criterion, view)
        case MetricCriterion(name=name):
            return _on_metric(view.number("metrics", name), criterion)
        case RecencyCriterion():
            return _on_recency(view.text("last_activity"), criterion, now)
        case PointCriterion():
            latitude, longitude = (view.number("location", name) for name in ("Latitude", "Longitude"))
            return _on_point(latitude, longitude, criterion)
        case _:
            assert_never(criterion)


def _without_value(operator: AttributeOperator) -> bool:
    """Decide for an endpoint that lacks the value (or has an empty list): only "is not X" holds."""
    return operator is AttributeOperator.EXCLUSIVE


def _on_values(values: Callable[[Form], Sequence[str]], criterion: AttributeCriterion) -> Predicate[Form]:
    missing, test = _without_value(criterion.operator), _attribute_test(criterion)

    def check(endpoint: Form) -> bool:
        actual = values(endpoint)
        return test(actual) if actual else missing

    return check


def _attribute_test(criterion: AttributeCriterion) -> _Test:
    values = criterion.values
    match criterion.operator:
        case AttributeOperator.INCLUSIVE:
            wanted = frozenset(values)
            return lambda actual: not wanted.isdisjoint(actual)
        case AttributeOperator.EXCLUSIVE:
            return frozenset(values).isdisjoint
        case AttributeOperator.CONTAINS:
            return _contains(values)
        case _:
            return _date_test(criterion.operator, [date for text in values if (date := read_date(text))])


def _contains(parts: Sequence[str]) -> _Test:
    def test(actual: Sequence[str]) -> bool:
        for value in actual:
            for part in parts:
                if part in value:
                    return True
        return False

    return test


def _date_test(operator: AttributeOperator, dates: Sequence[datetime]) -> _Test:
    first, last = dates[0], dates[-1]

    def some(holds: Callable[[datetime], bool]) -> _Test:
        return lambda actual: any(holds(date) for text in actual if (date := read_date(text)))

    match operator:
        case AttributeOperator.BEFORE:
            return some(lambda date: date < first)
        case AttributeOperator.AFTER:
            return some(lambda date: date > first)
        case AttributeOperator.ON:
            return some(lambda date: date.date() == first.date())
        case AttributeOperator.BETWEEN:
            return some(lambda date: first <= date <= last)
        case _:
            is_between = some(lambda date: first <= date <= last)
            is_date = some(lambda _: True)
            return lambda actual: is_date(actual) and not is_between(actual)


def _on_property(criterion: SetCriterion, view: View[Form]) -> Predicate[Form]:
    operator = AttributeOperator.EXCLUSIVE if criterion.exclusive else AttributeOperator.INCLUSIVE
    member, wanted = criterion.member, frozenset(criterion.values)
    match member:
        case SetMember.DEVICE_TYPE:
            # No endpoint has such a member; SDKs of 2016 kept it as a custom attribute.
            device = AttributeCriterion(member, of_user=False, operator=operator, values=criterion.values)
            return _on_values(view.values("attributes", member.value), device)
        case SetMember.COUNTRY:
            country = view.text("location", "Country")
            wanted = frozenset(alpha_2(value) for value in criterion.values)
            return _is_among(lambda endpoint: alpha_2(country(endpoint) or ""), wanted, operator)
        case SetMember.CHANNEL:
            return _is_among(view.text("channel_type"), wanted, operator)
        case _:
            return _is_among(view.text("demographic", member.value), wanted, operator)


def _is_among(
    value: Callable[[Form], str | None], wanted: frozenset[str], operator: AttributeOperator
) -> Predicate[Form]:
    missing = _without_value(operator)
    exclusive = operator is AttributeOperator.EXCLUSIVE

    def check(endpoint: Form) -> bool:
        actual = value(endpoint)
        return (actual in wanted) is not exclusive if actual else missing

    return check


def _on_metric(metric: Callable[[Form], float | None], criterion: MetricCriterion) -> Predicate[Form]:
    compare, value = _COMPARISONS[criterion.operator], criterion.value

    def check(endpoint: Form) -> bool:
        actual = metric(endpoint)
        return actual is not None and compare(actual, value)

    return check


def _on_recency(
    last_activity: Callable[[Form], str | None], criterion: RecencyCriterion, now: datetime
) -> Predicate[Form]:
    since, active = now - criterion.window, criterion.active
    # As the store writes instants, letters compare as time does; reading each would take ten times as long.
    edge = iso(since + timedelta(microseconds=999))

    def check(endpoint: Form) -> bool:
        text = last_activity(endpoint)
        if text and len(text) == len(edge) and text[-1] == "Z":
            return (text >= edge) is active
        last = read_date(text) if text else None
        return (last is not None and last >= since) is active

    return check


def _on_point(
    latitude: Callable[[Form], float | None],
    longitude: Callable[[Form], float | None],
    criterion: PointCriterion,
) -> Predicate[Form]:
    def check(endpoint: Form) -> bool:
        north, east = latitude(endpoint), longitude(endpoint)
        if north is None or east is None:
            return False
        distance = distance_kilometers(criterion.latitude, criterion.longitude, north, east)
        return distance <= criterion.kilometers

    return check
