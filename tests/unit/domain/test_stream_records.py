"""Records of customers' streams have Pinpoint's fields, no others of ours (spec 05, section 3)."""

from __future__ import annotations

import json

import msgspec

from pinwheel.domain.events import EventRecord
from pinwheel.domain.put_events import examine
from pinwheel.domain.stream_records import record_of_line, stream_record, target_record
from pinwheel.shapes.events import EventsRequest

ACCOUNT = "123456789012"
BATCH = {
    "BatchItem": {
        "ada": {
            "Endpoint": {
                "Demographic": {
                    "AppVersion": "7.1",
                    "Locale": "en_US",
                    "Make": "apple",
                    "Model": "phone",
                    "Platform": "ios",
                    "PlatformVersion": "17",
                },
                "User": {"UserId": "u1"},
            },
            "Events": {
                "e1": {
                    "EventType": "visit",
                    "Timestamp": "2026-11-02T08:30:00Z",
                    "Session": {
                        "Id": "s1",
                        "StartTimestamp": "2026-11-02T08:29:00Z",
                        "StopTimestamp": "2026-11-02T08:31:00Z",
                    },
                    "Attributes": {"plan": "gold"},
                    "Metrics": {"price": 1.5},
                    "AppPackageName": "com.example",
                    "AppTitle": "Shop",
                    "AppVersionCode": "42",
                    "ClientSdkVersion": "2.0",
                    "SdkName": "js",
                }
            },
        }
    }
}


def test_the_record_of_an_app_has_every_field_of_the_format():
    (made,) = examine("app", msgspec.convert(BATCH, EventsRequest), arrived=1793608300000).records
    assert stream_record(made, account_id=ACCOUNT) == {
        "event_type": "visit",
        "event_timestamp": 1793608200000,
        "arrival_timestamp": 1793608300000,
        "event_version": "3.0",
        "application": {
            "app_id": "app",
            "package_name": "com.example",
            "title": "Shop",
            "version_name": "7.1",
            "version_code": "42",
            "sdk": {"name": "js", "version": "2.0"},
        },
        "client": {"client_id": "ada"},
        "device": {
            "locale": {"code": "en_US", "language": "en", "country": "US"},
            "make": "apple",
            "model": "phone",
            "platform": {"name": "ios", "version": "17"},
        },
        "session": {
            "session_id": "s1",
            "start_timestamp": 1793608140000,
            "stop_timestamp": 1793608260000,
        },
        "attributes": {"plan": "gold"},
        "metrics": {"price": 1.5},
        "client_context": {"custom": {}},
    }


def a_service_event(**members):
    given = {
        "event_type": "_campaign.send",
        "event_timestamp": 1,
        "arrival_timestamp": 2,
        "application": {"app_id": "app"},
        "client": {"client_id": "ada"},
        "event_id": "r/c/1",
        "user_id": "u1",
        "batch_id": "r/c/0",
    }
    return EventRecord(**{**given, **members})


def test_what_is_empty_in_our_record_is_there_and_what_is_ours_is_not():
    record = stream_record(a_service_event(), account_id=ACCOUNT)
    assert record == {
        "event_type": "_campaign.send",
        "event_timestamp": 1,
        "arrival_timestamp": 2,
        "event_version": "3.1",
        "application": {"app_id": "app", "sdk": {}},
        "client": {"client_id": "ada"},
        "device": {"platform": {}},
        "session": {},
        "attributes": {},
        "metrics": {},
        "client_context": {"custom": {}},
        "awsAccountId": ACCOUNT,
    }


def test_facets_travel_and_the_account_of_the_sender_stays():
    facets = {"email_channel": {"mail_event": {"mail": {"message_id": "m"}, "send": {}}}}
    record = stream_record(a_service_event(facets=facets, awsAccountId="999999999999"), account_id=ACCOUNT)
    assert (record["facets"], record["awsAccountId"]) == (facets, "999999999999")


def test_a_record_is_one_line_keyed_by_the_endpoint_and_finds_its_key_again():
    made = target_record(a_service_event(attributes={"text": "a\nb"}), account_id=ACCOUNT)
    assert made.key == "ada"
    assert made.data.count(b"\n") == 1
    assert made.data.endswith(b"\n")
    assert json.loads(made.data)["attributes"] == {"text": "a\nb"}
    assert record_of_line(made.data.rstrip(b"\n")) == made


def test_an_endpoint_id_that_no_partition_key_can_hold_is_cut():
    long = target_record(a_service_event(client={"client_id": "x" * 400}), account_id=ACCOUNT)
    none = target_record(a_service_event(client={}), account_id=ACCOUNT)
    assert (len(long.key), none.key) == (256, "-")
