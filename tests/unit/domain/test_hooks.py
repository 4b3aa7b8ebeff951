"""What hooks are told, and what their answers may change."""

from __future__ import annotations

import json

import pytest

from pinwheel.domain.custom_delivery import CustomContent, delivering_hook, payload
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Invalid
from pinwheel.domain.hooks import direct_configuration, endpoint_definition, read_answer


def _endpoint(name="e1", **members):
    given = {"channel_type": "GCM", "address": "token", "attributes": {"Name": ["Ann"]}, "cohort_id": "42"}
    return Endpoint(id=name, **{**given, **members})


def test_an_endpoint_is_told_with_its_user_nested_and_its_defaults_spelt_out():
    definition = endpoint_definition(_endpoint(user_id="u1", user_attributes={"Age": ["30"]}))

    assert definition == {
        "ChannelType": "GCM",
        "Address": "token",
        "Attributes": {"Name": ["Ann"]},
        "CohortId": "42",
        "EndpointStatus": "ACTIVE",
        "OptOut": "NONE",
        "User": {"UserId": "u1", "UserAttributes": {"Age": ["30"]}},
    }


def test_messages_are_told_as_direct_ones():
    told = direct_configuration(
        {
            "DefaultMessage": {"Title": "T", "Body": "B", "Action": "OPEN_APP", "MediaUrl": "https://x"},
            "GCMMessage": {"Body": "G"},
            "SMSMessage": {"Body": "S", "MessageType": "PROMOTIONAL"},
            "EmailMessage": {"Title": "E", "HtmlBody": "<p>", "Body": "t", "FromAddress": "a@example.com"},
            "CustomMessage": {"Data": "not direct"},
        }
    )

    assert told == {
        "DefaultMessage": {"Body": "B"},
        "DefaultPushNotificationMessage": {"Title": "T", "Body": "B", "Action": "OPEN_APP"},
        "GCMMessage": {"Body": "G"},
        "SMSMessage": {"Body": "S", "MessageType": "PROMOTIONAL"},
        "EmailMessage": {
            "FromAddress": "a@example.com",
            "SimpleEmail": {
                "Subject": {"Data": "E"},
                "HtmlPart": {"Data": "<p>"},
                "TextPart": {"Data": "t"},
            },
        },
    }


def test_an_answer_keeps_drops_and_changes_endpoints_but_not_who_gets_the_message():
    asked = [_endpoint("kept"), _endpoint("changed", user_id="u1"), _endpoint("left"), _endpoint("null")]
    answer = {
        "kept": {},
        "changed": {
            "Attributes": {"Offer": ["10 %"]},
            "User": {"UserId": "other", "UserAttributes": {"Tier": ["gold"]}},
            "Address": "elsewhere",
            "ChannelType": "SMS",
        },
        "null": None,
        "stranger": {},
    }

    kept, overrides = read_answer(json.dumps(answer).encode(), asked)

    assert sorted(kept) == ["changed", "kept"]
    assert kept["kept"] == asked[0]
    changed = kept["changed"]
    assert changed.attributes == {"Offer": ["10 %"]}
    assert (changed.user_id, changed.user_attributes) == ("u1", {"Tier": ["gold"]})
    assert (changed.address, changed.channel_type) == ("token", "GCM")
    assert overrides == {}


@pytest.mark.parametrize(
    ("channel", "is_heard"),
    [("GCM", True), ("APNS_VOIP_SANDBOX", True), ("SMS", True), ("EMAIL", False), ("VOICE", False)],
)
def test_a_hooks_words_replace_title_and_body_but_of_no_email(channel, is_heard):
    words = {"TitleOverride": "New", "BodyOverride": "Words"}

    _, overrides = read_answer(json.dumps({"e1": words}).encode(), [_endpoint(channel_type=channel)])

    assert overrides == ({"e1": words} if is_heard else {})


@pytest.mark.parametrize(
    "answer", [b"", b"null", b"[]", b'"text"', b"{", b'{"e1": 3}', b'{"e1": {"Attributes": {"a": "b"}}}']
)
def test_an_answer_that_cannot_be_decoded_is_none(answer):
    with pytest.raises(Invalid, match="cannot be read"):
        read_answer(answer, [_endpoint()])


def test_a_custom_delivery_tells_data_and_the_cohort_among_the_attributes():
    body = payload(
        CustomContent(data="hello"),
        [_endpoint()],
        application_id="a",
        campaign_id="c",
        treatment_id="0",
        activity_id="t",
        scheduled="2026-11-02T12:00:00.000Z",
    )

    assert json.loads(body) == {
        "Message": {},
        "Data": "hello",
        "ApplicationId": "a",
        "CampaignId": "c",
        "TreatmentId": "0",
        "ActivityId": "t",
        "ScheduledTime": "2026-11-02T12:00:00.000Z",
        "Endpoints": {
            "e1": {
                "ChannelType": "GCM",
                "Address": "token",
                "Attributes": {"Name": ["Ann"], "CohortId": ["42"]},
                "EndpointStatus": "ACTIVE",
                "OptOut": "NONE",
            }
        },
    }


def test_only_a_hook_of_the_old_mode_delivers():
    assert delivering_hook({"LambdaFunctionName": "f", "Mode": "DELIVERY"}) == "f"
    assert delivering_hook({"WebUrl": "https://x", "Mode": "DELIVERY"}) == "https://x"
    assert delivering_hook({"LambdaFunctionName": "f", "Mode": "FILTER"}) is None
    assert delivering_hook({}) is None
