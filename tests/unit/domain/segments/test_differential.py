"""Random segments over random endpoints with odd values: the matcher, the store's bytes, and the explanation,
each against a second reading of the spec (by_spec.py)."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from pinwheel.adapters.dynamodb.endpoint_items import endpoint_item
from pinwheel.adapters.dynamodb.endpoint_pages import ALL_FIELDS, page_decoder
from pinwheel.domain.endpoint_merge import Merged, merge
from pinwheel.domain.endpoints import Endpoint, endpoint_key
from pinwheel.domain.insight.reasons import explain_membership
from pinwheel.domain.segments.bounds import fields_of
from pinwheel.domain.segments.matching import SegmentFilter, compile_segment
from pinwheel.domain.segments.model import SegmentDefinition
from pinwheel.domain.segments.reading import read_rule
from pinwheel.domain.times import iso
from tests.fakes.system import FrozenClock
from tests.unit.domain.segments import by_spec

NOW = FrozenClock().instant
DATES = [
    "2020-01-01",
    "2020-01-01T00:00:00Z",
    "2020-01-01T23:59:59.999Z",
    "2020-01-02T01:30:00+02:00",
    "2019-12-31T23:30:00-01:00",
    "2026-11-02T12:00:00Z",
    "2024-02-29",
]
WORDS = [
    "a", "A", "ab", "b a", "", " ", "0", "é", "e\u0301", "ß", "SS", "日本", "\U0001f600", 'q"uote', "back\\slash",
    "tab\tline\n", "\u2028", "null", "[1]", "2023-02-29", "2020-13-01", "not a date", "12:00", "9999-12-31T23:59:59-14:00",
    *DATES,
]  # fmt: skip
NAMES = [
    "a",
    "A",
    "b.c",
    "with space",
    "é",
    "日本",
    'q"uote',
    "back\\slash",
    "_",
    "class",
    "M",
    "S",
    "L",
    "\U0001f600",
    "DeviceType",
]
COUNTRIES = ["DE", "DEU", "de", "deu", "USA", "us", "GBR", "XX", "Germany", "CHE"]
ZONES = ["iOS", "ios", "Android", "10.1", "ä"]

words = st.sampled_from(WORDS)
values = st.lists(words, min_size=1, max_size=4)
names = st.sampled_from(NAMES)
dates = st.sampled_from(DATES)
numbers = st.sampled_from(
    [0, -0.0, 1, 0.1, 0.30000000000000004, 0.3, -5.5, 1e20, 1e-9, 12345678901234567, 1e100, -1e100]
)
attribute_test = st.one_of(
    st.fixed_dictionaries({"Values": values}, optional={"AttributeType": st.sampled_from(["INCLUSIVE", "EXCLUSIVE", "CONTAINS"])}),
    st.builds(lambda kind, date: {"AttributeType": kind, "Values": [date]}, st.sampled_from(["BEFORE", "AFTER", "ON"]), dates),
    st.builds(lambda kind, a, b: {"AttributeType": kind, "Values": [a, b]}, st.sampled_from(["BETWEEN", "NOT_BETWEEN"]), dates, dates),
)  # fmt: skip


def set_of(choices):
    kinds = st.sampled_from(["INCLUSIVE", "EXCLUSIVE"])
    listed = st.lists(st.sampled_from(choices), min_size=1, max_size=3)
    return st.fixed_dictionaries({"Values": listed}, optional={"DimensionType": kinds})


metric_test = st.fixed_dictionaries(
    {
        "ComparisonOperator": st.sampled_from(
            ["EQUAL", "GREATER_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN", "LESS_THAN_OR_EQUAL"]
        ),
        "Value": numbers,
    }
)
DEVICES = ["EMAIL", "SMS", "GCM", "CUSTOM"]
demographic_tests = {name: set_of(ZONES) for name in ("Platform", "Make", "Model", "AppVersion")}
demographic_tests |= {"Channel": set_of(DEVICES), "DeviceType": set_of(WORDS)}
point = st.fixed_dictionaries(
    {
        "Coordinates": st.fixed_dictionaries(
            {"Latitude": st.sampled_from([0.0, 52.5, -90.0, 89.9]), "Longitude": st.sampled_from([0.0, 13.4, 179.9])}
        ),
        "RangeInKilometers": st.sampled_from([0.5, 25.0, 500.0, 30_000.0]),
    }
)  # fmt: skip
dimensions = st.fixed_dictionaries(
    {},
    optional={
        "Attributes": st.dictionaries(names, attribute_test, max_size=2),
        "UserAttributes": st.dictionaries(names, attribute_test, max_size=2),
        "Metrics": st.dictionaries(names, metric_test, max_size=2),
        "Demographic": st.fixed_dictionaries({}, optional=demographic_tests),
        "Location": st.fixed_dictionaries({}, optional={"Country": set_of(COUNTRIES), "GPSPoint": point}),
        "Behavior": st.fixed_dictionaries(
            {
                "Recency": st.fixed_dictionaries(
                    {
                        "Duration": st.sampled_from(["HR_24", "DAY_7", "DAY_14", "DAY_30"]),
                        "RecencyType": st.sampled_from(["ACTIVE", "INACTIVE"]),
                    }
                )
            }
        ),
    },
)
how = st.sampled_from(["ALL", "ANY", "NONE"])


def segment_on(*below):
    reference = st.sampled_from(below).map(lambda name: {"Id": name})
    group = st.fixed_dictionaries(
        {},
        optional={
            "SourceType": how,
            "SourceSegments": st.lists(reference, max_size=2),
            "Type": how,
            "Dimensions": st.lists(dimensions, max_size=2),
        },
    )
    groups = st.fixed_dictionaries({"Groups": st.lists(group, max_size=3)}, optional={"Include": how})
    return st.one_of(
        st.fixed_dictionaries({"SegmentGroups": groups}), st.fixed_dictionaries({"Dimensions": dimensions})
    )


IDS = ["e0", "E1", "é2", "e 3", "e%4", "E5/x"]
segments = st.fixed_dictionaries(
    {
        "imported": st.fixed_dictionaries({"Imported": st.lists(st.sampled_from(IDS), max_size=6)}),
        "low": segment_on("imported"),
        "middle": segment_on("imported", "low"),
        "high": segment_on("low", "middle"),
        "top": segment_on("imported", "low", "middle", "high"),
    }
)
attributes = st.dictionaries(names, st.lists(words, max_size=3), max_size=4)
location = st.one_of(
    st.fixed_dictionaries({}, optional={"Country": st.sampled_from(COUNTRIES)}),
    st.fixed_dictionaries(
        {
            "Latitude": st.sampled_from([0.0, 52.4, -90.0, 90.0]),
            "Longitude": st.sampled_from([0.1, 13.5, -180.0, 180.0]),
        },
        optional={"Country": st.sampled_from(COUNTRIES)},
    ),
)
activities = [
    "2026-11-01T12:00:00.000Z",
    "2026-11-01T11:59:59.999Z",
    "2026-10-26T12:00:00.000Z",
    "2026-10-03T12:00:00.000Z",
    "2026-11-03T12:00:00.000Z",
]
body = st.fixed_dictionaries(
    {"ChannelType": st.sampled_from(DEVICES), "Address": st.just("x")},
    optional={
        "Attributes": attributes,
        "Metrics": st.dictionaries(names, numbers, max_size=3),
        "Demographic": st.fixed_dictionaries(
            {}, optional={name: st.sampled_from(ZONES) for name in ("Platform", "Make", "Model", "AppVersion")}
        ),
        "Location": location,
        "User": st.fixed_dictionaries({"UserAttributes": attributes}),
        "LastActivity": st.sampled_from(activities),
    },
)  # fmt: skip
people = st.lists(body, min_size=1, max_size=len(IDS))


def defined(name, documents):
    document = documents[name]
    if "Imported" in document:
        return SegmentDefinition("app", name, 1, lists=(name,))
    rule = read_rule(document)
    sources = {each: defined(each.segment_id, documents) for group in rule.groups for each in group.sources}
    return SegmentDefinition("app", name, 1, rule, sources=sources)


def stored(endpoint_id, request):
    """Make the endpoint as UpdateEndpoint stores it."""
    document = {name: value for name, value in request.items() if name != "LastActivity"}
    made = merge(
        None, document, application_id="app", endpoint_id=endpoint_id, request_id="r", now=iso(NOW), users={}
    )
    assert isinstance(made, Merged), made
    made.endpoint.last_activity = request.get("LastActivity")
    return made.endpoint


def expected(documents, requests):
    universe = [{"Id": name, **request} for name, request in zip(IDS, requests, strict=False)]
    return [each["Id"] for each in universe if by_spec.is_member(documents["top"], each, documents, NOW)]


def lists_of(documents):
    return lambda name: frozenset(endpoint_key(each) for each in documents[name]["Imported"])


# Making an example costs more than all readings of it: each is read in all ways.
@given(documents=segments, requests=people)
@settings(max_examples=250)
def test_matcher_pages_and_explanations_agree_with_the_spec(documents, requests):
    members = expected(documents, requests)
    definition = defined("top", documents)
    endpoints = [stored(name, request) for name, request in zip(IDS, requests, strict=False)]

    is_member = compile_segment(definition, now=NOW, lists=lists_of(documents))

    assert [each.id for each in endpoints if is_member(each)] == members
    for ensure_ascii in (True, False):
        assert members_in_page(definition, documents, endpoints, ensure_ascii=ensure_ascii) == members
    for each in endpoints:
        told = explain_membership(definition, each, now=NOW, lists=lists_of(documents))
        assert told.member is (each.id in members)
        assert told.reasons


def members_in_page(definition, documents, endpoints, *, ensure_ascii):
    """Find the members in a page as the store sends it: with characters escaped, or in UTF-8."""
    items = [endpoint_item("app", each) for each in endpoints]
    page = json.dumps({"Items": items, "Count": len(items)}, ensure_ascii=ensure_ascii).encode()
    where = SegmentFilter(definition, NOW, lists_of(documents))
    if "user_attributes" in fields_of(definition):
        found = page_decoder(ALL_FIELDS).decode(page, "app").endpoints
        is_member = compile_segment(definition, now=NOW, lists=lists_of(documents))
        return [each.id for each in found if is_member(each)]
    return [each.id for each in page_decoder(ALL_FIELDS).decode(page, "app", where).endpoints]


@given(documents=segments, requests=people)
@settings(max_examples=60)
def test_who_asks_for_a_few_members_of_endpoints_finds_the_same(documents, requests):
    definition = defined("top", documents)
    where = SegmentFilter(definition, NOW, lists_of(documents))
    endpoints = [stored(name, each) for name, each in zip(IDS, requests, strict=False)]
    page = json.dumps({"Items": [endpoint_item("app", each) for each in endpoints]}).encode()
    if "user_attributes" in fields_of(definition):
        return

    whole = page_decoder(ALL_FIELDS).decode(page, "app", where).endpoints
    bare = page_decoder(frozenset({"channel_type"})).decode(page, "app", where).endpoints
    none = page_decoder(frozenset()).decode(page, "app", where).endpoints

    assert bare == [
        Endpoint(id=each.id, application_id="app", channel_type=each.channel_type) for each in whole
    ]
    assert none == [Endpoint(id=each.id, application_id="app") for each in whole]
