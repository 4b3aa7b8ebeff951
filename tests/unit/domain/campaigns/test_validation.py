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


def _check(body, *, is_new_schedule=True):
    validate(body, now=NOW, is_new_schedule=is_new_schedule)


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
        (_campaign(Schedule=_schedule(Frequency="DAILY")), "DAILY is not available in this version"),
        (_campaign(Schedule=_schedule(Frequency="EVENT")), "EVENT is not available in this version"),
        (_campaign(Schedule=_schedule(Frequency="YEARLY")), "'YEARLY' is not known"),
        (_campaign(Schedule=_schedule(IsLocalTime=True)), "IsLocalTime is not available"),
        (_campaign(Schedule=_schedule(QuietTime={"Start": "8:00", "End": "09:00"})), "HH:MM"),
        (_campaign(Hook={"LambdaFunctionName": "f"}), "Hook is not available"),
        (_campaign(SegmentId=None), "SegmentId is required"),
        (_campaign(MessageConfiguration=None), "must hold content"),
        (_campaign(MessageConfiguration={"SMSMessage": {"Body": "Hi"}}), "SMSMessage is not available"),
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
    _check(_campaign(Schedule={"StartTime": "2026-10-01T00:00:00Z"}), is_new_schedule=False)


def test_treatments_too_big_together_are_refused_although_each_is_not():
    big = {"EmailMessage": {"Title": "Hi", "HtmlBody": "x" * 190_000}}
    treatment = {"SizePercent": 10, "MessageConfiguration": big}

    _check(_campaign(MessageConfiguration=big))
    with pytest.raises(Invalid, match="use templates") as refusal:
        _check(_campaign(MessageConfiguration=big, AdditionalTreatments=[treatment]))

    assert refusal.value.member == "MessageConfiguration"
