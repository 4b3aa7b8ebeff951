"""Is this endpoint a member? A segment is compiled once to closures, then asked for each endpoint.

What a missing value means is said in one place, `_without_value` (spec 02, section 4.2).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Container, Mapping, Sequence
from datetime import datetime
from typing import assert_never

from pinwheel.domain.endpoints import Endpoint, endpoint_key
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

Predicate = Callable[[Endpoint], bool]
Lists = Callable[[str], Container[str]]
"""Gives the endpoint keys on a member list, at least those that will be asked about."""
_Values = Callable[[Endpoint], Sequence[str]]
_Test = Callable[[Sequence[str]], bool]

_COMPARISONS: Mapping[MetricOperator, Callable[[float, float], bool]] = {
    MetricOperator.EQUAL: operator.eq,
    MetricOperator.GREATER_THAN: operator.gt,
    MetricOperator.GREATER_THAN_OR_EQUAL: operator.ge,
    MetricOperator.LESS_THAN: operator.lt,
    MetricOperator.LESS_THAN_OR_EQUAL: operator.le,
}


def compile_segment(definition: SegmentDefinition, *, now: datetime, lists: Lists) -> Predicate:
    """Turn a segment into a predicate; `now` is what recency counts back from."""
    if definition.lists is not None:
        return _on_any_list([lists(name) for name in definition.lists])

    def source(group: Group) -> list[Predicate]:
        return [compile_segment(definition.sources[each], now=now, lists=lists) for each in group.sources]

    groups = [
        _combined(
            Combination.ALL,
            [
                _combined(group.source_type, source(group)),
                _combined(group.type, [compile_dimensions(each, now=now) for each in group.dimensions]),
            ],
        )
        for group in definition.rule.groups
    ]
    return _combined(definition.rule.include, groups)


def compile_dimensions(dimensions: Dimensions, *, now: datetime) -> Predicate:
    """Turn one set of criteria into a predicate: all of them must hold."""
    return _combined(Combination.ALL, [_criterion(each, now) for each in dimensions])


def _everybody(_: Endpoint) -> bool:
    return True


def _combined(combination: Combination, parts: Sequence[Predicate]) -> Predicate:
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
def _all_of(tests: tuple[Predicate, ...]) -> Predicate:
    def check(endpoint: Endpoint) -> bool:
        for test in tests:  # noqa: SIM110
            if not test(endpoint):
                return False
        return True

    return check


def _any_of(tests: tuple[Predicate, ...]) -> Predicate:
    def check(endpoint: Endpoint) -> bool:
        for test in tests:  # noqa: SIM110
            if test(endpoint):
                return True
        return False

    return check


def _on_any_list(lists: Sequence[Container[str]]) -> Predicate:
    def listed(endpoint: Endpoint) -> bool:
        key = endpoint_key(endpoint.id)
        return any(key in members for members in lists)

    return listed


def _criterion(criterion: Criterion, now: datetime) -> Predicate:
    match criterion:
        case AttributeCriterion():
            return _on_values(_attribute_values(criterion), criterion.operator, _attribute_test(criterion))
        case SetCriterion():
            return _on_property(criterion)
        case MetricCriterion():
            return _on_metric(criterion)
        case RecencyCriterion():
            return _on_recency(criterion, now)
        case PointCriterion():
            return _on_point(criterion)
        case _:
            assert_never(criterion)


def _without_value(operator: AttributeOperator) -> bool:
    """Decide for an endpoint that lacks the value (or has an empty list): only "is not X" holds."""
    return operator is AttributeOperator.EXCLUSIVE


def _on_values(values: _Values, operator: AttributeOperator, test: _Test) -> Predicate:
    missing = _without_value(operator)

    def check(endpoint: Endpoint) -> bool:
        actual = values(endpoint)
        return test(actual) if actual else missing

    return check


def _attribute_values(criterion: AttributeCriterion) -> _Values:
    name = criterion.name
    if criterion.of_user:
        return lambda endpoint: endpoint.user_attributes.get(name, ())
    return lambda endpoint: endpoint.attributes.get(name, ())


def _attribute_test(criterion: AttributeCriterion) -> _Test:
    values = criterion.values
    match criterion.operator:
        case AttributeOperator.INCLUSIVE:
            wanted = frozenset(values)
            return lambda actual: not wanted.isdisjoint(actual)
        case AttributeOperator.EXCLUSIVE:
            return frozenset(values).isdisjoint
        case AttributeOperator.CONTAINS:
            return lambda actual: any(part in value for value in actual for part in values)
        case _:
            return _date_test(criterion.operator, [date for text in values if (date := read_date(text))])


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


def _on_property(criterion: SetCriterion) -> Predicate:
    operator = AttributeOperator.EXCLUSIVE if criterion.exclusive else AttributeOperator.INCLUSIVE
    member = criterion.member
    match member:
        case SetMember.DEVICE_TYPE:
            # No endpoint has such a member; SDKs of 2016 kept it as a custom attribute.
            device = AttributeCriterion(member, of_user=False, operator=operator, values=criterion.values)
            return _criterion(device, datetime.min)  # noqa: DTZ901 - attributes do not look at the time
        case SetMember.COUNTRY:
            return _is_among(
                lambda endpoint: alpha_2(str(endpoint.location.get("Country") or "")),
                frozenset(alpha_2(value) for value in criterion.values),
                operator,
            )
        case SetMember.CHANNEL:
            return _is_among(lambda endpoint: endpoint.channel_type, frozenset(criterion.values), operator)
        case _:
            name = member.value
            return _is_among(
                lambda endpoint: endpoint.demographic.get(name), frozenset(criterion.values), operator
            )


def _is_among(
    value: Callable[[Endpoint], str | None], wanted: frozenset[str], operator: AttributeOperator
) -> Predicate:
    missing = _without_value(operator)
    exclusive = operator is AttributeOperator.EXCLUSIVE

    def check(endpoint: Endpoint) -> bool:
        actual = value(endpoint)
        return (actual in wanted) is not exclusive if actual else missing

    return check


def _on_metric(criterion: MetricCriterion) -> Predicate:
    name, compare, value = criterion.name, _COMPARISONS[criterion.operator], criterion.value

    def check(endpoint: Endpoint) -> bool:
        actual = endpoint.metrics.get(name)
        return actual is not None and compare(actual, value)

    return check


def _on_recency(criterion: RecencyCriterion, now: datetime) -> Predicate:
    since, active = now - criterion.window, criterion.active

    def check(endpoint: Endpoint) -> bool:
        last = read_date(endpoint.last_activity) if endpoint.last_activity else None
        return (last is not None and last >= since) is active

    return check


def _on_point(criterion: PointCriterion) -> Predicate:
    def check(endpoint: Endpoint) -> bool:
        latitude, longitude = endpoint.location.get("Latitude"), endpoint.location.get("Longitude")
        if latitude is None or longitude is None:
            return False
        distance = distance_kilometers(criterion.latitude, criterion.longitude, latitude, longitude)
        return distance <= criterion.kilometers

    return check
