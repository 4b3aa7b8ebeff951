"""Membership: each rule of spec 02, section 4, and random segments against an evaluator by the book."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.segments.bounds import bounding_lists, fields_of
from pinwheel.domain.segments.geography import alpha_2, distance_kilometers
from pinwheel.domain.segments.matching import compile_dimensions, compile_segment
from pinwheel.domain.segments.model import Reference, SegmentDefinition
from pinwheel.domain.segments.reading import read_dimensions, read_rule
from pinwheel.domain.times import iso
from tests.unit.domain.segments import oracle

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


def no_lists(name):
    raise AssertionError(f"list '{name}' is not needed")


def matches(dimensions, **endpoint):
    return compile_dimensions(read_dimensions(dimensions), now=NOW)(Endpoint(id="e", **endpoint))


def attribute_matches(kind, values, actual):
    test = {"Attributes": {"a": {"AttributeType": kind, "Values": values}}}
    return matches(test, attributes={} if actual is None else {"a": actual})


@pytest.mark.parametrize(
    ("kind", "values", "actual", "expected"),
    [
        ("INCLUSIVE", ["x"], ["x"], True),
        ("INCLUSIVE", ["x"], ["X"], False),
        ("INCLUSIVE", ["x", "y"], ["z", "y"], True),
        ("INCLUSIVE", ["x"], None, False),
        ("INCLUSIVE", ["x"], [], False),
        ("EXCLUSIVE", ["x"], ["x"], False),
        ("EXCLUSIVE", ["x"], ["z", "x"], False),
        ("EXCLUSIVE", ["x"], ["y"], True),
        ("EXCLUSIVE", ["x"], None, True),
        ("EXCLUSIVE", ["x"], [], True),
        ("CONTAINS", ["ell"], ["hello"], True),
        ("CONTAINS", ["ELL"], ["hello"], False),
        ("CONTAINS", ["ell"], None, False),
        ("BEFORE", ["2020-12-31T12:00:00Z"], ["2020-12-31T11:59:59Z"], True),
        ("BEFORE", ["2020-12-31T12:00:00Z"], ["2020-12-31T12:00:00Z"], False),
        ("BEFORE", ["2020-12-31T12:00:00Z"], ["2020-12-31T13:30:00+02:00"], True),
        ("BEFORE", ["2020-12-31"], ["2020-12-30"], True),
        ("AFTER", ["2020-12-31T12:00:00Z"], ["2021-01-01"], True),
        ("AFTER", ["2020-12-31T12:00:00Z"], ["not a date", "2021-01-01"], True),
        ("AFTER", ["2020-12-31T12:00:00Z"], ["not a date"], False),
        ("AFTER", ["2020-12-31T12:00:00Z"], None, False),
        ("ON", ["2020-12-31T12:00:00Z"], ["2020-12-31T23:59:59Z"], True),
        ("ON", ["2020-12-31T12:00:00Z"], ["2021-01-01T00:30:00+01:00"], True),
        ("ON", ["2020-12-31T12:00:00Z"], ["2020-12-30T12:00:00Z"], False),
        ("BETWEEN", ["2020-01-01", "2020-01-31"], ["2020-01-01"], True),
        ("BETWEEN", ["2020-01-01", "2020-01-31"], ["2020-01-31"], True),
        ("BETWEEN", ["2020-01-01", "2020-01-31"], ["2020-02-01"], False),
        ("NOT_BETWEEN", ["2020-01-01", "2020-01-31"], ["2020-02-01"], True),
        ("NOT_BETWEEN", ["2020-01-01", "2020-01-31"], ["2020-01-15"], False),
        ("NOT_BETWEEN", ["2020-01-01", "2020-01-31"], None, False),
    ],
)
def test_attributes(kind, values, actual, expected):
    assert attribute_matches(kind, values, actual) is expected


def test_an_attribute_without_a_type_is_inclusive():
    assert matches({"Attributes": {"a": {"Values": ["x"]}}}, attributes={"a": ["x"]})


def test_user_attributes_are_those_of_the_user():
    test = {"UserAttributes": {"a": {"Values": ["x"]}}}

    assert matches(test, user_attributes={"a": ["x"]})
    assert not matches(test, attributes={"a": ["x"]})


@pytest.mark.parametrize(
    ("operator", "value", "actual", "expected"),
    [
        ("EQUAL", 5, 5.0, True),
        ("GREATER_THAN", 5, 5, False),
        ("GREATER_THAN", 5, 6, True),
        ("GREATER_THAN_OR_EQUAL", 5, 5, True),
        ("LESS_THAN", 5, 4.9, True),
        ("LESS_THAN_OR_EQUAL", 5, 5.1, False),
    ],
)
def test_metrics(operator, value, actual, expected):
    test = {"Metrics": {"m": {"ComparisonOperator": operator, "Value": value}}}

    assert matches(test, metrics={"m": actual}) is expected


@pytest.mark.parametrize("operator", ["EQUAL", "LESS_THAN", "GREATER_THAN"])
def test_a_missing_metric_matches_no_operator(operator):
    assert not matches({"Metrics": {"m": {"ComparisonOperator": operator, "Value": 0}}})


@pytest.mark.parametrize("member", ["Platform", "Make", "Model", "AppVersion"])
def test_demographic_members(member):
    test = {"Demographic": {member: {"DimensionType": "INCLUSIVE", "Values": ["x", "y"]}}}

    assert matches(test, demographic={member: "y"})
    assert not matches(test, demographic={member: "z"})
    assert not matches(test)


def test_a_missing_property_is_not_one_of_the_excluded():
    test = {"Demographic": {"Make": {"DimensionType": "EXCLUSIVE", "Values": ["x"]}}}

    assert matches(test)
    assert matches(test, demographic={"Make": "y"})
    assert not matches(test, demographic={"Make": "x"})


def test_the_channel_is_the_channel_type():
    assert matches({"Demographic": {"Channel": {"Values": ["EMAIL"]}}}, channel_type="EMAIL")


def test_the_device_type_is_a_custom_attribute():
    test = {"Demographic": {"DeviceType": {"Values": ["phone"]}}}

    assert matches(test, attributes={"DeviceType": ["phone"]})
    assert not matches(test)


@pytest.mark.parametrize(("asked", "stored"), [("DE", "DEU"), ("DEU", "DE"), ("DE", "de"), ("XK", "XK")])
def test_countries_compare_in_either_form(asked, stored):
    assert matches({"Location": {"Country": {"Values": [asked]}}}, location={"Country": stored})


def test_unknown_country_codes_stay_as_they_are():
    assert alpha_2(" deu ") == "DE"
    assert alpha_2("zzz") == "ZZZ"


@pytest.mark.parametrize(
    ("kind", "hours_ago", "expected"),
    [
        ("ACTIVE", 23, True),
        ("ACTIVE", 24, True),
        ("ACTIVE", 25, False),
        ("ACTIVE", None, False),
        ("INACTIVE", 23, False),
        ("INACTIVE", 25, True),
        ("INACTIVE", None, True),
    ],
)
def test_recency(kind, hours_ago, expected):
    test = {"Behavior": {"Recency": {"Duration": "HR_24", "RecencyType": kind}}}
    last = None if hours_ago is None else iso(NOW - timedelta(hours=hours_ago))

    assert matches(test, last_activity=last) is expected


def test_a_circle_holds_what_is_within_its_range():
    seattle = {"Coordinates": {"Latitude": 47.6, "Longitude": -122.3}, "RangeInKilometers": 60}
    test = {"Location": {"GPSPoint": seattle}}

    assert matches(test, location={"Latitude": 47.2, "Longitude": -122.4})
    assert not matches(test, location={"Latitude": 45.5, "Longitude": -122.7})
    assert not matches(test)


def test_distances_cross_the_date_line():
    assert distance_kilometers(0, 179.5, 0, -179.5) == pytest.approx(111.2, abs=0.1)


def test_a_segment_without_criteria_holds_everybody():
    definition = SegmentDefinition("app", "s", 1, read_rule({}))

    assert compile_segment(definition, now=NOW, lists=no_lists)(Endpoint(id="e"))


WORDS = ["a", "b", "ab", "2020-01-01", "2020-06-01T00:00:00Z", "2021-01-01T00:00:00+05:00"]
DATES = WORDS[3:]
values = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)
attribute_test = st.one_of(
    st.fixed_dictionaries(
        {"AttributeType": st.sampled_from(["INCLUSIVE", "EXCLUSIVE", "CONTAINS"]), "Values": values}
    ),
    st.fixed_dictionaries(
        {
            "AttributeType": st.sampled_from(["BEFORE", "AFTER", "ON"]),
            "Values": st.lists(st.sampled_from(DATES), min_size=1, max_size=1),
        }
    ),
    st.fixed_dictionaries(
        {
            "AttributeType": st.sampled_from(["BETWEEN", "NOT_BETWEEN"]),
            "Values": st.lists(st.sampled_from(DATES), min_size=2, max_size=2),
        }
    ),
)
set_test = st.fixed_dictionaries(
    {"Values": values}, optional={"DimensionType": st.sampled_from(["INCLUSIVE", "EXCLUSIVE"])}
)
names = st.sampled_from(["n", "o"])
operators = ["EQUAL", "GREATER_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN", "LESS_THAN_OR_EQUAL"]
dimensions = st.fixed_dictionaries(
    {},
    optional={
        "Attributes": st.dictionaries(names, attribute_test, max_size=2),
        "UserAttributes": st.dictionaries(names, attribute_test, max_size=2),
        "Metrics": st.dictionaries(
            names,
            st.fixed_dictionaries(
                {"ComparisonOperator": st.sampled_from(operators), "Value": st.integers(0, 2)}
            ),
            max_size=2,
        ),
        "Demographic": st.fixed_dictionaries(
            {}, optional={"Make": set_test, "Channel": set_test, "DeviceType": set_test}
        ),
        "Location": st.fixed_dictionaries(
            {},
            optional={
                "Country": st.fixed_dictionaries({"Values": st.just(["DE"])}),
                "GPSPoint": st.just(
                    {"Coordinates": {"Latitude": 0.0, "Longitude": 0.0}, "RangeInKilometers": 200.0}
                ),
            },
        ),
        "Behavior": st.fixed_dictionaries(
            {
                "Recency": st.fixed_dictionaries(
                    {
                        "Duration": st.sampled_from(["HR_24", "DAY_7"]),
                        "RecencyType": st.sampled_from(["ACTIVE", "INACTIVE"]),
                    }
                )
            }
        ),
    },
)
how = st.sampled_from(["ALL", "ANY", "NONE"])


def segments_on(*below):
    reference = st.sampled_from(below).map(lambda name: {"Id": name}) if below else st.nothing()
    group = st.fixed_dictionaries(
        {},
        optional={
            "SourceType": how,
            "SourceSegments": st.lists(reference, max_size=3),
            "Type": how,
            "Dimensions": st.lists(dimensions, max_size=3),
        },
    )
    groups = st.fixed_dictionaries({"Groups": st.lists(group, max_size=3)}, optional={"Include": how})
    return st.one_of(
        st.fixed_dictionaries({"Dimensions": dimensions}),
        st.fixed_dictionaries({"SegmentGroups": groups}),
    )


lists = st.lists(st.sampled_from([f"e{index}" for index in range(8)]), max_size=8)
segments = st.fixed_dictionaries(
    {
        "imported": st.fixed_dictionaries({"Members": lists}),
        "low": segments_on("imported"),
        "middle": segments_on("imported", "low"),
        "top": segments_on("imported", "low", "middle"),
    }
)
attributes = st.dictionaries(
    st.sampled_from(["n", "o", "DeviceType"]), st.lists(st.sampled_from(WORDS), max_size=3), max_size=3
)
endpoints = st.lists(
    st.builds(
        Endpoint,
        id=st.just("?"),
        channel_type=st.sampled_from(["a", "b", None]),
        attributes=attributes,
        user_attributes=attributes,
        metrics=st.dictionaries(names, st.integers(0, 2).map(float)),
        demographic=st.fixed_dictionaries({}, optional={"Make": st.sampled_from(WORDS)}),
        location=st.sampled_from(
            [{}, {"Country": "DE"}, {"Country": "FR"}, {"Latitude": 1.0, "Longitude": 1.0}]
        ),
        last_activity=st.sampled_from([None, "2026-11-02T11:00:00.000Z", "2026-10-28T12:00:00.000Z"]),
    ),
    min_size=1,
    max_size=8,
)


def defined(name, documents):
    document = documents[name]
    if "Members" in document:
        return SegmentDefinition("app", name, 1, lists=(name,))
    rule = read_rule(document)
    sources = {s: defined(s.segment_id, documents) for group in rule.groups for s in group.sources}
    return SegmentDefinition("app", name, 1, rule, sources=sources)


@given(documents=segments, people=endpoints)
@settings(max_examples=150)
def test_members_are_those_of_the_set_algebra(documents, people):
    universe = {f"e{index}": each for index, each in enumerate(people)}
    for endpoint_id, each in universe.items():
        each.id = endpoint_id
    definition = defined("top", documents)
    is_member = compile_segment(definition, now=NOW, lists=lambda name: frozenset(documents[name]["Members"]))

    found = {endpoint_id for endpoint_id, each in universe.items() if is_member(each)}

    assert found == oracle.members(documents["top"], universe, documents, NOW)
    bound = bounding_lists(definition)
    assert bound is None or found <= {m for name in bound for m in documents[name]["Members"]}


@given(document=dimensions, people=endpoints)
@settings(max_examples=60)
def test_members_that_are_not_looked_at_do_not_matter(document, people):
    definition = SegmentDefinition("app", "s", 1, read_rule({"Dimensions": document}))
    is_member = compile_segment(definition, now=NOW, lists=no_lists)
    fields = fields_of(definition)

    for each in people:
        bare = Endpoint(id=each.id, **{field: getattr(each, field) for field in fields})
        assert is_member(bare) == is_member(each)


def test_a_filtered_import_reads_only_its_list():
    imported = SegmentDefinition("app", "i", 1, lists=("l",))
    group = {"SourceSegments": [{"Id": "i"}], "Dimensions": [{"Attributes": {"a": {"Values": ["x"]}}}]}
    rule = read_rule({"SegmentGroups": {"Groups": [group]}})
    definition = SegmentDefinition("app", "s", 1, rule, sources={Reference("i"): imported})

    assert bounding_lists(definition) == frozenset({"l"})
    assert fields_of(definition) == frozenset({"attributes"})
