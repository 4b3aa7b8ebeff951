"""What makes a definition invalid (spec 02, sections 3 and 4)."""

from __future__ import annotations

import pytest

from pinwheel.domain.errors import Invalid
from pinwheel.domain.segments.model import AttributeCriterion, AttributeOperator, Combination
from pinwheel.domain.segments.reading import read_rule

ATTRIBUTE = {"Attributes": {"a": {"Values": ["x"]}}}


def with_attribute(kind, *values):
    return {"Dimensions": {"Attributes": {"a": {"AttributeType": kind, "Values": list(values)}}}}


def with_groups(*groups, **more):
    return {"SegmentGroups": {"Groups": list(groups), **more}}


@pytest.mark.parametrize(
    ("document", "member"),
    [
        ({"Dimensions": ATTRIBUTE, "SegmentGroups": {"Groups": [{}]}}, "SegmentGroups"),
        (with_groups(*[{}] * 6), "Groups"),
        (with_groups({"SourceSegments": [{"Id": "s"}] * 6}), "SourceSegments"),
        (with_groups({"Type": "SOME"}), "Type"),
        (with_groups(Include="SOME"), "Include"),
        (with_groups({"Dimensions": [ATTRIBUTE] * 101}), "Dimensions"),
        (with_attribute("LIKE", "x"), "AttributeType"),
        (with_attribute("INCLUSIVE"), "Values"),
        (with_attribute("BEFORE", "tomorrow"), "Values"),
        (with_attribute("ON", "2020-01-01", "2020-01-02"), "Values"),
        (with_attribute("BETWEEN", "2020-01-01"), "Values"),
        (
            {"Dimensions": {"Metrics": {"m": {"ComparisonOperator": "ABOUT", "Value": 1}}}},
            "ComparisonOperator",
        ),
        ({"Dimensions": {"Demographic": {"Make": {"DimensionType": "X", "Values": ["a"]}}}}, "DimensionType"),
        ({"Dimensions": {"Demographic": {"Make": {"Values": []}}}}, "Values"),
        (
            {"Dimensions": {"Behavior": {"Recency": {"Duration": "DAY_8", "RecencyType": "ACTIVE"}}}},
            "Duration",
        ),
        ({"Dimensions": {"Behavior": {"Recency": {"Duration": "DAY_7", "RecencyType": "?"}}}}, "RecencyType"),
        (
            {"Dimensions": {"Location": {"GPSPoint": {"Coordinates": {"Latitude": 0, "Longitude": 0}}}}},
            "RangeInKilometers",
        ),
        (
            {
                "Dimensions": {
                    "Location": {
                        "GPSPoint": {
                            "Coordinates": {"Latitude": 91, "Longitude": 0},
                            "RangeInKilometers": 1,
                        }
                    }
                }
            },
            "Coordinates",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(document, member):
    with pytest.raises(Invalid) as refusal:
        read_rule(document)

    assert refusal.value.member == member


def test_combinations_default_to_all():
    rule = read_rule(with_groups({"Dimensions": [ATTRIBUTE]}))

    assert rule.include is rule.groups[0].type is rule.groups[0].source_type is Combination.ALL
    (criterion,) = rule.groups[0].dimensions[0]
    assert isinstance(criterion, AttributeCriterion)
    assert criterion.operator is AttributeOperator.INCLUSIVE


def test_empty_dimensions_beside_groups_are_none():
    assert len(read_rule({"Dimensions": {}, **with_groups({})}).groups) == 1
