"""What the audit log says has become different."""

from __future__ import annotations

import pytest

from pinwheel.domain.audit import LONGEST_VALUE, MOST_CHANGES, differences, is_audited, reading_operation


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("CreateCampaign", True),
        ("UpdateApnsChannel", True),
        ("DeleteApp", True),
        ("TagResource", True),
        ("RotateAccessKey", True),
        ("ResetCampaignCircuitBreaker", True),
        ("UpdateEndpoint", False),
        ("DeleteUserEndpoints", False),
        ("PutEvents", False),
        ("SendMessages", False),
        ("GetApp", False),
    ],
)
def test_what_is_set_up_is_audited_and_people_are_not(operation, expected):
    assert is_audited(operation) is expected


@pytest.mark.parametrize(
    ("operation", "reading"),
    [
        ("UpdateCampaign", "GetCampaign"),
        ("PutEventStream", "GetEventStream"),
        ("DeleteSegment", "GetSegment"),
        ("ResetCampaignCircuitBreaker", "GetCampaignCircuitBreaker"),
        ("UpdateJourneyState", "GetJourney"),
        ("CreateApp", None),
        ("RevokeAccessKey", None),
    ],
)
def test_the_operation_that_shows_the_resource_is_known(operation, reading):
    assert reading_operation(operation) == reading


def test_differences_name_path_old_and_new():
    old = {"Name": "a", "Limits": {"Daily": 3, "Total": 1}, "Tags": ["x"]}
    new = {"Name": "a", "Limits": {"Daily": 5}, "Tags": ["x", "y"]}

    assert differences(old, new) == [
        {"Path": "Limits.Daily", "Old": 3, "New": 5},
        {"Path": "Limits.Total", "Old": 1, "New": None},
        {"Path": "Tags[1]", "Old": None, "New": "y"},
    ]


def test_what_was_made_and_what_was_removed_is_told_in_full():
    assert differences(None, {"Name": "a"}) == [{"Path": "Name", "Old": None, "New": "a"}]
    assert differences({"Name": "a"}, None) == [{"Path": "Name", "Old": "a", "New": None}]


def test_secrets_and_times_of_change_are_not_told():
    assert differences(None, {"SecretAccessKey": "s", "LastModifiedDate": "t"}) == []


def test_long_values_and_long_lists_are_cut():
    (change,) = differences(None, {"Html": "x" * 10_000})
    assert len(change["New"]) == LONGEST_VALUE + 3
    assert len(differences(None, {"Values": list(range(1000))})) == MOST_CHANGES
