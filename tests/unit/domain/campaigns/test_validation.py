"""Which campaigns are refused, and with which words (spec 03, section 13)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pinwheel.domain.campaigns.validation import validate
from pinwheel.domain.errors import Invalid

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
EMAIL = {"EmailMessage": {"Title": "Hi", "HtmlBody": "<p>Hi</p>"}}


def _campaign(**members):
    body = {
        "SegmentId": "5" * 32,
        "Schedule": {"StartTime": "IMMEDIATE"},
        "MessageConfiguration": EMAIL,
    }
    return {name: value for name, value in {**body, **members}.items() if value is not None}


def _schedule(**members):
    return {"StartTime": "2026-11-03T00:00:00Z", **members}


EVENT_FILTER = {
    "FilterType": "ENDPOINT",
    "Dimensions": {"EventType": {"DimensionType": "INCLUSIVE", "Values": ["cart.left"]}},
}
IN_APP = {"InAppMessage": {"Layout": "TOP_BANNER", "Content": [{"HeaderConfig": {"Header": "Hi"}}]}}


def _event(**members):
    return _schedule(Frequency="EVENT", EventFilter=EVENT_FILTER, **members)


def _message(**messages):
    return _campaign(MessageConfiguration=messages)


def _check(body, *, old=None):
    validate(body, now=NOW, old=old)


@pytest.mark.parametrize(
    "body",
    [
        _campaign(),
        _campaign(Schedule=_schedule(Frequency="ONCE", IsLocalTime=False)),
        _campaign(Schedule={"StartTime": "2026-11-02T11:59:30Z"}),
        _campaign(Schedule=_schedule(EndTime="2026-11-04T00:00:00Z")),
        _campaign(HoldoutPercent=10, AdditionalTreatments=[{"SizePercent": 90}]),
        _campaign(Limits={"Daily": 0, "Total": 1, "MessagesPerSecond": 20_000, "MaximumDuration": 60}),
        _campaign(Schedule=None, SegmentId=None, MessageConfiguration=None),
        _campaign(Schedule=_schedule(), IsPaused=True),
        *(_campaign(Schedule=_schedule(Frequency=each)) for each in ("HOURLY", "DAILY", "WEEKLY", "MONTHLY")),
        _campaign(Schedule={"StartTime": "IMMEDIATE", "Frequency": "DAILY"}, IsPaused=True),
        _campaign(Schedule=_schedule(IsLocalTime=True, Timezone="UTC-4")),
        _campaign(Schedule=_schedule(QuietTime={"Start": "21:00", "End": "08:00"})),
        _campaign(Schedule=_schedule(QuietTime={"Start": "", "End": ""}, Timezone="")),
        _campaign(Schedule=_event(EndTime="2026-11-04T00:00:00Z")),
        _campaign(
            Schedule=_schedule(Frequency="IN_APP_EVENT", EventFilter=EVENT_FILTER),
            MessageConfiguration=IN_APP,
        ),
        _message(SMSMessage={"Body": "Hi {{User.UserAttributes.Name}}"}),
        _message(DefaultMessage={"Title": "Hi", "Body": "x" * 200}),
        _campaign(MessageConfiguration=None, TemplateConfiguration={"VoiceTemplate": {"Name": "call"}}),
        _campaign(
            MessageConfiguration={"CustomMessage": {"Data": "x" * 5120}},
            CustomDeliveryConfiguration={"DeliveryUri": "https://example.com/hook?x#y;z:1"},
        ),
        _campaign(Hook={"LambdaFunctionName": "f:prod", "Mode": "FILTER"}),
        _campaign(Hook={"LambdaFunctionName": "", "WebUrl": "", "Mode": ""}),
        _campaign(Hook={"LambdaFunctionName": "arn:aws:lambda:us-east-1:000000000000:function:f"}),
    ],
)
def test_a_good_campaign_passes(body):
    _check(body)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            _campaign(Schedule={"StartTime": "2026-11-02T11:58:00Z"}),
            "^StartTime must be at least current time.$",
        ),
        (_campaign(Schedule={"StartTime": "2026-11-02T20:00:00+09:00"}), "StartTime must be at least"),
        (_campaign(Schedule={"StartTime": "tomorrow"}), "ISO 8601"),
        (_campaign(Schedule={"Frequency": "ONCE"}), "StartTime is required"),
        (_campaign(Schedule=_schedule(EndTime="2026-11-02T23:00:00Z")), "EndTime must not be before"),
        (_campaign(Schedule=_schedule(StartTime="9999-12-31T23:59:59Z")), "hundred years"),
        (_campaign(Schedule=_schedule(Frequency="EVENT")), "EventFilter is required"),
        (_campaign(Schedule=_schedule(Frequency="IN_APP_EVENT")), "EventFilter is required"),
        (_campaign(Schedule=_schedule(EventFilter=EVENT_FILTER)), "EventFilter needs the Frequency"),
        (_campaign(Schedule=_event(IsLocalTime=True)), "IsLocalTime is not possible"),
        (_campaign(Schedule=_event(EndTime="2026-11-03T00:00:00Z")), "EndTime must be after"),
        (
            _campaign(Schedule=_event(), AdditionalTreatments=[{"SizePercent": 1, "Schedule": _schedule()}]),
            "cannot go together",
        ),
        (
            _campaign(Schedule=_schedule(Frequency="IN_APP_EVENT", EventFilter=EVENT_FILTER)),
            "must hold an in-app message",
        ),
        (_campaign(MessageConfiguration=IN_APP), "must hold content for a channel"),
        (_campaign(Schedule=_schedule(Frequency="YEARLY")), "got 'YEARLY'"),
        (_campaign(Schedule=_schedule(Timezone="Europe/Berlin")), "Timezone must be UTC or an offset"),
        (_campaign(Schedule=_schedule(QuietTime={"Start": "8:00", "End": "09:00"})), "HH:MM"),
        (_campaign(Schedule=_schedule(QuietTime={"Start": "25:00", "End": "09:00"})), "QuietTime.Start"),
        (_campaign(Schedule=_schedule(QuietTime={"Start": "21:00"})), "QuietTime.End"),
        (_campaign(Hook={"LambdaFunctionName": "f", "WebUrl": "https://example.com"}), "either a Lambda"),
        (_campaign(Hook={"Mode": "FILTER"}), "either a Lambda"),
        (_campaign(Hook={"LambdaFunctionName": "no blanks"}), "name or ARN of a Lambda"),
        (_campaign(Hook={"WebUrl": "f"}), "full HTTPS URL"),
        (_message(SMSMessage={"Body": "x" * 1601}), "1,600 characters"),
        (_message(SMSMessage={"Body": "{{#if"}), "SMSMessage.Body"),
        (_message(GCMMessage={"Body": "x" * 201}), "GCMMessage.Body may have 200"),
        (_message(GCMMessage={"Body": "x", "TimeToLive": -1}), "TimeToLive must not be negative"),
        (_message(InAppMessage={"Content": [{}] * 6}), "InAppMessage.Content"),
        (
            _campaign(
                MessageConfiguration={"CustomMessage": {"Data": "x" * 5121}},
                CustomDeliveryConfiguration={"DeliveryUri": "f"},
            ),
            "5,120 bytes",
        ),
        (
            _campaign(CustomDeliveryConfiguration={"DeliveryUri": "https://u:p@example.com/"}),
            "letters, digits",
        ),
        (_campaign(CustomDeliveryConfiguration={"DeliveryUri": "two words"}), "name or ARN"),
        (_campaign(SegmentId=None), "SegmentId is required"),
        (_campaign(MessageConfiguration=None), "must hold content"),
        (_campaign(MessageConfiguration={"CustomMessage": {"Data": "x"}}), "CustomDeliveryConfiguration is"),
        (_campaign(AdditionalTreatments=[{"SizePercent": 10}] * 5), "At most 4"),
        (_campaign(AdditionalTreatments=[{"SizePercent": 101}]), "between 0 and 100"),
        (_campaign(HoldoutPercent=60, AdditionalTreatments=[{"SizePercent": 50}]), "add up to 110"),
        (_campaign(Limits={"Daily": 101}), "Daily"),
        (_campaign(Limits={"MessagesPerSecond": 20_001}), "MessagesPerSecond"),
        (_campaign(Limits={"MaximumDuration": 59}), "MaximumDuration"),
        (_campaign(Priority=6), "Priority"),
        (_campaign(IsPaused=True), "immediate campaign cannot be paused"),
        (
            _campaign(MessageConfiguration={"EmailMessage": {"HtmlBody": "x" * (200 * 1024 + 1)}}),
            "use a template",
        ),
        (
            _campaign(
                MessageConfiguration={
                    "EmailMessage": {"Title": "Hi", "Headers": [{"Name": "X", "Value": "v" * 871}]}
                }
            ),
            "870",
        ),
    ],
)
def test_a_bad_campaign_is_refused_with_its_reason(body, words):
    with pytest.raises(Invalid, match=words):
        _check(body)


def test_a_start_that_has_passed_does_not_stand_in_the_way_of_other_changes():
    old = _campaign(Schedule={"StartTime": "2026-10-01T00:00:00Z", "Frequency": "DAILY"})
    new_end = {**old["Schedule"], "EndTime": "2026-12-01T00:00:00Z"}

    _check(old, old=old)
    _check(_campaign(Schedule=new_end), old=old)
    with pytest.raises(Invalid, match="must not be in the past"):
        _check(_campaign(Schedule={**new_end, "EndTime": "2026-11-01T00:00:00Z"}), old=old)
    with pytest.raises(Invalid, match="StartTime must be at least"):
        _check(_campaign(Schedule={"StartTime": "2026-10-02T00:00:00Z"}), old=old)


def test_treatments_too_big_together_are_refused_although_each_is_not():
    big = {"EmailMessage": {"Title": "Hi", "HtmlBody": "x" * 190_000}}
    treatment = {"SizePercent": 10, "MessageConfiguration": big}

    _check(_campaign(MessageConfiguration=big))
    with pytest.raises(Invalid, match="use templates") as refusal:
        _check(_campaign(MessageConfiguration=big, AdditionalTreatments=[treatment]))

    assert refusal.value.member == "MessageConfiguration"
