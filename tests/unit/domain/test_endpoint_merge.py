"""What updates make of endpoints, rule by rule (spec 01)."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinwheel.domain.endpoint_blocks import BlockList
from pinwheel.domain.endpoint_merge import Claim, Merged, Refused, claim_of, merge, user_after
from pinwheel.domain.endpoints import Endpoint

NOW = "2026-11-02T12:00:00.000Z"
LATER = "2026-11-02T13:00:00.000Z"
MAIL = {"ChannelType": "EMAIL", "Address": "ana@example.com"}
NAMES = {f"n{i}": ["v"] for i in range(250)}


def merged(stored, document, *, endpoint_id="e1", now=NOW, **options):
    return merge(
        stored, document, application_id="app1", endpoint_id=endpoint_id, request_id="r1", now=now, **options
    )


def created(document, **options):
    result = merged(None, document, **options)
    assert isinstance(result, Merged), result
    return result.endpoint


def updated(stored, document, **options):
    result = merged(stored, document, now=LATER, **options)
    assert isinstance(result, Merged), result
    return result.endpoint


def error(document, stored=None, **options):
    result = merged(stored, document, **options)
    assert isinstance(result, Refused), result
    return result.error


def test_a_new_endpoint_is_active_and_dated():
    endpoint = created(MAIL)

    assert (endpoint.endpoint_status, endpoint.opt_out) == ("ACTIVE", "NONE")
    assert (endpoint.creation_date, endpoint.effective_date, endpoint.request_id) == (NOW, NOW, "r1")
    assert 0 <= int(endpoint.cohort_id) <= 99


@pytest.mark.parametrize(
    ("document", "opt_out"),
    [
        ({}, "ALL"),
        ({"ChannelType": "CUSTOM"}, "ALL"),
        ({"ChannelType": "IN_APP"}, "NONE"),
        ({"ChannelType": "EMAIL", "OptOut": "ALL"}, "ALL"),
        ({"ChannelType": "EMAIL", "Address": "", "OptOut": "ALL"}, "ALL"),
        ({"OptOut": "NONE"}, "ALL"),
        (MAIL, "NONE"),
    ],
)
def test_a_new_endpoint_without_an_address_is_opted_out(document, opt_out):
    assert created(document).opt_out == opt_out


def test_an_address_that_comes_later_does_not_opt_in():
    stored = created({})

    assert updated(stored, MAIL).opt_out == "ALL"
    assert updated(stored, {**MAIL, "OptOut": "NONE"}).opt_out == "NONE"


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({"ChannelType": "EMAIL"}, "Missing Address"),
        ({"ChannelType": "APNS", "Address": ""}, "Missing Address"),
        ({"Address": "x"}, "Missing ChannelType"),
        ({**MAIL, "Address": 5}, "Address must be a string."),
        ({**MAIL, "ChannelType": "FAX"}, "ChannelType must be one of"),
        ({**MAIL, "EndpointStatus": "asleep"}, "EndpointStatus must be ACTIVE or INACTIVE; got 'asleep'."),
        ({**MAIL, "OptOut": "SOME"}, "OptOut must be ALL or NONE; got 'SOME'."),
        ({**MAIL, "EffectiveDate": "soon"}, "EffectiveDate must be an ISO 8601"),
        ({**MAIL, "Attributes": {"x" * 51: ["v"]}}, "A name in Attributes must have at most 50 characters"),
        ({**MAIL, "Attributes": {"": ["v"]}}, "A name in Attributes must not be empty."),
        ({**MAIL, "Attributes": {"a": ["v" * 101]}}, "Each value of Attributes.a must have at most 100"),
        ({**MAIL, "Attributes": {"a": ["v"] * 51}}, "Attributes.a must have at most 50 values."),
        ({**MAIL, "Attributes": {"a": [1]}}, "Attributes.a must be a list of strings."),
        ({**MAIL, "Attributes": {"a": 1}}, "Attributes.a must be a list of strings."),
        ({**MAIL, "Attributes": []}, "Attributes must be an object."),
        ({**MAIL, "Metrics": {"m" * 51: 1}}, "A name in Metrics must have at most 50 characters"),
        ({**MAIL, "Metrics": {"m": "1"}}, "Metrics.m must be a number."),
        ({**MAIL, "Metrics": {"m": True}}, "Metrics.m must be a number."),
        ({**MAIL, "Metrics": {"m": float("nan")}}, "Metrics.m must be a number."),
        ({**MAIL, "Metrics": {"m": 1e300}}, "Metrics.m is out of range."),
        ({**MAIL, "User": {"UserAttributes": {"a": ["v" * 101]}}}, "Each value of UserAttributes.a must"),
        ({**MAIL, "User": {"UserId": "a{b"}}, "User.UserId must not contain any of the characters $ { }."),
        ({**MAIL, "User": {"UserId": "é" * 501}}, "User.UserId must have at most 1000 bytes."),
        ({**MAIL, "Demographic": {"Make": "x" * 51}}, "Demographic.Make must have at most 50 characters."),
        (
            {**MAIL, "Demographic": {"Model": "x" * 101}},
            "Demographic.Model must have at most 100 characters.",
        ),
        ({**MAIL, "Location": {"City": "x" * 76}}, "Location.City must have at most 75 characters."),
        (
            {**MAIL, "Location": {"Latitude": 1}},
            "Location.Latitude and Location.Longitude must be given together.",
        ),
        (
            {**MAIL, "Location": {"Latitude": 91, "Longitude": 0}},
            "Location.Latitude must be between -90 and 90.",
        ),
        ({**MAIL, "Location": {"Latitude": 0, "Longitude": -181}}, "Location.Longitude must be between -180"),
        ({**MAIL, "Attributes": NAMES, "Metrics": {"m": 1}}, "Too many custom attributes"),
        (
            {**MAIL, "Attributes": {f"n{i}": ["v" * 100] * 2 for i in range(80)}},
            "The endpoint must have at most 15 KB",
        ),
    ],
)
def test_a_broken_rule_is_named(document, sentence):
    assert error(document).startswith(sentence)


@pytest.mark.parametrize("endpoint_id", ["", "a$b", "{a", "a}"])
def test_ids_with_forbidden_characters_are_refused(endpoint_id):
    assert error(MAIL, endpoint_id=endpoint_id).startswith("EndpointId must not")


def test_250_names_are_allowed_and_blocked_ones_do_not_count():
    stored = created({**MAIL, "Attributes": NAMES})

    assert error({"Metrics": {"m": 1}}, stored).startswith("Too many custom attributes")
    assert updated(stored, {"Metrics": {"m": 1}}, blocked=BlockList({"Attributes": ["n1"]})).metrics == {
        "m": 1
    }


@pytest.mark.parametrize(
    ("given", "kept"),
    [((47.61, -122.33), (47.6, -122.3)), ((0.04, -0.04), (0.0, 0.0)), ((90, 180), (90.0, 180.0))],
)
def test_coordinates_keep_one_decimal_place(given, kept):
    location = created({**MAIL, "Location": {"Latitude": given[0], "Longitude": given[1]}}).location

    assert (location["Latitude"], location["Longitude"]) == kept
    assert "-0.0" not in str(location)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Canada/East-Saskatchewan", "America/Managua"),
        ("US/Pacific-New", "America/Los_Angeles"),
        ("Europe/Rome", "Europe/Rome"),
    ],
)
def test_old_zone_names_are_mapped(given, kept):
    assert created({**MAIL, "Demographic": {"Timezone": given}}).demographic == {"Timezone": kept}


def test_an_update_wakes_an_inactive_endpoint_unless_it_says_otherwise():
    stored = updated(created(MAIL), {"EndpointStatus": "INACTIVE"})

    assert stored.endpoint_status == "INACTIVE"
    assert updated(stored, {}).endpoint_status == "ACTIVE"
    assert updated(stored, {"EndpointStatus": "INACTIVE", "Metrics": {"m": 1}}).endpoint_status == "INACTIVE"


def test_lists_are_replaced_emptied_and_left_alone_by_name():
    stored = created({**MAIL, "Attributes": {"a": ["1", "2"], "b": ["3"], "c": ["4"]}})

    endpoint = updated(stored, {"Attributes": {"a": ["5"], "b": [], "d": "6", "c": None}})

    assert endpoint.attributes == {"a": ["5"], "c": ["4"], "d": ["6"]}


def test_null_counts_as_absent_and_empty_scalars_are_kept():
    stored = created({**MAIL, "Demographic": {"Make": "x"}})

    endpoint = updated(stored, {"Address": None, "Demographic": {"Make": ""}, "Location": None, "User": None})

    assert endpoint.address == "ana@example.com"
    assert endpoint.demographic == {"Make": ""}


def test_emptying_the_address_of_a_reachable_endpoint_is_refused():
    assert error({"Address": ""}, created(MAIL)) == "Missing Address"


def test_an_update_that_changes_nothing_gives_back_what_was_stored():
    stored = created({**MAIL, "Metrics": {"m": 1}})

    assert updated(stored, {**MAIL, "Metrics": {"m": 1.0}, "EffectiveDate": LATER}) is stored


def test_the_callers_date_is_kept_and_the_first_spelling_of_the_id():
    stored = created(MAIL, endpoint_id="E1")

    endpoint = updated(
        stored, {"OptOut": "ALL", "EffectiveDate": "2020-01-01T02:00:00+02:00"}, endpoint_id="e1"
    )

    assert (endpoint.id, endpoint.effective_date) == ("E1", "2020-01-01T00:00:00.000Z")


def test_late_data_changes_nothing_only_when_asked_to():
    stored = created(MAIL)
    late = {"OptOut": "ALL", "EffectiveDate": "2026-11-01T00:00:00Z"}

    assert updated(stored, late, only_if_newer=True) is stored
    assert updated(stored, late).opt_out == "ALL"
    assert updated(stored, {"OptOut": "ALL"}, only_if_newer=True).opt_out == "ALL"


def test_a_new_user_brings_its_attributes_and_an_empty_one_takes_them_away():
    stored = created({**MAIL, "User": {"UserId": "u1", "UserAttributes": {"a": ["1"]}}})

    moved = updated(stored, {"User": {"UserId": "u2"}}, users={"u2": {"b": ["2"]}})
    alone = updated(stored, {"User": {"UserId": ""}})

    assert (moved.user_id, moved.user_attributes) == ("u2", {"b": ["2"]})
    assert (alone.user_id, alone.user_attributes) == (None, {})


def test_user_attributes_alone_keep_the_user():
    stored = created({**MAIL, "User": {"UserId": "u1", "UserAttributes": {"a": ["1"]}}})

    result = merged(stored, {"User": {"UserAttributes": {"b": "2", "a": []}}})

    assert result.endpoint.user_id == "u1"
    assert result.endpoint.user_attributes == {"b": ["2"]}
    assert result.user_changes == {"b": ["2"], "a": []}


@pytest.mark.parametrize(
    ("document", "expected"),
    [({}, "u1"), ({"User": {}}, "u1"), ({"User": {"UserId": "u2"}}, "u2"), ({"User": {"UserId": ""}}, None)],
)
def test_whose_endpoint_it_is_after_an_update(document, expected):
    assert user_after(Endpoint(id="e1", user_id="u1"), document) == expected


@pytest.mark.parametrize(
    ("members", "claim"),
    [
        ({"channel_type": "GCM", "address": "t"}, Claim("PUSH", "t")),
        ({"channel_type": "APNS_VOIP", "address": "t"}, Claim("PUSH", "t")),
        ({"channel_type": "SMS", "address": "+1"}, Claim("SMS", "+1")),
        ({"channel_type": "SMS", "address": "+1", "endpoint_status": "INACTIVE"}, None),
        ({"channel_type": "SMS", "address": ""}, None),
        ({"address": "x"}, None),
    ],
)
def test_who_holds_an_address(members, claim):
    assert claim_of(Endpoint(id="e1", **members)) == claim


def test_blocked_names_are_dropped_by_pattern_and_kind():
    blocked = BlockList({"Attributes": ["secret*"], "Metrics": ["m?"], "UserAttributes": ["name"]})

    endpoint = created(
        {
            **MAIL,
            "Attributes": {"secret_1": ["x"], "Secret": ["y"], "name": ["z"]},
            "Metrics": {"m1": 1, "m12": 2},
            "User": {"UserId": "u1", "UserAttributes": {"name": ["x"], "secret_1": ["y"]}},
        },
        blocked=blocked,
    )

    assert endpoint.attributes == {"Secret": ["y"], "name": ["z"]}
    assert endpoint.metrics == {"m12": 2}
    assert endpoint.user_attributes == {"secret_1": ["y"]}


names = st.sampled_from(["a", "b", "c", "d"])
lists = st.dictionaries(names, st.lists(st.sampled_from(["x", "y"]), max_size=2), max_size=4)
documents = st.fixed_dictionaries(
    {},
    optional={
        "Attributes": lists,
        "Metrics": st.dictionaries(names, st.integers(-5, 5), max_size=3),
        "Demographic": st.fixed_dictionaries(
            {}, optional={"Make": st.text(max_size=3), "Model": st.text(max_size=3)}
        ),
        "Location": st.fixed_dictionaries({}, optional={"City": st.text(max_size=3)}),
        "OptOut": st.sampled_from(["ALL", "NONE"]),
        "EndpointStatus": st.sampled_from(["ACTIVE", "INACTIVE"]),
        "User": st.fixed_dictionaries(
            {}, optional={"UserId": st.sampled_from(["u1", "u2"]), "UserAttributes": lists}
        ),
    },
)
stored_endpoints = documents.map(lambda document: created({**MAIL, **document}))


@given(stored_endpoints, documents)
def test_the_same_update_twice_is_the_same_as_once(stored, document):
    once = updated(stored, document)

    assert updated(once, document) is once


@given(stored_endpoints, documents)
def test_what_an_update_does_not_name_stays(stored, document):
    endpoint = updated(stored, document)

    for member, field in (
        ("Attributes", "attributes"),
        ("Metrics", "metrics"),
        ("Demographic", "demographic"),
    ):
        before, after = getattr(stored, field), getattr(endpoint, field)
        named = document.get(member, {})
        assert {n: v for n, v in after.items() if n not in named} == {
            n: v for n, v in before.items() if n not in named
        }
    if "OptOut" not in document:
        assert endpoint.opt_out == stored.opt_out
    assert (endpoint.id, endpoint.cohort_id, endpoint.creation_date, endpoint.address) == (
        stored.id,
        stored.cohort_id,
        stored.creation_date,
        stored.address,
    )


@given(stored_endpoints, documents)
def test_no_empty_list_is_ever_kept(stored, document):
    endpoint = updated(stored, document)

    assert all(endpoint.attributes.values())
    assert all(endpoint.user_attributes.values())


@given(stored_endpoints, documents)
def test_what_was_stored_is_never_altered(stored, document):
    before = msgspec.json.encode(stored)

    merged(stored, document)

    assert msgspec.json.encode(stored) == before


def test_what_an_app_or_a_caller_says_of_an_endpoint_counts_as_its_activity():
    assert created(MAIL, is_activity=True).last_activity == NOW
    assert created(MAIL).last_activity is None, "an import is no activity"


def test_an_update_that_changes_nothing_is_written_when_the_last_activity_is_old_news():
    stored = created(MAIL, is_activity=True)

    assert updated(stored, MAIL, is_activity=True) == msgspec.structs.replace(stored, last_activity=LATER)
    assert merged(stored, MAIL, now="2026-11-02T12:14:59.000Z", is_activity=True).endpoint is stored
    assert merged(stored, MAIL, now=LATER).endpoint is stored


def test_the_last_activity_never_goes_back():
    stored = msgspec.structs.replace(created(MAIL), last_activity="2026-11-03T00:00:00.000Z")

    assert updated(stored, {"OptOut": "ALL"}, is_activity=True).last_activity == "2026-11-03T00:00:00.000Z"
