"""Segment definitions from the API's JSON form, checked (spec 02, sections 1, 3 and 4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any, TypeVar

from pinwheel.domain.errors import Invalid
from pinwheel.domain.segments.dates import read_date
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
    Reference,
    Rule,
    SetCriterion,
    SetMember,
)

MAXIMUM_GROUPS = 5
MAXIMUM_SOURCES = 5
MAXIMUM_DIMENSIONS = 100
WINDOWS = {
    "HR_24": timedelta(hours=24),
    "DAY_7": timedelta(days=7),
    "DAY_14": timedelta(days=14),
    "DAY_30": timedelta(days=30),
}
_DATES_NEEDED = {
    AttributeOperator.BEFORE: 1,
    AttributeOperator.AFTER: 1,
    AttributeOperator.ON: 1,
    AttributeOperator.BETWEEN: 2,
    AttributeOperator.NOT_BETWEEN: 2,
}
_DEMOGRAPHIC = tuple(member for member in SetMember if member is not SetMember.COUNTRY)

Json = Mapping[str, Any]
Choice = TypeVar("Choice", bound=StrEnum)


def read_rule(document: Json) -> Rule:
    """Read `Dimensions` or `SegmentGroups` of a segment.

    Raises:
        Invalid: both are given, a limit is exceeded or a criterion makes no sense; names the member.
    """
    dimensions, groups = document.get("Dimensions"), document.get("SegmentGroups")
    if dimensions and groups:
        raise Invalid("A segment can have Dimensions or SegmentGroups, not both.", member="SegmentGroups")
    rule = _read_groups(groups) if groups else _only(read_dimensions(dimensions or {}))
    count = sum(len(each) for group in rule.groups for each in group.dimensions)
    if count > MAXIMUM_DIMENSIONS:
        raise Invalid(f"A segment can have at most {MAXIMUM_DIMENSIONS} dimensions.", member="Dimensions")
    return rule


def _only(dimensions: Dimensions) -> Rule:
    return Rule(groups=(Group(dimensions=(dimensions,)),)) if dimensions else Rule()


def _read_groups(document: Json) -> Rule:
    groups: Sequence[Json] = document.get("Groups") or ()
    if len(groups) > MAXIMUM_GROUPS:
        raise Invalid(f"A segment can have at most {MAXIMUM_GROUPS} groups.", member="Groups")
    include = _choice(Combination, document.get("Include"), Combination.ALL, "Include")
    return Rule(include=include, groups=tuple(_read_group(group) for group in groups))


def _read_group(document: Json) -> Group:
    sources: Sequence[Json] = document.get("SourceSegments") or ()
    if len(sources) > MAXIMUM_SOURCES:
        raise Invalid(f"A group can have at most {MAXIMUM_SOURCES} source segments.", member="SourceSegments")
    return Group(
        source_type=_choice(Combination, document.get("SourceType"), Combination.ALL, "SourceType"),
        sources=tuple(Reference(source["Id"], source.get("Version")) for source in sources),
        type=_choice(Combination, document.get("Type"), Combination.ALL, "Type"),
        dimensions=tuple(read_dimensions(each) for each in document.get("Dimensions") or ()),
    )


def read_dimensions(document: Json) -> Dimensions:
    """Read one SegmentDimensions object; all its criteria must hold.

    Raises:
        Invalid: a criterion makes no sense; names the member.
    """
    return tuple(_criteria(document))


def _criteria(document: Json) -> Iterator[Criterion]:
    demographic: Json = document.get("Demographic") or {}
    for member in _DEMOGRAPHIC:
        if dimension := demographic.get(member):
            yield _read_set(member, dimension)
    location: Json = document.get("Location") or {}
    if dimension := location.get("Country"):
        yield _read_set(SetMember.COUNTRY, dimension)
    for name, dimension in (document.get("Metrics") or {}).items():
        yield _read_metric(name, dimension)
    for name, dimension in (document.get("Attributes") or {}).items():
        yield _read_attribute(name, dimension, of_user=False)
    for name, dimension in (document.get("UserAttributes") or {}).items():
        yield _read_attribute(name, dimension, of_user=True)
    if recency := (document.get("Behavior") or {}).get("Recency"):
        yield _read_recency(recency)
    if point := location.get("GPSPoint"):
        yield _read_point(point)


def _read_set(member: SetMember, document: Json) -> SetCriterion:
    kind = document.get("DimensionType") or "INCLUSIVE"
    if kind not in {"INCLUSIVE", "EXCLUSIVE"}:
        raise Invalid(f"DimensionType '{kind}' of {member} is unknown.", member="DimensionType")
    return SetCriterion(member, kind == "EXCLUSIVE", _values(member, document))


def _read_attribute(name: str, document: Json, *, of_user: bool) -> AttributeCriterion:
    default = AttributeOperator.INCLUSIVE
    operator = _choice(AttributeOperator, document.get("AttributeType"), default, "AttributeType")
    values = _values(name, document)
    needed = _DATES_NEEDED.get(operator)
    if needed is not None:
        if len(values) != needed:
            raise Invalid(
                f"{operator} of '{name}' takes {needed} value(s), got {len(values)}.", member="Values"
            )
        for value in values:
            if read_date(value) is None:
                raise Invalid(f"'{value}' of '{name}' is not an ISO 8601 instant.", member="Values")
    return AttributeCriterion(name, of_user, operator, values)


def _values(name: str, document: Json) -> tuple[str, ...]:
    values = tuple(document.get("Values") or ())
    if not values:
        raise Invalid(f"Values of '{name}' must not be empty.", member="Values")
    return values


def _read_metric(name: str, document: Json) -> MetricCriterion:
    operator = _choice(MetricOperator, document.get("ComparisonOperator"), None, "ComparisonOperator")
    return MetricCriterion(name, operator, float(document["Value"]))


def _read_recency(document: Json) -> RecencyCriterion:
    duration, kind = document.get("Duration"), document.get("RecencyType")
    if duration not in WINDOWS:
        raise Invalid(f"Duration '{duration}' is unknown.", member="Duration")
    if kind not in {"ACTIVE", "INACTIVE"}:
        raise Invalid(f"RecencyType '{kind}' is unknown.", member="RecencyType")
    return RecencyCriterion(kind == "ACTIVE", WINDOWS[duration])


def _read_point(document: Json) -> PointCriterion:
    coordinates: Json = document["Coordinates"]
    kilometers = document.get("RangeInKilometers")
    latitude, longitude = float(coordinates["Latitude"]), float(coordinates["Longitude"])
    if kilometers is None or not kilometers > 0:
        raise Invalid("RangeInKilometers must be given and above zero.", member="RangeInKilometers")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Invalid("Coordinates must lie within -90..90 and -180..180.", member="Coordinates")
    return PointCriterion(latitude, longitude, float(kilometers))


def _choice(choices: type[Choice], text: str | None, default: Choice | None, member: str) -> Choice:
    if not text and default is not None:
        return default
    try:
        return choices(text or "")
    except ValueError:
        known = ", ".join(choices)
        raise Invalid(f"{member} must be one of {known}, got '{text}'.", member=member) from None
