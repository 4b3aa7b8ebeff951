"""What has to be read to find a segment's members: some member lists or every endpoint; which attributes.

A segment that lies within imported lists costs the size of those lists, however large the application is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from pinwheel.domain.segments.model import (
    AttributeCriterion,
    Combination,
    Criterion,
    Group,
    MetricCriterion,
    PointCriterion,
    RecencyCriterion,
    SegmentDefinition,
    SetCriterion,
    SetMember,
)

Lists = frozenset[str] | None
"""Member lists that hold every member; None where any endpoint may be a member."""


def bounding_lists(definition: SegmentDefinition) -> Lists:
    """Name the member lists that a segment lies within."""
    if definition.lists is not None:
        return frozenset(definition.lists)
    bounds = [_group_bound(group, definition) for group in definition.rule.groups]
    return _combined(definition.rule.include, bounds)


def _group_bound(group: Group, definition: SegmentDefinition) -> Lists:
    sources = [bounding_lists(definition.sources[each]) for each in group.sources]
    return _combined(group.source_type, sources)


def _combined(combination: Combination, bounds: Sequence[Lists]) -> Lists:
    known = [bound for bound in bounds if bound is not None]
    if combination is Combination.ALL and known:
        return min(known, key=len)
    if combination is Combination.ANY and known and len(known) == len(bounds):
        return frozenset().union(*known)
    return None


def fields_of(definition: SegmentDefinition) -> frozenset[str]:
    """Name the members of `Endpoint` that decide on membership; all others need not be read."""
    return frozenset(
        _field(criterion)
        for each in family(definition)
        for group in each.rule.groups
        for dimensions in group.dimensions
        for criterion in dimensions
    )


def _field(criterion: Criterion) -> str:
    match criterion:
        case AttributeCriterion(of_user=of_user):
            return "user_attributes" if of_user else "attributes"
        case MetricCriterion():
            return "metrics"
        case SetCriterion(member=member):
            return _SET_FIELDS.get(member, "demographic")
        case RecencyCriterion():
            return "last_activity"
        case PointCriterion():
            return "location"
        case _:
            assert_never(criterion)


_SET_FIELDS = {
    SetMember.CHANNEL: "channel_type",
    SetMember.COUNTRY: "location",
    SetMember.DEVICE_TYPE: "attributes",
}


def family(definition: SegmentDefinition) -> Iterator[SegmentDefinition]:
    """List a segment and all that it builds on."""
    yield definition
    for source in definition.sources.values():
        yield from family(source)
