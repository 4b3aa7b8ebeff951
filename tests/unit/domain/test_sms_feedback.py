"""What carriers report of texts and calls, as event records."""

from __future__ import annotations

import pytest

from pinwheel.domain.chime_calls import turn
from pinwheel.domain.errors import Invalid
from pinwheel.domain.message_context import pack, unpack
from pinwheel.domain.sms_feedback import millicents, read_delivery_log, read_text_event
from pinwheel.domain.voice_feedback import read_voice_event

TAGS = (
    ("application", "app"),
    ("endpoint", "a b/é"),
    ("user", "u_1"),
    ("campaign", "c1"),
    ("activity", "a1"),
    ("treatment", "0"),
)


def entries(**context):
    return pack(TAGS, context)


def event(kind, **members):
    return {
        "eventType": kind,
        "eventTimestamp": 1_700_000_000_000,
        "isFinal": True,
        "messageId": "m1",
        "originationPhoneNumber": "+12065550100",
        "destinationPhoneNumber": "+14254147755",
        "isoCountryCode": "US",
        "messageType": "TRANSACTIONAL",
        "totalMessageParts": 2,
        "totalMessagePrice": 0.0129,
        "context": entries(order="7"),
        **members,
    }


def read(kind, **members):
    feedback = read_text_event(event(kind, **members), account_id="123")
    assert feedback is not None
    (found,) = feedback.events
    return found


@pytest.mark.parametrize(
    ("kind", "members", "event_type", "status"),
    [
        ("TEXT_QUEUED", {}, "_SMS.BUFFERED", "PENDING"),
        ("TEXT_PENDING", {}, "_SMS.BUFFERED", "PENDING"),
        ("TEXT_SUCCESSFUL", {"isFinal": False}, "_SMS.BUFFERED", "SUCCESSFUL"),
        ("TEXT_SUCCESSFUL", {}, "_SMS.SUCCESS", "SUCCESSFUL"),
        ("TEXT_DELIVERED", {}, "_SMS.SUCCESS", "DELIVERED"),
        ("MEDIA_DELIVERED", {}, "_SMS.SUCCESS", "DELIVERED"),
        ("TEXT_INVALID", {}, "_SMS.FAILURE", "INVALID"),
        ("TEXT_CARRIER_UNREACHABLE", {}, "_SMS.FAILURE", "CARRIER_UNREACHABLE"),
        ("TEXT_SPAM", {}, "_SMS.FAILURE", "SPAM"),
        ("TEXT_TTL_EXPIRED", {}, "_SMS.FAILURE", "TTL_EXPIRED"),
        ("TEXT_PROTECT_BLOCKED", {}, "_SMS.FAILURE", "BLOCKED"),
    ],
)
def test_each_event_of_a_text_has_its_meaning(kind, members, event_type, status):
    found = read(kind, **members)

    assert (found.event_type, found.attributes["record_status"]) == (event_type, status)


def test_a_record_has_all_its_members():
    found = read("TEXT_DELIVERED")

    assert found.attributes == {
        "sender_request_id": "m1",
        "campaign_id": "c1",
        "campaign_activity_id": "a1",
        "treatment_id": "0",
        "origination_phone_number": "+12065550100",
        "destination_phone_number": "+14254147755",
        "record_status": "DELIVERED",
        "iso_country_code": "US",
        "number_of_message_parts": "2",
        "message_id": "m1",
        "message_type": "Transactional",
        "customer_context": '{"order":"7"}',
    }
    assert found.metrics == {"price_in_millicents_usd": 1290.0}
    assert found.client == {"client_id": "a b/é"}
    assert (found.user_id, found.application_id, found.awsAccountId) == ("u_1", "app", "123")
    assert read("TEXT_QUEUED").metrics == {}


def test_an_event_that_is_told_twice_is_the_same():
    assert read("TEXT_DELIVERED").event_id == read("TEXT_DELIVERED", eventTimestamp=1).event_id
    assert read("TEXT_DELIVERED").event_id != read("TEXT_QUEUED").event_id


def test_what_is_of_no_application_is_passed_over():
    assert read_text_event(event("TEXT_DELIVERED", context={"a": "b"}), account_id="1") is None
    assert read_voice_event(event("VOICE_COMPLETED", context={}), account_id="1") is None


def test_what_lacks_its_members_is_refused():
    with pytest.raises(Invalid):
        read_text_event({"eventType": "TEXT_DELIVERED", "context": entries()}, account_id="1")
    with pytest.raises(Invalid):
        read_voice_event({"eventType": "VOICE_BUSY", "context": entries()}, account_id="1")


@pytest.mark.parametrize(
    ("price", "expected"), [(None, None), (0.00645, 645.0), (645.0, 645.0), ("0.1", 10_000.0)]
)
def test_a_price_is_told_in_thousandths_of_a_cent(price, expected):
    assert millicents(price) == expected


def line(status, response="Message has been accepted by phone carrier"):
    return {
        "notification": {"messageId": "m1", "timestamp": "2026-06-28 00:40:34.558"},
        "delivery": {
            "numberOfMessageParts": 1,
            "destination": "+14254147755",
            "priceInUSD": 0.00645,
            "smsType": "Promotional",
            "providerResponse": response,
        },
        "status": status,
    }


@pytest.mark.parametrize(
    ("entry", "event_type", "status"),
    [
        (line("SUCCESS"), "_SMS.SUCCESS", "DELIVERED"),
        (line("FAILURE", "Phone number is opted out"), "_SMS.FAILURE", "OPTED_OUT"),
        (line("FAILURE", "Blocked by carrier"), "_SMS.FAILURE", "CARRIER_BLOCKED"),
        (line("FAILURE", "Phone has blocked SMS"), "_SMS.FAILURE", "BLOCKED"),
        (
            line("FAILURE", "Phone carrier is currently unreachable/unavailable"),
            "_SMS.FAILURE",
            "CARRIER_UNREACHABLE",
        ),
        (line("FAILURE", "Phone is currently unreachable/unavailable"), "_SMS.FAILURE", "UNREACHABLE"),
        (line("FAILURE", "No quota left for account"), "_SMS.FAILURE", "NO_QUOTA_LEFT_ON_ACCOUNT"),
        (line("FAILURE", "Whatever"), "_SMS.FAILURE", "UNKNOWN"),
    ],
)
def test_each_line_of_the_delivery_log_has_its_meaning(entry, event_type, status):
    feedback = read_delivery_log(entry, {"Entries": entries(), "From": "+12065550100"}, account_id="1")
    assert feedback is not None
    (found,) = feedback.events

    assert (found.event_type, found.attributes["record_status"]) == (event_type, status)
    assert found.attributes["campaign_id"] == "c1"
    assert found.attributes["origination_phone_number"] == "+12065550100"
    assert found.metrics == {"price_in_millicents_usd": 645.0}
    assert found.event_timestamp == 1_782_607_234_558


@pytest.mark.parametrize(
    ("kind", "event_type"),
    [
        ("VOICE_INITIATED", "_voice.initiated"),
        ("VOICE_ANSWERED", "_voice.answered"),
        ("VOICE_COMPLETED", "_voice.completed"),
        ("VOICE_BUSY", "_voice.busy"),
        ("VOICE_NO_ANSWER", "_voice.no_answer"),
        ("VOICE_FAILED", "_voice.failed"),
        ("VOICE_TTL_EXPIRED", "_voice.failed"),
    ],
)
def test_each_event_of_a_call_has_its_meaning(kind, event_type):
    feedback = read_voice_event(event(kind, callDurationInSeconds=12), account_id="1")
    assert feedback is not None
    (found,) = feedback.events

    assert found.event_type == event_type
    assert found.attributes["campaign_id"] == "c1"
    assert found.metrics["call_duration_seconds"] == 12.0


def test_that_a_phone_rings_is_no_event():
    assert read_voice_event(event("VOICE_RINGING"), account_id="1") is None


def test_a_context_comes_back_and_keeps_the_carriers_limits():
    packed = pack([*TAGS, ("trace", "t"), ("journey", "")], {"k": "v é"})

    assert len(packed) <= 5
    assert not [value for value in packed.values() if len(value) > 800 or " " in value]
    assert unpack(packed) == ({**dict(TAGS), "trace": "t"}, '{"k":"v é"}')
    assert unpack(pack(TAGS, {"k": "x" * 2000})) == (dict(TAGS), "{}")
    assert unpack({"context": "%%%"}) == ({}, "{}")


def test_a_sip_application_is_told_to_play_and_to_hang_up():
    details = {"TransactionId": "t1", "Participants": [{"CallId": "c", "From": "+1", "To": "+14254147755"}]}

    def ask(kind, attributes=None, **parameters):
        asked = {
            "InvocationEventType": kind,
            "CallDetails": {**details, "TransactionAttributes": attributes or {}},
            "ActionData": {"Parameters": parameters},
        }
        return turn(asked, bucket="b", now_millis=10_000)

    begun = ask("NEW_OUTBOUND_CALL", Arguments={"recording": "voice/x.wav", **entries()})
    kept = begun.answer["TransactionAttributes"]
    answered = ask("CALL_ANSWERED", kept)

    assert begun.answer["Actions"] == []
    assert answered.answer["Actions"][0]["Parameters"]["AudioSource"]["Key"] == "voice/x.wav"
    assert ask("ACTION_SUCCESSFUL", kept).answer["Actions"][0]["Type"] == "Hangup"
    assert ask("HANGUP", kept, SipResponseCode="486").reports[0]["eventType"] == "VOICE_BUSY"
    assert ask("HANGUP", kept, SipResponseCode="480").reports[0]["eventType"] == "VOICE_NO_ANSWER"
    done = ask("HANGUP", answered.answer["TransactionAttributes"]).reports[0]
    assert (done["eventType"], done["messageId"]) == ("VOICE_COMPLETED", "t1")
    read = read_voice_event(done, account_id="1")
    assert read is not None
    assert read.events[0].attributes["campaign_id"] == "c1"
