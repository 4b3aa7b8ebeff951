"""What each kind of channel takes, refuses and shows."""

from __future__ import annotations

import json

import pytest

from pinwheel.domain.channels.changes import changed_channel, read_change
from pinwheel.domain.channels.credentials import MAXIMUM_LENGTH
from pinwheel.domain.channels.kinds import KINDS
from pinwheel.domain.errors import Invalid
from tests.fakes.channels import CERTIFICATE, EMAIL, REQUESTS, SERVICE_JSON, TOKEN

APNS = ["APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX"]
COMMON = {
    "ApplicationId": "app",
    "CreationDate": "now",
    "Enabled": True,
    "HasCredential": True,
    "IsArchived": False,
    "LastModifiedBy": "key",
    "LastModifiedDate": "now",
    "Version": 1,
}


def channel(channel_type, request, stored=None, sets=()):
    kind = KINDS[channel_type]
    change = read_change(kind, request)
    return changed_channel(kind, change, stored, sets, application_id="app", caller="key", now="now")


@pytest.mark.parametrize(
    ("channel_type", "own"),
    [
        ("ADM", {}),
        ("APNS", {"HasTokenKey": False}),
        ("APNS_SANDBOX", {"HasTokenKey": True}),
        ("APNS_VOIP", {"HasTokenKey": True}),
        ("APNS_VOIP_SANDBOX", {"HasTokenKey": True}),
        ("BAIDU", {"Credential": "baidu-key"}),
        ("EMAIL", EMAIL),
        ("GCM", {"HasFcmServiceCredentials": True}),
        (
            "SMS",
            {
                "HasCredential": False,
                "PromotionalMessagesPerSecond": 20,
                "TransactionalMessagesPerSecond": 20,
                "SenderId": "SHOP",
                "ShortCode": "12345",
            },
        ),
        ("VOICE", {"HasCredential": False}),
    ],
)
def test_a_channel_shows_exactly_what_its_kind_has(channel_type, own):
    expected = {**COMMON, "Id": channel_type.lower(), "Platform": channel_type, **own}

    assert channel(channel_type, REQUESTS[channel_type]) == expected


def test_every_kind_is_in_the_table():
    assert set(KINDS) == set(REQUESTS)


@pytest.mark.parametrize(
    ("channel_type", "request_", "text"),
    [
        ("APNS", {}, "^Missing credentials$"),
        ("APNS", {"Enabled": False}, "^Missing credentials$"),
        ("APNS_SANDBOX", {"DefaultAuthenticationMethod": "key"}, "^Missing credentials$"),
        ("APNS_VOIP", {"Certificate": "", "PrivateKey": "", "TokenKey": ""}, "^Missing credentials$"),
        ("APNS_VOIP_SANDBOX", {"Certificate": "c"}, "^Missing credentials: Certificate needs PrivateKey too"),
        ("APNS", {"TokenKey": "k", "TeamId": "t"}, "TokenKey needs TokenKeyId and BundleId too"),
        ("APNS", CERTIFICATE | {"TokenKey": "k"}, "TokenKey needs TokenKeyId and TeamId and BundleId too"),
        ("GCM", {}, "^Missing credentials$"),
        ("GCM", {"ApiKey": "", "ServiceJson": ""}, "^Missing credentials$"),
        ("ADM", {"ClientId": "", "ClientSecret": ""}, "^Missing credentials$"),
        ("ADM", {"ClientId": "id", "ClientSecret": ""}, "ClientId needs ClientSecret too"),
        ("BAIDU", {"ApiKey": "", "SecretKey": ""}, "^Missing credentials$"),
        ("BAIDU", {"ApiKey": "", "SecretKey": "s"}, "SecretKey needs ApiKey too"),
    ],
)
def test_credentials_that_are_missing_are_named(channel_type, request_, text):
    with pytest.raises(Invalid, match=text):
        channel(channel_type, request_)


@pytest.mark.parametrize("channel_type", ["ADM", "BAIDU"])
def test_kinds_with_required_credentials_need_them_also_when_some_are_stored(channel_type):
    with pytest.raises(Invalid, match="Missing credentials"):
        channel(channel_type, {"Enabled": False}, {"Version": 1}, ["any"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "[]",
        "null",
        "[" * 5000,
        *(
            json.dumps({**json.loads(SERVICE_JSON), name: bad})
            for name in ("type", "project_id", "private_key", "client_email")
            for bad in (None, "", " ", 7)
        ),
    ],
)
def test_a_service_json_of_the_wrong_form_is_refused_without_being_shown(text):
    with pytest.raises(Invalid) as refused:
        channel("GCM", {"ServiceJson": text})
    assert str(refused.value).startswith(("ServiceJson must", "Missing credentials"))
    assert "BEGIN" not in str(refused.value)


def test_credentials_have_a_greatest_length():
    channel("APNS", CERTIFICATE | {"Certificate": "c" * 20_000})
    with pytest.raises(Invalid, match="Certificate and PrivateKey must have at most 32768 characters"):
        channel("APNS", CERTIFICATE | {"Certificate": "c" * MAXIMUM_LENGTH})


def test_a_certificate_may_bring_its_bundle():
    read = read_change(KINDS["APNS"], CERTIFICATE | {"BundleId": "b", "TokenKey": ""})

    assert read.credentials == {"certificate": {**CERTIFICATE, "BundleId": "b"}}


@pytest.mark.parametrize(
    ("channel_type", "member", "value"),
    [
        ("SMS", "SenderId", "ABCDEFGHIJKL"),
        ("SMS", "SenderId", "MY SHOP"),
        ("SMS", "SenderId", "SHOP\n"),
        ("SMS", "SenderId", "KÄSE"),
        ("SMS", "ShortCode", "12"),
        ("SMS", "ShortCode", "abc"),
        ("EMAIL", "FromAddress", ""),
        ("EMAIL", "FromAddress", "shop"),
        ("EMAIL", "Identity", ""),
        ("EMAIL", "ConfigurationSet", "c" * 2049),
        ("GCM", "DefaultAuthenticationMethod", "CERTIFICATE"),
        ("APNS", "DefaultAuthenticationMethod", "PASSWORD"),
    ],
)
def test_an_option_against_its_rule_is_refused_by_name(channel_type, member, value):
    with pytest.raises(Invalid, match=member) as refused:
        channel(channel_type, {**REQUESTS[channel_type], member: value})
    assert refused.value.member == member


@pytest.mark.parametrize("sender_id", ["A", "1A", "ABCDEFGHIJK", "1234567890a"])
def test_a_sender_id_has_up_to_eleven_letters_and_digits(sender_id):
    assert channel("SMS", {"SenderId": sender_id})["SenderId"] == sender_id


@pytest.mark.parametrize("method", ["key", "KEY", "certificate", "CERTIFICATE", "TOKEN"])
@pytest.mark.parametrize("channel_type", APNS)
def test_the_authentication_method_is_echoed_as_it_was_set(channel_type, method):
    shown = channel(channel_type, REQUESTS[channel_type] | {"DefaultAuthenticationMethod": method})

    assert shown["DefaultAuthenticationMethod"] == method


@pytest.mark.parametrize("channel_type", [*APNS, "GCM"])
@pytest.mark.parametrize("unset", [{}, {"DefaultAuthenticationMethod": ""}])
def test_no_authentication_method_is_invented(channel_type, unset):
    assert "DefaultAuthenticationMethod" not in channel(channel_type, REQUESTS[channel_type] | unset)


@pytest.mark.parametrize(
    ("channel_type", "stored", "gone"),
    [
        ("EMAIL", {"ConfigurationSet": "set", "RoleArn": "arn"}, {"ConfigurationSet", "RoleArn"}),
        ("SMS", {"SenderId": "OLD", "ShortCode": "77777"}, {"SenderId", "ShortCode"}),
        ("APNS", {"DefaultAuthenticationMethod": "KEY"}, {"DefaultAuthenticationMethod"}),
        ("GCM", {"DefaultAuthenticationMethod": "KEY"}, {"DefaultAuthenticationMethod"}),
    ],
)
def test_an_update_replaces_all_options(channel_type, stored, gone):
    request = {} if channel_type == "SMS" else REQUESTS[channel_type]

    assert not gone & channel(channel_type, request, stored | {"Version": 1}).keys()


@pytest.mark.parametrize("channel_type", [*APNS, "GCM"])
def test_an_update_without_credentials_turns_the_switch_only(channel_type):
    before = channel(channel_type, REQUESTS[channel_type] | {"DefaultAuthenticationMethod": "TOKEN"})

    after = channel(channel_type, {"Enabled": False}, before, ["token"])

    assert after["DefaultAuthenticationMethod"] == "TOKEN"
    assert (after["Enabled"], after["Version"]) == (False, 2)


def test_a_new_set_of_credentials_joins_the_stored_one():
    assert channel("APNS", CERTIFICATE, {"Version": 1}, ["token"])["HasTokenKey"] is True
    assert channel("APNS", TOKEN, {"Version": 1}, ["certificate"])["HasTokenKey"] is True


@pytest.mark.parametrize(
    ("api_key", "shown"), [("AAAA1234:APA91bsecret", "AAAA1234"), ("AIzaSecret", None), ("AAAA:", None)]
)
def test_of_an_fcm_key_only_the_part_that_is_no_secret_is_shown(api_key, shown):
    assert channel("GCM", {"ApiKey": api_key}).get("Credential") == shown


def test_a_shown_identifier_stays_until_its_key_is_replaced():
    first = channel("GCM", {"ApiKey": "AAAA:secret"})

    second = channel("GCM", {"ServiceJson": SERVICE_JSON}, first, ["key"])
    third = channel("GCM", {"ApiKey": "AIzaSecret"}, second, ["key", "token"])

    assert (second["Credential"], third.get("Credential")) == ("AAAA", None)
