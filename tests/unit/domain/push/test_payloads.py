"""What devices get, to the letter: the keys are those that Pinpoint's client SDKs read (spec 04, section 4.1)."""

from __future__ import annotations

import json

import pytest

from pinwheel.domain.push.content import ADM, APPLE, BAIDU, FCM, PUSH_CHANNELS, PushContent
from pinwheel.domain.push.marks import campaign_marks, direct_marks, journey_marks
from pinwheel.domain.push.payloads import payload
from pinwheel.domain.templates.errors import RenderingFailed

CAMPAIGN = campaign_marks("c1", "a1", "0")
DIRECT = direct_marks({"order": "17"})
TEXT = PushContent(title="T", body="B")


def sent(content, channel_type, marks=CAMPAIGN):
    made = payload(content, channel_type, marks)
    return json.loads(made.body), dict(made.attributes)


def fcm_data(content, marks=CAMPAIGN):
    document, _ = sent(content, FCM, marks)
    return document["fcmV1Message"]["message"]["data"]


def test_apple_gets_an_alert_and_the_campaigns_marks():
    document, attributes = sent(TEXT, "APNS")

    assert document == {
        "aps": {"alert": {"title": "T", "body": "B"}},
        "data": {
            "pinpoint": {"campaign": {"campaign_id": "c1", "campaign_activity_id": "a1", "treatment_id": "0"}}
        },
    }
    assert attributes == {"AWS.SNS.MOBILE.APNS.PUSH_TYPE": "alert", "AWS.SNS.MOBILE.APNS.PRIORITY": "10"}


def test_apple_gets_all_that_a_message_can_say():
    content = PushContent(
        title="T",
        body="B",
        badge=0,
        sound="chime",
        category="offer",
        thread_id="thread",
        media_url="https://m",
        action="DEEP_LINK",
        url="shop://cart",
        time_to_live=60,
        priority="normal",
        collapse="k",
        data={"x": "1"},
    )

    document, attributes = sent(content, "APNS_SANDBOX")

    assert document["aps"] == {
        "alert": {"title": "T", "body": "B"},
        "badge": 0,
        "sound": "chime",
        "category": "offer",
        "thread-id": "thread",
        "mutable-content": 1,
    }
    assert document["data"]["media-url"] == "https://m"
    assert document["data"]["pinpoint"]["deeplink"] == "shop://cart"
    assert document["data"]["pinpoint"]["jsonBody"] == {"x": "1"}
    assert attributes == {
        "AWS.SNS.MOBILE.APNS.PUSH_TYPE": "alert",
        "AWS.SNS.MOBILE.APNS.PRIORITY": "5",
        "AWS.SNS.MOBILE.APNS.COLLAPSE_ID": "k",
        "AWS.SNS.MOBILE.APNS_SANDBOX.TTL": "60",
    }


def test_a_silent_push_shows_nothing_on_any_platform():
    silent = PushContent(title="T", body="B", silent=True, data={"x": "1"}, badge=3, sound="chime")

    apple, attributes = sent(silent, "APNS")

    assert apple["aps"] == {"content-available": 1}
    assert apple["data"]["pinpoint"]["jsonBody"] == {"x": "1"}
    assert attributes == {"AWS.SNS.MOBILE.APNS.PUSH_TYPE": "background", "AWS.SNS.MOBILE.APNS.PRIORITY": "5"}
    assert fcm_data(silent) == {
        "pinpoint.campaign.campaign_id": "c1",
        "pinpoint.campaign.campaign_activity_id": "a1",
        "pinpoint.campaign.treatment_id": "0",
        "pinpoint.notification.silentPush": "1",
        "pinpoint.jsonBody": '{"x":"1"}',
    }
    baidu, attributes = sent(silent, BAIDU)
    assert "title" not in baidu
    assert attributes == {"AWS.SNS.MOBILE.BAIDU.MessageType": "0"}


def test_google_gets_flat_strings_as_data_and_no_notification_of_its_own():
    content = PushContent(
        title="T",
        body="B",
        image_url="https://i",
        icon_url="https://l",
        small_icon_url="https://s",
        icon="bell",
        sound="chime",
        priority="10",
        time_to_live=3_000_000,
        collapse="k",
        package="com.shop",
    )

    document, attributes = sent(content, FCM)

    assert document == {
        "fcmV1Message": {
            "message": {
                "data": {
                    "pinpoint.campaign.campaign_id": "c1",
                    "pinpoint.campaign.campaign_activity_id": "a1",
                    "pinpoint.campaign.treatment_id": "0",
                    "pinpoint.notification.silentPush": "0",
                    "pinpoint.notification.title": "T",
                    "pinpoint.notification.body": "B",
                    "pinpoint.notification.imageUrl": "https://i",
                    "pinpoint.notification.imageIconUrl": "https://l",
                    "pinpoint.notification.imageSmallIconUrl": "https://s",
                    "pinpoint.notification.icon": "bell",
                    "pinpoint.notification.sound": "chime",
                    "pinpoint.openApp": "true",
                },
                "android": {
                    "priority": "high",
                    "ttl": "2419200s",
                    "collapse_key": "k",
                    "restricted_package_name": "com.shop",
                },
            }
        }
    }
    assert attributes == {"AWS.SNS.MOBILE.FCM.TTL": "2419200"}


@pytest.mark.parametrize(("action", "key"), [("URL", "pinpoint.url"), ("DEEP_LINK", "pinpoint.deeplink")])
def test_an_action_has_its_key(action, key):
    data = fcm_data(PushContent(title="T", action=action, url="https://u"))

    assert data[key] == "https://u"
    assert "pinpoint.openApp" not in data


def test_amazon_gets_its_own_members():
    content = PushContent(title="T", collapse="k", expires_after="60", md5="bQ==", time_to_live=5)

    document, attributes = sent(content, ADM)

    assert document["data"]["pinpoint.notification.title"] == "T"
    assert (document["consolidationKey"], document["expiresAfter"], document["md5"]) == ("k", 60, "bQ==")
    assert attributes == {}


def test_baidu_shows_the_text_itself():
    document, attributes = sent(PushContent(title="T", body="B", collapse="k", time_to_live=999_999), BAIDU)

    assert (document["title"], document["description"]) == ("T", "B")
    assert document["custom_content"]["pinpoint.campaign.campaign_id"] == "c1"
    assert attributes == {
        "AWS.SNS.MOBILE.BAIDU.MessageType": "1",
        "AWS.SNS.MOBILE.BAIDU.MessageKey": "k",
        "AWS.SNS.MOBILE.BAIDU.TTL": "604800",
    }


def test_a_direct_message_is_marked_and_carries_its_context():
    apple, _ = sent(TEXT, "APNS", DIRECT)
    data = fcm_data(TEXT, DIRECT)

    assert apple["data"]["pinpoint"] == {"order": "17", "campaign": {"campaign_id": "_DIRECT"}}
    assert data["pinpoint.campaign.campaign_id"] == "_DIRECT"
    assert data["pinpoint.order"] == "17"
    assert json.loads(data["pinpoint"]) == {"order": "17"}


def test_a_context_never_replaces_a_marker():
    hostile = direct_marks({"campaign": "x", "campaign.campaign_id": "x", "notification.title": "x"})

    apple, _ = sent(TEXT, "APNS", hostile)
    data = fcm_data(TEXT, hostile)

    assert apple["data"]["pinpoint"]["campaign"] == {"campaign_id": "_DIRECT"}
    assert data["pinpoint.campaign.campaign_id"] == "_DIRECT"
    assert data["pinpoint.notification.title"] == "T"


def test_a_journey_has_its_own_marker():
    marks = journey_marks("j1", "a1", "r1")
    journey = {"journey_id": "j1", "journey_activity_id": "a1", "journey_run_id": "r1"}

    assert sent(TEXT, "APNS", marks)[0]["data"]["pinpoint"] == {"journey": journey}
    assert json.loads(fcm_data(TEXT, marks)["pinpoint"]) == {"journey": journey}


def test_the_json_of_a_campaign_is_json_for_apple_and_text_for_google():
    content = PushContent(silent=True, json_body='{"a": [1]}')
    broken = PushContent(silent=True, json_body="no json")

    assert sent(content, "APNS")[0]["data"]["pinpoint"]["jsonBody"] == {"a": [1]}
    assert fcm_data(content)["pinpoint.jsonBody"] == '{"a": [1]}'
    assert sent(broken, "APNS")[0]["data"]["pinpoint"]["jsonBody"] == "no json"


@pytest.mark.parametrize("channel_type", PUSH_CHANNELS)
def test_raw_content_is_sent_as_it_is(channel_type):
    raw = {"aps": {"alert": "x", "content-available": 0}, "own": {"é": [1, None]}}

    document, _ = sent(PushContent(raw=json.dumps(raw), title="T"), channel_type)

    assert document == raw


@pytest.mark.parametrize(("available", "push_type"), [(0, "alert"), (1, "background")])
def test_raw_content_for_apple_says_what_kind_it_is(available, push_type):
    raw = PushContent(raw=json.dumps({"aps": {"content-available": available}}))

    assert sent(raw, "APNS")[1]["AWS.SNS.MOBILE.APNS.PUSH_TYPE"] == push_type


@pytest.mark.parametrize(
    "aps", [{}, {"content-available": "1"}, {"content-available": 2}, {"content-available": True}, "x"]
)
def test_raw_content_for_apple_without_its_integer_is_refused(aps):
    with pytest.raises(RenderingFailed, match="content-available"):
        payload(PushContent(raw=json.dumps({"aps": aps})), "APNS", CAMPAIGN)


@pytest.mark.parametrize("raw", ["no json", "[1]", '"x"', '{"a": NaN}', "[" * 100_000])
def test_raw_content_that_is_no_object_is_refused(raw):
    with pytest.raises(RenderingFailed, match="no JSON object"):
        payload(PushContent(raw=raw), FCM, CAMPAIGN)


@pytest.mark.parametrize(
    ("channel_type", "most"), [*((each, 4096) for each in APPLE), (FCM, 4096), (BAIDU, 4096), (ADM, 6144)]
)
def test_a_payload_above_the_services_limit_is_refused_with_its_size(channel_type, most):
    empty = payload(PushContent(raw='{"aps":{"content-available":0},"x":""}'), channel_type, CAMPAIGN)
    room = most - len(empty.body)

    def raw(size):
        text = json.dumps({"aps": {"content-available": 0}, "x": "a" * size}, separators=(",", ":"))
        return payload(PushContent(raw=text), channel_type, CAMPAIGN)

    assert len(raw(room).body) == most
    with pytest.raises(RenderingFailed, match=f"{most + 1:,} bytes"):
        raw(room + 1)


def test_voip_pushes_are_voip_unless_the_message_says_otherwise():
    assert sent(TEXT, "APNS_VOIP")[1]["AWS.SNS.MOBILE.APNS.PUSH_TYPE"] == "voip"
    told = PushContent(title="T", push_type="complication")
    assert sent(told, "APNS_VOIP_SANDBOX")[1]["AWS.SNS.MOBILE.APNS.PUSH_TYPE"] == "complication"
