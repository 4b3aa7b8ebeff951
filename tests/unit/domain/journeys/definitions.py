"""Journey definitions for tests: a complete one, and a strategy of random valid ones."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import strategies as st

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
SEGMENT = "5" * 32
EMAIL = {"EMAIL": {"TemplateName": "welcome"}}
SEGMENT_START = {"SegmentStartCondition": {"SegmentId": SEGMENT}}
EVENT_START = {
    "EventStartCondition": {
        "EventFilter": {
            "FilterType": "ENDPOINT",
            "Dimensions": {"EventType": {"DimensionType": "INCLUSIVE", "Values": ["signup"]}},
        }
    }
}
IN_SEGMENT = {"SegmentCondition": {"SegmentId": SEGMENT}}
HAS_PLAN = {"segmentDimensions": {"Attributes": {"Plan": {"AttributeType": "INCLUSIVE", "Values": ["pro"]}}}}


def opened(activity_id):
    """Give the condition that the message of an activity was opened."""
    dimensions = {"EventType": {"DimensionType": "INCLUSIVE", "Values": ["_email.open"]}}
    return {"EventCondition": {"MessageActivity": activity_id, "Dimensions": dimensions}}


def journey(**members):
    """Give a definition that may be published; None takes a member away."""
    body = {
        "Name": "Welcome-1",
        "StartActivity": "first",
        "StartCondition": SEGMENT_START,
        "Activities": {"first": {"EMAIL": {"TemplateName": "welcome"}}},
        **members,
    }
    return {name: value for name, value in body.items() if value is not None}


def of(activity, **others):
    """Give a definition whose first activity is this one."""
    return journey(Activities={"first": activity, **others})


def _next(draw, later):
    return {"NextActivity": draw(st.sampled_from(later))} if later and draw(st.booleans()) else {}


CONDITIONS = st.sampled_from([IN_SEGMENT, HAS_PLAN])
WAITS = st.sampled_from(
    [{"WaitFor": "PT1H"}, {"WaitFor": "P365D"}, {"WaitFor": "P1DT12H"}, {"WaitUntil": "2027-01-01T00:00:00Z"}]
)


@st.composite
def activities(draw, *, later):
    """Make an activity of any kind that leads to some of the later ones."""
    kind = draw(
        st.sampled_from(["EMAIL", "SMS", "PUSH", "CUSTOM", "Wait", "Yes", "Multi", "Random", "Holdout"])
    )
    match kind:
        case "EMAIL" | "SMS" | "PUSH":
            return {kind: {"TemplateName": "welcome", **_next(draw, later)}}
        case "CUSTOM":
            return {kind: {"DeliveryUri": "my-function", **_next(draw, later)}}
        case "Wait":
            return {kind: {"WaitTime": draw(WAITS), **_next(draw, later)}}
        case "Holdout":
            return {kind: {"Percentage": draw(st.integers(0, 100)), **_next(draw, later)}}
        case "Yes":
            found = draw(st.lists(CONDITIONS, min_size=1, max_size=3))
            split = {"Condition": {"Operator": "ANY", "Conditions": found}}
            return {"ConditionalSplit": {**split, "TrueActivity": _next(draw, later).get("NextActivity", "")}}
        case "Multi":
            branches = [
                {"Condition": each, **_next(draw, later)}
                for each in draw(st.lists(CONDITIONS, min_size=1, max_size=4))
            ]
            return {"MultiCondition": {"Branches": branches, "EvaluationWaitTime": draw(WAITS)}}
        case _:
            cuts = sorted(draw(st.sets(st.integers(1, 99), min_size=1, max_size=4)))
            shares = [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
            return {
                "RandomSplit": {"Branches": [{"Percentage": share, **_next(draw, later)} for share in shares]}
            }


@st.composite
def definitions(draw):
    """Make a definition without cycles in which the first activity leads to all others."""
    names = draw(
        st.lists(st.from_regex(r"[A-Za-z0-9]{1,10}", fullmatch=True), min_size=1, max_size=8, unique=True)
    )
    made = {name: draw(activities(later=names[at + 1 :])) for at, name in enumerate(names)}
    for before, after in pairwise(names):
        _lead(made[before], after)
    return journey(StartActivity=names[0], Activities=made)


def _lead(activity, name):
    """Make sure that an activity leads to another."""
    ((kind, body),) = activity.items()
    match kind:
        case "ConditionalSplit":
            body["FalseActivity"] = name
        case "MultiCondition":
            body["DefaultActivity"] = name
        case "RandomSplit":
            body["Branches"][-1]["NextActivity"] = name
        case _:
            body["NextActivity"] = name
