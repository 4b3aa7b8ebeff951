"""Which events are accepted, and the record that each becomes, field by field."""

from __future__ import annotations

import msgspec
import pytest

from pinwheel.domain.errors import Invalid
from pinwheel.domain.put_events import examine
from pinwheel.domain.records import pack, unpack
from pinwheel.shapes.events import EventsRequest

VISIT = {"EventType": "visit", "Timestamp": "2026-11-02T08:30:00Z"}
ARRIVED = 1_793_620_000_000


def examined(events, *, endpoint=None, endpoint_id="ada"):
    batch = {endpoint_id: {"Endpoint": endpoint or {}, "Events": events}}
    return examine("app", msgspec.convert({"BatchItem": batch}, EventsRequest), arrived=ARRIVED)


def refusal(**members):
    return examined({"e1": {**VISIT, **members}}).verdicts[0].refusal


def test_an_event_becomes_a_record_with_every_field():
    session = {
        "Id": "s1",
        "StartTimestamp": "2026-11-02T08:00:00Z",
        "StopTimestamp": "2026-11-02T08:01:00Z",
        "Duration": 60_000,
    }
    event = {
        **VISIT,
        "Attributes": {"page": "home"},
        "Metrics": {"price": 1.5},
        "Session": session,
        "AppPackageName": "com.example",
        "AppTitle": "Shop",
        "AppVersionCode": "7",
        "ClientSdkVersion": "6.1",
        "SdkName": "amplify",
    }
    endpoint = {
        "User": {"UserId": "u1"},
        "Demographic": {"Locale": "de_CH", "Make": "Apple", "Platform": "iOS", "PlatformVersion": "18"},
    }
    (record,) = examined({"e1": event}, endpoint=endpoint).records
    assert msgspec.to_builtins(record) == {
        "event_type": "visit",
        "event_timestamp": 1793608200000,
        "arrival_timestamp": ARRIVED,
        "event_version": "3.0",
        "application": {
            "app_id": "app",
            "package_name": "com.example",
            "title": "Shop",
            "version_code": "7",
            "sdk": {"name": "amplify", "version": "6.1"},
        },
        "client": {"client_id": "ada"},
        "device": {
            "locale": {"code": "de_CH", "language": "de", "country": "CH"},
            "make": "Apple",
            "platform": {"name": "iOS", "version": "18"},
        },
        "session": {
            "session_id": "s1",
            "start_timestamp": 1793606400000,
            "stop_timestamp": 1793606460000,
            "duration": 60_000,
        },
        "attributes": {"page": "home"},
        "metrics": {"price": 1.5},
        "event_id": "e1",
        "user_id": "u1",
    }


@pytest.mark.parametrize(
    "members",
    [
        {"EventType": ""},
        {"EventType": "x" * 201},
        {"EventType": "_campaign.send"},
        {"EventType": "_email.open"},
        {"Timestamp": ""},
        {"Timestamp": "yesterday"},
        {"Timestamp": "1969-12-31T23:59:59Z"},
        {"Timestamp": "2026-13-01T00:00:00Z"},
        {"Attributes": {str(n): "" for n in range(30)}, "Metrics": {str(n): 1 for n in range(11)}},
        {"Attributes": {"k" * 51: "v"}},
        {"Attributes": {"": "v"}},
        {"Metrics": {"m" * 51: 1}},
        {"Attributes": {"k": "v" * 201}},
        {"AppTitle": "x" * 900_001},
        {"Session": {"Id": "s", "StartTimestamp": "then"}},
        {"Session": {"Id": "s", "StartTimestamp": "2026-11-02", "StopTimestamp": "then"}},
    ],
    ids=",".join,
)
def test_an_event_that_breaks_a_rule_is_refused_with_a_reason(members):
    assert refusal(**members)
    assert examined({"e1": {**VISIT, **members}}).records == []


@pytest.mark.parametrize(
    "members",
    [
        {"Timestamp": "1999-01-01T00:00:00.123Z"},
        {"Timestamp": "2090-06-01T00:00:00+02:00"},
        {"Timestamp": "2026-11-02T08:30:00"},
        {"EventType": "_session.start"},
        {"EventType": "_monetization.purchase"},
        {"Attributes": {"k" * 50: "v" * 200}},
        {"Attributes": {str(n): "" for n in range(40)}},
    ],
    ids=str,
)
def test_the_edge_of_each_rule_is_accepted(members):
    assert refusal(**members) is None


def test_a_refused_event_does_not_stop_its_neighbours():
    found = examined({"good": VISIT, "bad": {**VISIT, "EventType": ""}})
    assert [record.event_id for record in found.records] == ["good"]
    assert [verdict.refusal is None for verdict in found.verdicts] == [True, False]


def test_an_event_named_twice_is_published_once_and_accepted_twice():
    batch = {name: {"Endpoint": {}, "Events": {"e1": VISIT}} for name in ("ada", "ADA", "bob")}
    found = examine("app", msgspec.convert({"BatchItem": batch}, EventsRequest), arrived=ARRIVED)
    assert [record.endpoint_id for record in found.records] == ["ada", "bob"]
    assert [verdict.refusal for verdict in found.verdicts] == [None, None, None]


def test_more_than_a_hundred_events_are_refused_as_a_whole():
    assert len(examined({str(n): VISIT for n in range(100)}).records) == 100
    with pytest.raises(Invalid, match="at most 100"):
        examined({str(n): VISIT for n in range(101)})


def test_a_request_without_endpoints_is_refused():
    with pytest.raises(Invalid, match="BatchItem"):
        examine("app", EventsRequest(BatchItem={}), arrived=ARRIVED)


def test_the_largest_event_fits_the_stream():
    found = examined({"e1": {**VISIT, "AppTitle": "x" * 899_000}})
    assert unpack(pack(found.records)[0].data) == found.records
