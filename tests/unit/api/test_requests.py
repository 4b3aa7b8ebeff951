"""Bodies and queries of all operations: valid documents pass, invalid ones are refused with member and rule."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import inspect

from pinwheel.api.extension import EXTENSION_ROUTES
from pinwheel.api.requests import MEGABYTE, parse_body, parse_query
from pinwheel.domain.errors import Invalid, PayloadTooLarge
from pinwheel.shapes.description import OperationShape, structure
from pinwheel.shapes.operations import OPERATIONS

WITH_BODY = [
    route
    for route in (*OPERATIONS.values(), *EXTENSION_ROUTES)
    if route.body and route.body != "builtins.dict"
]
by_name = pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.name)


def fields(route):
    kind: Any = inspect.type_info(structure(route.body))
    return kind.fields


def documents(kind, depth=0) -> st.SearchStrategy[Any]:  # noqa: C901 - one case per type
    """Make JSON documents that a type takes."""
    match kind:
        case inspect.StructType():
            required = {f.encode_name: documents(f.type, depth + 1) for f in kind.fields if f.required}
            optional = {f.encode_name: documents(f.type, depth + 1) for f in kind.fields if not f.required}
            return st.fixed_dictionaries(required, optional={} if depth > 3 else optional)
        case inspect.ListType():
            return st.lists(documents(kind.item_type, depth + 1), min_size=kind.min_length or 0, max_size=2)
        case inspect.DictType():
            keys = documents(kind.key_type, depth + 1)
            return st.dictionaries(keys, documents(kind.value_type, depth + 1), max_size=2)
        case inspect.UnionType():
            return st.one_of([documents(one, depth) for one in kind.types])
        case inspect.LiteralType():
            return st.sampled_from(kind.values)
        case inspect.StrType():
            return st.text("abc é€", min_size=kind.min_length or 0, max_size=5)
        case inspect.IntType():
            return st.integers(kind.ge or 0, min(kind.le or 1000, 1000))
        case inspect.FloatType():
            return st.one_of(st.integers(0, 1000), st.floats(0, 1000))
        case inspect.BoolType():
            return st.booleans()
        case inspect.BytesType():
            return st.sampled_from(["", "AAAA", "Zm9v"])
        case inspect.NoneType():
            return st.none()
    raise AssertionError(kind)


@by_name
@given(data=st.data())
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
def test_a_valid_document_is_taken_and_says_the_same_after_a_round_trip(route, data):
    document = data.draw(documents(inspect.type_info(structure(route.body))))
    parsed = parse_body(route, json.dumps(document).encode())
    assert parse_body(route, msgspec.json.encode(parsed)) == parsed


@by_name
def test_a_missing_or_null_required_member_is_named(route):
    required = [f for f in fields(route) if f.required]
    for member in required:
        others = {f.encode_name: example(f.type) for f in required if f is not member}
        for document in (others, {**others, member.encode_name: None}):
            with pytest.raises(Invalid, match=member.encode_name) as refused:
                parse_body(route, json.dumps(document).encode())
            assert refused.value.member == member.encode_name


@by_name
def test_a_member_of_the_wrong_type_is_named(route):
    valid = {f.encode_name: example(f.type) for f in fields(route) if f.required}
    for member in fields(route):
        wrong: Any = [] if not isinstance(present(member.type), inspect.ListType) else {}
        document = {member.encode_name: wrong, **{k: v for k, v in valid.items() if k != member.encode_name}}
        if isinstance(present(member.type), inspect.StructType | inspect.DictType):
            document[member.encode_name] = 7
        with pytest.raises(Invalid, match=member.encode_name):
            parse_body(route, json.dumps(document).encode())


def present(kind):
    if isinstance(kind, inspect.UnionType):
        return next(one for one in kind.types if not isinstance(one, inspect.NoneType))
    return kind


def example(kind):
    match kind:
        case inspect.StructType():
            return {f.encode_name: example(f.type) for f in kind.fields if f.required}
        case inspect.ListType():
            return [example(kind.item_type)] * (kind.min_length or 0)
        case inspect.DictType():
            return {}
        case inspect.LiteralType():
            return kind.values[0]
        case inspect.IntType() | inspect.FloatType():
            return 1
        case inspect.BoolType():
            return True
        case _:
            return "text"


def refusal(operation, document):
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    with pytest.raises(Invalid) as refused:
        parse_body(OPERATIONS[operation], data)
    return str(refused.value)


def test_an_unknown_enumeration_value_is_answered_with_the_allowed_ones():
    assert refusal("UpdateEndpoint", {"ChannelType": "PIGEON"}) == (
        "ChannelType must be one of ADM, APNS, APNS_SANDBOX, APNS_VOIP, APNS_VOIP_SANDBOX, BAIDU, CUSTOM, EMAIL, "
        "GCM, IN_APP, PUSH, SMS, VOICE, got 'PIGEON'."
    )


def test_a_deep_member_is_named_by_its_path():
    groups = {"Groups": [{"Dimensions": [{"Attributes": {"a": {"Values": ["x"], "AttributeType": "NEAR"}}}]}]}
    message = refusal("CreateSegment", {"SegmentGroups": groups})
    assert message.startswith(
        "SegmentGroups.Groups[0].Dimensions[0].Attributes[...].AttributeType must be one of"
    )
    assert "INCLUSIVE" in message


def test_an_unknown_key_of_an_enumeration_map_is_answered_with_the_allowed_ones():
    message = refusal("CreateJourney", {"Name": "n", "OpenHours": {"EMAIL": {"SOMEDAY": []}}})
    assert "MONDAY" in message
    assert "'SOMEDAY'" in message


def test_the_type_that_was_sent_is_told():
    assert refusal("CreateApp", {"Name": 7}) == "Name must be a string, not an integer."
    assert refusal("CreateApp", {"Name": "n", "tags": {"a": []}}) == "tags[...] must be a string, not a list."


def test_values_beyond_the_model_that_are_documented_are_taken():
    attributes = {"a": {"Values": ["1", "2"], "AttributeType": "NOT_BETWEEN"}}
    body = json.dumps({"Dimensions": {"Attributes": attributes}}).encode()
    assert (
        parse_body(OPERATIONS["CreateSegment"], body).Dimensions.Attributes["a"].AttributeType
        == "NOT_BETWEEN"
    )
    body = json.dumps({"CampaignHook": {"Mode": "", "LambdaFunctionName": ""}}).encode()
    assert parse_body(OPERATIONS["UpdateApplicationSettings"], body).CampaignHook.Mode == ""


def test_unknown_members_are_ignored_and_null_means_absent():
    body = parse_body(OPERATIONS["CreateApp"], b'{"Name":"n","Colour":"red","tags":null}')
    assert msgspec.to_builtins(body) == {"Name": "n"}


def test_segment_dimensions_of_a_simple_condition_have_their_wire_name():
    document = {"segmentDimensions": {"Location": {"Country": {"Values": ["DE"]}}}}
    condition = msgspec.convert(document, structure("journeys.SimpleCondition"))
    assert condition.segmentDimensions.Location.Country.Values == ["DE"]


@pytest.mark.parametrize("data", [b"{", b"nonsense", b'{"Name":"\xff"}', b'{"Name":"n"} x', b'{"Name":"n",}'])
def test_malformed_json_is_answered_with_the_parsers_text(data):
    assert refusal("CreateApp", data).startswith("The request body is not valid JSON: ")


@pytest.mark.parametrize("data", [b"[]", b"7", b"null", b'"x"'])
def test_a_body_that_is_no_object_is_refused(data):
    assert refusal("CreateApp", data).startswith("The request body must be an object")


def test_a_body_nested_without_end_is_refused():
    route = OperationShape("X", "POST", "/x", body="builtins.dict")
    with pytest.raises(Invalid, match="nested too deeply"):
        parse_body(route, b'{"a":' * 100_000)


@pytest.mark.parametrize("data", [b"", b"  \n"])
def test_a_missing_body_is_named(data):
    assert refusal("CreateApp", data) == "CreateApp needs a request body."


def test_a_body_where_none_belongs_is_ignored():
    assert parse_body(OPERATIONS["GetApp"], b"nonsense") is None


@pytest.mark.parametrize(("operation", "limit"), [("CreateApp", 7), ("PutEvents", 4)])
def test_a_body_over_the_limit_is_refused_before_it_is_read(operation, limit):
    with pytest.raises(PayloadTooLarge, match=str(limit * MEGABYTE)):
        parse_body(OPERATIONS[operation], b"x" * (limit * MEGABYTE + 1))
    with pytest.raises(Invalid):
        parse_body(OPERATIONS[operation], b"x" * (limit * MEGABYTE))


def test_query_values_come_by_member_name_repeated_and_decoded():
    query = parse_query(OPERATIONS["UntagResource"], "tagKeys=a%20b&tagKeys=c+d&other=1&tagKeys=")
    assert query == {"TagKeys": ["a b", "c+d", ""]}


def test_a_family_of_query_values_is_found_by_the_rest_of_its_names():
    (route,) = [each for each in EXTENSION_ROUTES if each.name == "GetEventReport"]
    query = parse_query(route, "attribute.plan=a&attribute.a%2Eb=c&attribute=d&plan=e")
    assert query == {"Attribute.plan": ["a"], "Attribute.a.b": ["c"]}


def test_a_required_query_value_is_named():
    with pytest.raises(Invalid, match="tagKeys is required"):
        parse_query(OPERATIONS["UntagResource"], "")
