"""Event filters: which events they want, and what is refused."""

from __future__ import annotations

import pytest

from pinwheel.domain.errors import Invalid
from pinwheel.domain.events import EventRecord
from pinwheel.domain.triggers.filters import ANY_TYPE, compile_filter, read_filter


def event(kind="purchase", attributes=None, metrics=None):
    return EventRecord(
        event_type=kind,
        event_timestamp=1,
        arrival_timestamp=1,
        application={"app_id": "app"},
        client={"client_id": "e"},
        attributes=attributes or {},
        metrics=metrics or {},
        event_id="1",
    )


def wants(dimensions, *, kind="ENDPOINT", **given):
    return compile_filter(read_filter({"FilterType": kind, "Dimensions": dimensions}))(event(**given))


def wants_of(event_type, *, kind):
    return compile_filter(read_filter({"FilterType": kind, "Dimensions": of_types(event_type)}))(
        event(event_type)
    )


def of_types(*types, kind="INCLUSIVE"):
    return {"EventType": {"DimensionType": kind, "Values": list(types)}}


class TestTypes:
    def test_any_listed_type_matches(self):
        assert wants(of_types("a", "purchase"))
        assert not wants(of_types("a", "b"))
        assert not wants(of_types("Purchase"))

    def test_an_exclusive_list_wants_all_others(self):
        assert not wants(of_types("purchase", kind="EXCLUSIVE"))
        assert wants(of_types("a", kind="EXCLUSIVE"))

    def test_a_filter_without_types_looks_at_the_rest_only(self):
        assert wants({"Metrics": {"price": above(5)}}, metrics={"price": 6})

    @pytest.mark.parametrize("own", ["_email.open", "_SMS.SUCCESS", "_campaign.send"])
    def test_what_the_service_does_is_for_system_filters(self, own):
        assert wants_of(own, kind="SYSTEM")
        assert not wants_of(own, kind="ENDPOINT")

    def test_what_apps_report_is_not_for_system_filters(self):
        assert not wants(of_types("purchase"), kind="SYSTEM")

    @pytest.mark.parametrize("kind", ["ENDPOINT", "SYSTEM"])
    @pytest.mark.parametrize("about", ["_endpoint.updated", "_endpoint.created", "_SMS.RECEIVED"])
    def test_what_became_of_an_endpoint_is_for_both(self, kind, about):
        assert wants_of(about, kind=kind)

    def test_the_index_lists_a_filter_under_each_type_or_under_any(self):
        def listed(dimensions):
            return list(read_filter({"FilterType": "ENDPOINT", "Dimensions": dimensions}).indexed_types)

        assert listed(of_types("b", "a")) == ["a", "b"]
        assert listed(of_types("a", kind="EXCLUSIVE")) == [ANY_TYPE]
        assert listed({"Metrics": {"price": above(5)}}) == [ANY_TYPE]


def above(value):
    return {"ComparisonOperator": "GREATER_THAN", "Value": value}


def attribute(kind, *values):
    return {**of_types("purchase"), "Attributes": {"item": {"AttributeType": kind, "Values": list(values)}}}


class TestAttributesAndMetrics:
    @pytest.mark.parametrize(
        ("kind", "values", "actual", "expected"),
        [
            ("INCLUSIVE", ["hat", "coat"], "coat", True),
            ("INCLUSIVE", ["hat"], "Hat", False),
            ("EXCLUSIVE", ["hat"], "coat", True),
            ("EXCLUSIVE", ["hat"], "hat", False),
            ("CONTAINS", ["oa"], "coat", True),
            ("CONTAINS", ["OA"], "coat", False),
            ("BEFORE", ["2026-01-02T00:00:00Z"], "2026-01-01T00:00:00Z", True),
            ("BEFORE", ["2026-01-02T00:00:00Z"], "2026-01-02T00:00:00Z", False),
            ("AFTER", ["2026-01-02T00:00:00Z"], "2026-01-03T00:00:00Z", True),
            ("AFTER", ["2026-01-02T00:00:00Z"], "soon", False),
            ("ON", ["2026-01-02T12:00:00Z"], "2026-01-02T23:00:00Z", True),
            ("BETWEEN", ["2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z"], "2026-01-03T00:00:00Z", True),
            ("BETWEEN", ["2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z"], "2026-01-04T00:00:00Z", False),
        ],
    )
    def test_an_attribute_is_compared_as_in_segments(self, kind, values, actual, expected):
        assert wants(attribute(kind, *values), attributes={"item": actual}) is expected

    def test_a_missing_attribute_matches_only_where_it_is_excluded(self):
        assert not wants(attribute("INCLUSIVE", "hat"))
        assert wants(attribute("EXCLUSIVE", "hat"))

    def test_all_names_must_match(self):
        both = {
            **of_types("purchase"),
            "Attributes": {"item": {"Values": ["hat"]}, "size": {"Values": ["L"]}},
            "Metrics": {"price": above(5)},
        }

        assert wants(both, attributes={"item": "hat", "size": "L"}, metrics={"price": 6})
        assert not wants(both, attributes={"item": "hat", "size": "M"}, metrics={"price": 6})
        assert not wants(both, attributes={"item": "hat", "size": "L"}, metrics={"price": 5})
        assert not wants(both, attributes={"item": "hat", "size": "L"})


class TestRefusals:
    @pytest.mark.parametrize(
        ("document", "member"),
        [
            ({"Dimensions": of_types("a")}, "EventFilter.FilterType"),
            ({"FilterType": "USER", "Dimensions": of_types("a")}, "EventFilter.FilterType"),
            ({"FilterType": "ENDPOINT", "Dimensions": {}}, "EventFilter.Dimensions"),
            ({"FilterType": "ENDPOINT"}, "EventFilter.Dimensions"),
            ({"FilterType": "ENDPOINT", "Dimensions": {"EventType": {"Values": []}}}, "EventType"),
            ({"FilterType": "ENDPOINT", "Dimensions": of_types("a", kind="SOME")}, "DimensionType"),
            ({"FilterType": "ENDPOINT", "Dimensions": of_types("")}, "EventType.Values"),
            ({"FilterType": "ENDPOINT", "Dimensions": of_types("a" * 201)}, "EventType.Values"),
            ({"FilterType": "ENDPOINT", "Dimensions": of_types(*map(str, range(21)))}, "EventType.Values"),
            ({"FilterType": "ENDPOINT", "Dimensions": attribute("ALIKE", "hat")}, "Dimensions.AttributeType"),
            ({"FilterType": "ENDPOINT", "Dimensions": attribute("BEFORE", "soon")}, "Dimensions.Values"),
            (
                {
                    "FilterType": "ENDPOINT",
                    "Dimensions": {"Metrics": {"price": {"ComparisonOperator": "MORE", "Value": 1}}},
                },
                "Dimensions.ComparisonOperator",
            ),
        ],
    )
    def test_a_filter_that_makes_no_sense_names_its_member(self, document, member):
        with pytest.raises(Invalid) as refused:
            read_filter(document)

        assert member in str(refused.value.member)
