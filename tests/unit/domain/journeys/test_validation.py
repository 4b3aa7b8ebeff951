"""Which journeys are refused, and with which words (spec 06)."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinwheel.domain.errors import Invalid
from pinwheel.domain.journeys.validation import validate
from tests.unit.domain.journeys.definitions import (
    EMAIL,
    EVENT_START,
    HAS_PLAN,
    IN_SEGMENT,
    NOW,
    SEGMENT,
    SEGMENT_START,
    definitions,
    journey,
    of,
    opened,
)

QUIET = {"Start": "20:00", "End": "08:00"}


def check(body, *, is_published=True):
    validate(body, now=NOW, is_published=is_published)


def refusal(body, *, is_published=True):
    with pytest.raises(Invalid) as caught:
        check(body, is_published=is_published)
    message = str(caught.value)
    assert message.startswith("Journey validation failed, ")
    assert message.endswith(".")
    assert not message.endswith("..")
    return message


def split(*conditions, **members):
    return {"ConditionalSplit": {"Condition": {"Conditions": list(conditions)}, **members}}


def multi(*branches, **members):
    return {"MultiCondition": {"Branches": list(branches), **members}}


def chance(*shares):
    return {"RandomSplit": {"Branches": [{} if share is None else {"Percentage": share} for share in shares]}}


def wait(**time):
    return {"Wait": {"WaitTime": time}}


def event(**dimensions):
    start: Any = copy.deepcopy(EVENT_START)
    start["EventStartCondition"]["EventFilter"]["Dimensions"].update(dimensions)
    return journey(StartCondition=start)


@pytest.mark.parametrize(
    "body",
    [
        journey(),
        journey(Name="a" * 150),
        journey(StartCondition=EVENT_START),
        event(
            Attributes={"kind": {"AttributeType": "INCLUSIVE", "Values": ["a", "b"]}},
            Metrics={"amount": {"ComparisonOperator": "GREATER_THAN_OR_EQUAL", "Value": 10.5}},
        ),
        of({"Wait": {"WaitTime": {"WaitFor": "PT1H"}, "NextActivity": "then"}}, then=EMAIL),
        of(wait(WaitFor="P1W")),
        of(split(opened("then"), IN_SEGMENT, HAS_PLAN, TrueActivity="then"), then=EMAIL),
        of(split(IN_SEGMENT, EvaluationWaitTime={"WaitFor": "PT0S"})),
        of(multi(*[{"Condition": IN_SEGMENT}] * 4, DefaultActivity="then"), then=EMAIL),
        of(chance(50, 50)),
        of(chance(20, 20, 20, 20, 20)),
        of({"Holdout": {"Percentage": 100}}),
        of({"ContactCenter": {}}),
        of({"PUSH": {"TemplateName": "t", "MessageConfig": {"TimeToLive": "0"}}}),
        of({"SMS": {"TemplateName": "t", "MessageConfig": {"SenderId": "Shop"}}}),
        of({"CUSTOM": {"DeliveryUri": "https://example.com/x", "MessageConfig": {"Data": "x" * 5_000}}}),
        of({"CUSTOM": {"DeliveryUri": "arn:aws:lambda:us-east-1:111122223333:function:send:live"}}),
        of(wait(WaitUntil="2020-01-01T00:00:00Z")),
        journey(Schedule={"StartTime": "2026-11-02T11:57:00Z", "Timezone": "UTC+08:45"}),
        journey(Schedule={"StartTime": "2026-11-03T00:00:00Z", "EndTime": "2028-04-26T00:00:00Z"}),
        journey(Schedule={"StartTime": "2026-11-03T09:00:00+09:00", "Timezone": "UTC+09"}),
        journey(
            Limits={"DailyCap": 0, "TotalCap": 100, "EndpointReentryCap": 0, "MessagesPerSecond": 20_000}
        ),
        journey(Limits={"TimeframeCap": {"Cap": 100, "Days": 30}, "EndpointReentryInterval": "PT1H"}),
        journey(RefreshFrequency="PT1H", RefreshOnSegmentUpdate=True),
        journey(QuietTime=QUIET, WaitForQuietTime=True),
        journey(QuietTime={"Start": "", "End": ""}),
        journey(
            QuietTime=QUIET,
            SendingSchedule=True,
            OpenHours={"EMAIL": {"MONDAY": [{"StartTime": "08:00", "EndTime": "20:00"}] * 4}},
            ClosedDays={
                "SMS": [
                    {
                        "Name": "New Year",
                        "StartDateTime": "2027-01-01T00:00",
                        "EndDateTime": "2027-01-08T00:00",
                    }
                ]
                * 20
            },
        ),
        journey(
            JourneyChannelSettings={
                "ConnectCampaignArn": "arn:aws:connect-campaigns:us-east-1:111122223333:campaign/0d6c-1",
                "ConnectCampaignExecutionRoleArn": "arn:aws:iam::111122223333:role/Dialer",
            }
        ),
        journey(
            Activities={
                f"a{at}": {"EMAIL": {"TemplateName": "t", "NextActivity": f"a{at + 1}"}} for at in range(39)
            }
            | {"a39": EMAIL},
            StartActivity="a0",
        ),
    ],
)
def test_a_good_journey_may_be_published_and_drafted(body):
    check(body)
    check(body, is_published=False)


WRONG = [
    (journey(Name="two words"), "Name must have 1 to 150 letters"),
    (journey(Name="a" * 151), "Name must have 1 to 150"),
    (journey(Name=""), "Name must have 1 to 150"),
    (
        journey(Activities={"a-b": EMAIL}),
        "ID of an activity must have 1 to 100 letters and digits, got 'a-b'",
    ),
    (journey(Activities={"a" * 101: EMAIL}), "1 to 100 letters"),
    (journey(Activities={f"a{at}": EMAIL for at in range(41)}), "at most 40 activities, got 41"),
    (of({}), "activity 'first': an activity must have exactly one of EMAIL, .*got none"),
    (of({"Description": "x"}), "activity 'first': .*got none"),
    (of({**EMAIL, "Holdout": {"Percentage": 1}}), "activity 'first': .*got EMAIL and Holdout"),
    (
        of({"EMAIL": {"TemplateName": "t", "NextActivity": "gone"}}),
        "activity 'first': NextActivity 'gone' does not",
    ),
    (of(split(IN_SEGMENT, TrueActivity="gone")), "activity 'first': TrueActivity 'gone' does not exist"),
    (of(split(IN_SEGMENT, FalseActivity="gone")), "FalseActivity 'gone' does not exist"),
    (of(multi({"Condition": IN_SEGMENT, "NextActivity": "gone"})), r"Branches\[1\].NextActivity 'gone'"),
    (of(multi({"Condition": IN_SEGMENT}, DefaultActivity="gone")), "DefaultActivity 'gone'"),
    (
        of({"ContactCenter": {}}, **{f"c{at}": {"ContactCenter": {}} for at in range(3)}),
        "at most 3 contact centre",
    ),
    (
        journey(StartCondition=EVENT_START, Activities={"first": {"ContactCenter": {}}}),
        "activity 'first': a contact centre cannot be called",
    ),
    (of(wait(WaitFor="PT59M")), "WaitTime.WaitFor must be between 1 hour and 365 days, got 'PT59M'"),
    (of(wait(WaitFor="P365DT1S")), "between 1 hour and 365 days"),
    (of(wait(WaitFor="1 day")), "ISO 8601 duration such as PT1H"),
    (of(wait(WaitFor="P")), "ISO 8601 duration"),
    (of(wait(WaitFor="P1DT")), "ISO 8601 duration"),
    (of(wait(WaitFor="PT1H", WaitUntil="2027-01-01T00:00:00Z")), "WaitFor or WaitUntil, not both"),
    (of(wait(WaitUntil="tomorrow")), "activity 'first': WaitTime.WaitUntil must be an ISO 8601"),
    (
        journey(
            Activities={"first": wait(WaitUntil="2027-01-01T00:00:00Z")},
            Schedule={"EndTime": "2027-01-01T00:00:00Z"},
        ),
        "WaitUntil must be before the journey's end",
    ),
    (
        of(split(IN_SEGMENT, EvaluationWaitTime={"WaitFor": "P366D"})),
        "EvaluationWaitTime.WaitFor must be at most",
    ),
    (of(split(IN_SEGMENT | HAS_PLAN)), "must test one thing, not SegmentCondition and segmentDimensions"),
    (of(split(opened("gone"))), "MessageActivity 'gone' does not exist"),
    (of(split(opened("then")), then=wait(WaitFor="PT1H")), "MessageActivity 'then' sends no message"),
    (
        of(split({"segmentDimensions": {"Attributes": {"Plan": {"Values": []}}}})),
        r"activity 'first': Condition.Conditions\[1\].segmentDimensions: Values of 'Plan' must not be empty",
    ),
    (
        of(split({"segmentDimensions": {"Metrics": {"m": {"ComparisonOperator": "EQUAL", "Value": 1e200}}}})),
        "Value must lie within",
    ),
    (of(split({"segmentDimensions": {"Attributes": {"": {"Values": ["x"]}}}})), "an entry without a name"),
    (of(split({"SegmentCondition": {"SegmentId": "5" * 129}})), "SegmentId must have at most 128"),
    (of(multi(*[{"Condition": IN_SEGMENT}] * 5)), "at most 4 branches, got 5"),
    (of(chance(50, 51)), "activity 'first': the percentages of Branches must add up to 100, got 101"),
    (of(chance(50, 40)), "add up to 100, got 90"),
    (of(chance(0, 100)), r"Branches\[1\].Percentage must be between 1 and 100, got 0"),
    (of(chance(*[10] * 6)), "at most 5 branches, got 6"),
    (of({"Holdout": {"Percentage": 101}}), "Percentage must be between 0 and 100, got 101"),
    (
        of({"PUSH": {"TemplateName": "t", "MessageConfig": {"TimeToLive": "soon"}}}),
        "TimeToLive must be a number",
    ),
    (of({"CUSTOM": {"DeliveryUri": "http://example.com/x"}}), "DeliveryUri must be the name or ARN"),
    (
        of({"CUSTOM": {"DeliveryUri": "f", "MessageConfig": {"Data": "x" * 5_001}}}),
        "at most 5,000 characters",
    ),
    (of({"SMS": {"TemplateName": "t" * 129}}), "TemplateName must have at most 128"),
    (journey(StartActivity="a" * 129), "StartActivity must have at most 128"),
    (
        journey(StartCondition={**SEGMENT_START, **EVENT_START}),
        "SegmentStartCondition or EventStartCondition, not",
    ),
    (event(EventType={"Values": ["a", "b"]}), "exactly one event type, got 2"),
    (event(Attributes={"kind": {"Values": []}}), "Attributes.kind must have values"),
    (
        event(Metrics={"m": {"ComparisonOperator": "ABOUT", "Value": 1}}),
        "ComparisonOperator must be one of .*got 'ABOUT'",
    ),
    (journey(StartCondition=EVENT_START, LocalTime=True), "LocalTime is not for journeys that an event"),
    (journey(Schedule={"Timezone": "UTC+01:30"}), "Schedule.Timezone must be UTC or an offset"),
    (journey(Schedule={"Timezone": "Europe/Berlin"}), "Schedule.Timezone"),
    (journey(Schedule={"StartTime": "soon"}), "Schedule.StartTime must be an ISO 8601"),
    (journey(Schedule={"StartTime": "0001-01-01T00:00:00+14:00"}), "Schedule.StartTime must be an ISO 8601"),
    (
        journey(Schedule={"StartTime": "2026-11-04T00:00:00Z", "EndTime": "2026-11-04T00:00:00Z"}),
        "EndTime must be after StartTime",
    ),
    (
        journey(Schedule={"StartTime": "2026-11-03T00:00:00Z", "EndTime": "2028-04-26T00:00:01Z"}),
        "at most 540 days",
    ),
    (journey(Limits={"DailyCap": 101}), "Limits.DailyCap must be between 0 and 100, got 101"),
    (journey(Limits={"TotalCap": -1}), "Limits.TotalCap"),
    (journey(Limits={"EndpointReentryCap": 101}), "Limits.EndpointReentryCap"),
    (journey(Limits={"MessagesPerSecond": 20_001}), "Limits.MessagesPerSecond"),
    (journey(Limits={"TimeframeCap": {"Days": 31}}), "Limits.TimeframeCap.Days must be between 0 and 30"),
    (journey(Limits={"TimeframeCap": {"Cap": 101}}), "Limits.TimeframeCap.Cap"),
    (journey(Limits={"EndpointReentryInterval": "an hour"}), "Limits.EndpointReentryInterval must be an ISO"),
    (journey(RefreshFrequency="daily"), "RefreshFrequency must be an ISO 8601 duration"),
    (journey(QuietTime={"Start": "20:00"}), "QuietTime.End must be a time"),
    (journey(QuietTime={"Start": "8pm", "End": "08:00"}), "QuietTime.Start must be a time"),
    (
        journey(QuietTime=QUIET, OpenHours={"SMS": {"SUNDAY": [{"StartTime": "07:59", "EndTime": "12:00"}]}}),
        r"OpenHours.SMS.SUNDAY\[1\] must lie outside QuietTime",
    ),
    (
        journey(OpenHours={"EMAIL": {"MONDAY": [{"StartTime": "08:00", "EndTime": "20:00"}] * 5}}),
        "OpenHours.EMAIL.MONDAY must have at most 4 ranges, got 5",
    ),
    (
        journey(OpenHours={"EMAIL": {"MONDAY": [{"StartTime": "08:00"}]}}),
        r"OpenHours.EMAIL.MONDAY\[1\].EndTime must be a time",
    ),
    (
        journey(
            ClosedDays={
                "PUSH": [{"StartDateTime": "2027-01-01T00:00", "EndDateTime": "2027-01-02T00:00"}] * 21
            }
        ),
        "ClosedDays.PUSH must have at most 20 rules, got 21",
    ),
    (
        journey(
            ClosedDays={"PUSH": [{"StartDateTime": "2027-01-02T00:00", "EndDateTime": "2027-01-01T00:00"}]}
        ),
        "EndDateTime must be after",
    ),
    (
        journey(
            ClosedDays={"PUSH": [{"StartDateTime": "2027-01-01T00:00", "EndDateTime": "2027-01-08T00:01"}]}
        ),
        "must span at most 7 days",
    ),
    (journey(ClosedDays={"PUSH": [{"Name": "x" * 151}]}), "Name must have at most 150"),
    (
        journey(ClosedDays={"PUSH": [{"Name": "x"}]}),
        r"ClosedDays.PUSH\[1\].StartDateTime must be an ISO 8601",
    ),
    (
        journey(
            JourneyChannelSettings={"ConnectCampaignExecutionRoleArn": "arn:aws:iam::111122223333:role/a/B"}
        ),
        "ConnectCampaignExecutionRoleArn must be an ARN such as",
    ),
]


@pytest.mark.parametrize(("body", "words"), WRONG)
def test_a_contradiction_is_refused_even_in_a_draft(body, words):
    with pytest.raises(Invalid, match=f"^Journey validation failed, .*{words}"):
        check(body, is_published=False)
    refusal(body)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            journey(StartCondition=None),
            "StartCondition must have SegmentStartCondition or EventStartCondition",
        ),
        (journey(StartCondition={"SegmentStartCondition": {"SegmentId": ""}}), "SegmentId is required"),
        (journey(StartCondition={"EventStartCondition": {"SegmentId": SEGMENT}}), "EventFilter is required"),
        (event(EventType={"Values": []}), "exactly one event type"),
        (journey(Activities=None), "Activities must have at least one activity"),
        (journey(Activities={}), "Activities must have at least one activity"),
        (journey(StartActivity=None), "StartActivity is required"),
        (journey(StartActivity="gone"), "StartActivity 'gone' does not exist"),
        (of({"EMAIL": {}}), "activity 'first': TemplateName is required"),
        (of({"PUSH": {}}), "activity 'first': TemplateName is required"),
        (of({"CUSTOM": {}}), "activity 'first': DeliveryUri is required"),
        (of({"Wait": {}}), "activity 'first': WaitTime must have WaitFor or WaitUntil"),
        (of({"ConditionalSplit": {}}), "activity 'first': Condition must have at least one condition"),
        (of(split({})), r"Condition.Conditions\[1\] must test a segment"),
        (of(split({"segmentDimensions": {}})), "must hold at least one dimension"),
        (of(split({"EventCondition": {}})), "MessageActivity is required"),
        (
            of(split({"EventCondition": {"MessageActivity": "then"}}), then=EMAIL),
            "event type or an attribute",
        ),
        (of({"MultiCondition": {}}), "Branches must have at least one branch"),
        (of(multi({})), r"Branches\[1\].Condition must test"),
        (of({"RandomSplit": {}}), "at least 2 branches, got 0"),
        (of(chance(100)), "at least 2 branches, got 1"),
        (of(chance(60, None)), r"Branches\[2\].Percentage is required"),
        (
            of({"EMAIL": {"TemplateName": "t", "NextActivity": "first"}}),
            "activity 'first': a path leads back",
        ),
        (
            of(
                {"EMAIL": {"TemplateName": "t", "NextActivity": "a"}},
                a=split(IN_SEGMENT, TrueActivity="b"),
                b={"Holdout": {"Percentage": 1, "NextActivity": "a"}},
            ),
            "activity 'a': a path leads back",
        ),
        (of(EMAIL, alone=EMAIL), "activity 'alone': no path from StartActivity leads"),
        (journey(Schedule={"StartTime": "2026-11-02T11:54:00Z"}), "Schedule.StartTime is in the past"),
        (journey(Schedule={"EndTime": "2026-11-02T12:00:00Z"}), "Schedule.EndTime is in the past"),
        (journey(Schedule={"EndTime": "2028-06-01T00:00:00Z"}), "at most 540 days"),
        (journey(SendingSchedule=True), "SendingSchedule needs QuietTime"),
    ],
)
def test_a_gap_is_refused_when_published_and_allowed_in_a_draft(body, words):
    with pytest.raises(Invalid, match=f"^Journey validation failed, .*{words}"):
        check(body)
    check(body, is_published=False)


def test_a_draft_needs_a_name_only():
    check({"Name": "x"}, is_published=False)


def test_a_refusal_names_the_member_for_programs():
    with pytest.raises(Invalid) as caught:
        check(of(wait(WaitFor="PT1M")))
    assert caught.value.member == "Activities.first.WaitTime.WaitFor"


@given(definitions())
def test_random_valid_definitions_pass(body):
    check(body)
    check(body, is_published=False)


MUTATIONS = {
    "two kinds": lambda activity: activity | {"EMAIL": {}, "SMS": {}},
    "no kind": lambda _activity: {},
    "unknown next": lambda _activity: {"Holdout": {"Percentage": 1, "NextActivity": "0" * 99}},
    "bad share": lambda _activity: {"Holdout": {"Percentage": 1000}},
    "bad shares": lambda _activity: {"RandomSplit": {"Branches": [{"Percentage": 99}, {"Percentage": 2}]}},
    "bad wait": lambda _activity: {"Wait": {"WaitTime": {"WaitFor": "PT1M"}}},
    "bad condition": lambda _activity: {"MultiCondition": {"Branches": [{"Condition": opened("0" * 99)}]}},
    "bad target": lambda _activity: {"CUSTOM": {"DeliveryUri": "ftp://example.com"}},
}


@given(definitions(), st.data())
def test_a_mutated_activity_is_refused_by_name(body, data):
    name = data.draw(st.sampled_from(sorted(body["Activities"])))
    mutate = MUTATIONS[data.draw(st.sampled_from(sorted(MUTATIONS)))]
    body["Activities"][name] = mutate(body["Activities"][name])
    for is_published in (True, False):
        assert f"activity '{name}': " in refusal(body, is_published=is_published)


@given(definitions(), st.data())
def test_a_way_back_to_the_start_is_a_circle(body, data):
    last = list(body["Activities"])[-1]
    body["Activities"][last] = {"Holdout": {"Percentage": 1, "NextActivity": body["StartActivity"]}}
    assert "a path leads back" in refusal(body)
    check(body, is_published=False)
