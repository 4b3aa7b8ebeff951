"""Filters on DynamoDB's JSON decide as the evaluator by the book does, and only members become endpoints."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from pinwheel.adapters.dynamodb.endpoint_items import endpoint_item
from pinwheel.adapters.dynamodb.endpoint_pages import ALL_FIELDS, page_decoder
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.segments.matching import SegmentFilter
from pinwheel.domain.segments.model import SegmentDefinition
from pinwheel.domain.segments.reading import read_rule
from tests.unit.domain.segments import oracle
from tests.unit.domain.segments.test_matching import NOW, defined, dimensions, endpoints, no_lists, segments


def page_of(people, *, last=None):
    items = [endpoint_item("app", each) for each in people]
    more = {"LastEvaluatedKey": {"pk": {"S": "app#00"}, "sk": {"S": last}}} if last else {}
    return json.dumps({"Items": items, "Count": len(items), **more}).encode()


def matching(where, people, *, fields=ALL_FIELDS, last=None):
    return page_decoder(fields).decode(page_of(people, last=last), "app", where)


def filter_of(dimensions):
    definition = SegmentDefinition("app", "s", 1, read_rule({"Dimensions": dimensions}))
    return SegmentFilter(definition, NOW, no_lists)


@given(documents=segments, people=endpoints)
@settings(max_examples=100)
def test_members_found_in_items_are_those_of_the_set_algebra(documents, people):
    for index, each in enumerate(people):
        each.id, each.application_id = f"e{index}", "app"
    where = SegmentFilter(defined("top", documents), NOW, lambda name: frozenset(documents[name]["Members"]))
    by_the_book = oracle.members(documents["top"], {each.id: each for each in people}, documents, NOW)

    page = matching(where, people)

    assert page.endpoints == [each for each in people if each.id in by_the_book]
    assert page.examined == len(people)


@given(document=dimensions, people=endpoints)
@settings(max_examples=150)
def test_each_set_of_criteria_holds_for_items_by_the_book(document, people):
    for index, each in enumerate(people):
        each.id, each.application_id = f"e{index}", "app"

    page = matching(filter_of(document), people)

    assert page.endpoints == [each for each in people if oracle.all_hold(document, each, NOW)]


def test_each_value_and_each_name_of_a_map_is_seen():
    one = Endpoint(
        id="e1", application_id="app", attributes={"a": ["x", "y"], "b": ["z"]}, metrics={"m": 1.0, "n": 2.0}
    )
    equal = {"ComparisonOperator": "EQUAL"}
    document = {
        "Attributes": {"b": {"Values": ["z"]}, "a": {"Values": ["y"]}},
        "Metrics": {"n": {**equal, "Value": 2}, "m": {**equal, "Value": 1}},
    }

    assert matching(filter_of(document), [one]).endpoints == [one]


def test_only_matching_endpoints_are_made_with_the_fields_asked_for():
    people = [
        Endpoint(id=f"e{n}", application_id="app", address=f"{n}@x.de", attributes={"arm": ["ab"[n]]})
        for n in range(2)
    ]

    page = matching(
        filter_of({"Attributes": {"arm": {"Values": ["b"]}}}),
        people,
        fields=frozenset({"address"}),
        last="e1",
    )

    assert page.endpoints == [Endpoint(id="e1", application_id="app", address="1@x.de")]
    assert (page.after, page.examined) == ("e1", 2)


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb", "Größe", "a b", "1", "class"])
def test_any_name_of_an_attribute_can_be_asked_for(name):
    people = [Endpoint(id="e1", application_id="app", attributes={name: ["x"]}), Endpoint(id="e2")]

    page = matching(filter_of({"Attributes": {name: {"Values": ["x"]}}}), people)

    assert [each.id for each in page.endpoints] == ["e1"]
