"""Which content is used, member by member; and what texts become (spec 04, sections 3 and 8)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Invalid
from pinwheel.domain.push.compiled import CompiledPush
from pinwheel.domain.push.content import PushContent, overridden, push_content
from pinwheel.domain.push.marks import direct_marks
from pinwheel.domain.push.platforms import chosen_set
from pinwheel.domain.push.rules import check_push_messages
from pinwheel.domain.templates.errors import RenderingFailed
from tests.fakes.system import FrozenClock


def content_of(*args: Any, **given: Any) -> Any:
    return push_content(*args, **given)


def changed(content: Any, recipient: dict[str, str]) -> Any:
    return overridden(content, recipient)


NOW = FrozenClock().now()
JO = Endpoint(id="e1", address="t1", attributes={"name": ['Jo "x", {"a": 1}']})


def render(content, channel_type="GCM", substitutions=None):
    compiled = CompiledPush(content, channel_type, now=NOW)
    made = compiled.render(
        JO, application_id="app", marks=direct_marks({}), new_uuid=str, substitutions=substitutions
    )
    return json.loads(made.payload.body)


def data_of(content, **given):
    return render(content, **given)["fcmV1Message"]["message"]["data"]


def test_each_member_comes_from_the_highest_message_that_has_it():
    content = content_of(
        [
            {"Body": "channel", "Sound": "chime"},
            {"Title": "push", "Body": "push", "Url": "u", "Action": "URL", "Sound": ""},
            {"Body": "default"},
        ],
        channel_type="GCM",
    )

    assert (content.title, content.body, content.sound) == ("push", "channel", "chime")
    assert (content.action, content.url) == ("URL", "u")


def test_a_templates_part_stands_above_its_default_and_that_above_messages():
    content = content_of(
        [{"Title": "m", "Body": "m", "Badge": 3}],
        template={"Default": {"Title": "d", "Body": "d"}, "APNS": {"Body": "a", "MediaUrl": "i"}},
        channel_type="APNS_SANDBOX",
    )

    assert (content.title, content.body, content.media_url, content.badge) == ("d", "a", "i", 3)
    assert content.required == ("body", "media_url", "title")


def test_raw_content_counts_where_nothing_above_it_has_a_text():
    raw = {"RawContent": "{}", "Title": "beside"}

    assert content_of([raw, {"Body": "default"}], channel_type="GCM").raw == "{}"
    assert content_of([{"Body": "channel"}, raw], channel_type="GCM").raw is None
    assert content_of([raw], template={"Default": {"Body": "b"}}, channel_type="GCM").raw is None


def test_a_false_word_about_silence_beats_the_default():
    content = content_of([{"SilentPush": False, "Body": "b"}, {"SilentPush": True}], channel_type="GCM")

    assert not content.silent


def test_nothing_to_say_is_no_content():
    assert content_of([None, {}, {"Sound": "chime"}], channel_type="GCM") is None


def test_a_recipient_overrides_texts_and_raw_content_overrides_all():
    content = PushContent(title="t", body="b", raw="{}", required=("body", "title"))

    titled = changed(content, {"TitleOverride": "own"})
    raw = changed(content, {"RawContent": '{"a":1}', "BodyOverride": "own"})

    assert (titled.title, titled.body, titled.raw, titled.required) == ("own", "b", None, ("body",))
    assert raw.raw == '{"a":1}'
    assert changed(None, {"BodyOverride": "own"}).body == "own"
    assert changed(None, {}) is None


def test_texts_and_data_are_rendered_with_the_recipients_own_values_first():
    content = PushContent(
        title="{{x}}",
        body="{{Attributes.name}}",
        url="https://s/{{Id}}",
        action="URL",
        data={"k": "{{x}}"},
        substitutions={"x": ["message"]},
    )

    data = data_of(content, substitutions={"x": ["own"]})

    assert data["pinpoint.notification.title"] == "own"
    assert data["pinpoint.notification.body"] == 'Jo "x", {"a": 1}'
    assert data["pinpoint.url"] == "https://s/e1"
    assert json.loads(data["pinpoint.jsonBody"]) == {"k": "own"}


def test_a_value_cannot_break_out_of_raw_content():
    content = PushContent(raw=json.dumps({"data": {"hi": "Hi {{Attributes.name}}", "n": 1}, "l": ["{{Id}}"]}))

    assert render(content) == {"data": {"hi": 'Hi Jo "x", {"a": 1}', "n": 1}, "l": ["e1"]}


def test_raw_content_may_become_json_by_its_values():
    content = PushContent(raw='{"data": {"n": {{n}}}}')

    assert render(content, substitutions={"n": ["7"]}) == {"data": {"n": 7}}
    with pytest.raises(RenderingFailed, match="no JSON object"):
        render(content, substitutions={"n": ["x"]})


def test_a_template_needs_a_value_for_each_variable_and_plain_text_does_not():
    with pytest.raises(RenderingFailed):
        render(PushContent(title="{{none}}", body="b", required=("title",)))
    assert "pinpoint.notification.title" not in data_of(PushContent(title="{{none}}", body="b"))
    given = PushContent(title="{{none}}", required=("title",), defaults={"none": "default"})
    assert data_of(given)["pinpoint.notification.title"] == "default"


def test_a_notification_that_turns_out_empty_is_not_sent():
    with pytest.raises(RenderingFailed, match="empty"):
        render(PushContent(body="{{none}}"))


def test_a_text_that_cannot_be_compiled_names_its_member():
    with pytest.raises(Invalid, match="title"):
        CompiledPush(PushContent(title="{{#if x}}"), "GCM", now=NOW)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("APNSMessage", {"Priority": "7"}),
        ("APNSMessage", {"CollapseId": "ü" * 33}),
        ("APNSMessage", {"APNSPushType": "loud"}),
        ("APNSMessage", {"TimeToLive": -1}),
        ("APNSMessage", {"Badge": -1}),
        ("APNSMessage", {"PreferredAuthenticationMethod": "PASSWORD"}),
        ("APNSMessage", {"Action": "URL"}),
        ("APNSMessage", {"Action": "DANCE"}),
        ("GCMMessage", {"TimeToLive": 2_419_201}),
        ("GCMMessage", {"PreferredAuthenticationMethod": "CERTIFICATE"}),
        ("BaiduMessage", {"TimeToLive": 604_801}),
        ("ADMMessage", {"ExpiresAfter": "soon"}),
        ("ADMMessage", {"MD5": "abc"}),
        ("DefaultPushNotificationMessage", {"Action": "DEEP_LINK", "Url": ""}),
    ],
)
def test_a_message_that_breaks_a_rule_is_named_with_its_member(name, message):
    with pytest.raises(Invalid) as caught:
        check_push_messages({name: message})

    assert (caught.value.member or "").startswith(f"{name}.")


def test_the_words_of_both_services_for_priorities_are_good_for_both():
    for name in ("APNSMessage", "GCMMessage"):
        for word in ("5", "10", "normal", "high"):
            check_push_messages({name: {"Priority": word}})


@pytest.mark.parametrize(
    ("channel_type", "wish", "default", "expected"),
    [
        ("APNS", "TOKEN", "CERTIFICATE", "token"),
        ("APNS", None, "key", "token"),
        ("APNS", None, "certificate", "certificate"),
        ("APNS", "nonsense", None, "certificate"),
        ("GCM", None, None, "key"),
        ("GCM", None, "TOKEN", "token"),
        ("GCM", "TOKEN", "KEY", "token"),
    ],
)
def test_the_message_chooses_credentials_before_the_channel(channel_type, wish, default, expected):
    both = {"APNS": {"certificate", "token"}, "GCM": {"key", "token"}}[channel_type]

    assert chosen_set(channel_type, both, wish=wish, default=default) == expected
    assert chosen_set(channel_type, {"token"}, wish="CERTIFICATE", default=None) == "token"
    assert chosen_set(channel_type, set(), wish=wish, default=default) is None
