"""Explanations of memberships: what stands in them, and where."""

from __future__ import annotations

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.insight.reasons import explain_membership
from pinwheel.domain.segments.model import Reference, SegmentDefinition
from pinwheel.domain.segments.reading import read_rule
from tests.fakes.system import FrozenClock

NOW = FrozenClock().instant


def told(document, endpoint=None, *, sources=None, lists=()):
    definition = SegmentDefinition("app", "s", 2, read_rule(document), sources=sources or {})
    return explain_membership(
        definition, endpoint or Endpoint(id="E1"), now=NOW, lists=lambda _name: frozenset(lists)
    )


def lines(verdict):
    return [(each.path, each.rule, each.value, each.matched) for each in verdict.reasons]


def test_a_segment_without_criteria_says_that_it_holds_everybody():
    verdict = told({})

    assert verdict.member
    assert verdict.reasons[0].rule == "segment s version 2 has no criteria: everybody"


def test_missing_values_are_null():
    document = {
        "Attributes": {"a": {"Values": ["x"]}},
        "Metrics": {"m": {"ComparisonOperator": "EQUAL", "Value": 1.5}},
        "Demographic": {"Make": {"DimensionType": "EXCLUSIVE", "Values": ["b"]}},
        "Location": {
            "GPSPoint": {"Coordinates": {"Latitude": 1, "Longitude": 2}, "RangeInKilometers": 3},
            "Country": {"Values": ["DE"]},
        },
        "Behavior": {"Recency": {"Duration": "DAY_7", "RecencyType": "INACTIVE"}},
        "UserAttributes": {"u": {"AttributeType": "BEFORE", "Values": ["2020-01-01"]}},
    }
    verdict = told({"Dimensions": document})

    assert not verdict.member
    assert {each.value for each in verdict.reasons} == {None}
    assert {each.rule: each.matched for each in verdict.reasons} == {
        'Demographic.Make EXCLUSIVE ["b"]': True,
        'Location.Country INCLUSIVE ["DE"]': False,
        "Metrics.m = 1.5": False,
        'Attributes.a INCLUSIVE ["x"]': False,
        'UserAttributes.u BEFORE ["2020-01-01"]': False,
        "Behavior.Recency INACTIVE within 168 hours": True,
        "Location.GPSPoint within 3 km of 1, 2": False,
    }


def test_distances_are_told():
    point = {"Coordinates": {"Latitude": 0, "Longitude": 0}, "RangeInKilometers": 200}
    verdict = told(
        {"Dimensions": {"Location": {"GPSPoint": point}}},
        Endpoint(id="e", location={"Latitude": 1.0, "Longitude": 1.0}),
    )

    assert verdict.reasons[0].value == {"Latitude": 1.0, "Longitude": 1.0, "Kilometers": 157.2}


def test_joints_stand_before_what_they_join_with_the_place_of_each():
    imported = SegmentDefinition("app", "i", 1, lists=("l",))
    group = {
        "SourceType": "ALL",
        "SourceSegments": [{"Id": "i"}],
        "Type": "ANY",
        "Dimensions": [
            {"Attributes": {"a": {"Values": ["x"]}}},
            {"Demographic": {"Channel": {"Values": ["EMAIL"]}}},
        ],
    }
    document = {"SegmentGroups": {"Include": "NONE", "Groups": [group]}}
    verdict = told(
        document,
        Endpoint(id="E1", channel_type="EMAIL"),
        sources={Reference("i"): imported},
        lists={"e1"},
    )

    assert not verdict.member
    assert lines(verdict) == [
        ("", "NONE of 1 groups of segment s version 2", "1 of 1 hold", False),
        ("Groups[0]", "ALL of 1 source segments", "1 of 1 hold", True),
        ("Groups[0].SourceSegments[0]", "is a member of segment i version 1", "1 of 1 hold", True),
        ("Groups[0].SourceSegments[0]", "is on the imported list of segment i version 1", True, True),
        ("Groups[0]", "ANY of 2 sets of dimensions", "1 of 2 hold", True),
        ("Groups[0].Dimensions[0].Attributes.a", 'Attributes.a INCLUSIVE ["x"]', None, False),
        (
            "Groups[0].Dimensions[1].Demographic.Channel",
            'Demographic.Channel INCLUSIVE ["EMAIL"]',
            "EMAIL",
            True,
        ),
    ]
