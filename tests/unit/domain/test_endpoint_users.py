"""How many endpoints a user may have (spec 01, section 10; spec 09)."""

from __future__ import annotations

import pytest

from pinwheel.domain.endpoint_users import UserLimits, admit
from pinwheel.domain.endpoints import Endpoint

STRICT = UserLimits(strict=True)


def endpoint(name, **members):
    return Endpoint(id=name, user_id="u1", **members)


def fifteen(**members):
    return [endpoint(f"e{i:02d}", effective_date=f"2026-01-{30 - i}", **members) for i in range(15)]


def test_below_the_cap_there_is_room():
    assert (
        admit(fifteen(channel_type="EMAIL")[:14], endpoint("new", channel_type="EMAIL"), STRICT).error is None
    )


def test_an_endpoint_that_is_the_users_already_takes_no_room():
    assert admit(fifteen(channel_type="EMAIL"), endpoint("E03", channel_type="EMAIL"), STRICT).error is None


@pytest.mark.parametrize("channel_type", ["SMS", "PUSH", "VOICE", "EMAIL", "CUSTOM", "IN_APP"])
def test_strictly_only_device_push_displaces(channel_type):
    admission = admit(fifteen(channel_type="GCM"), endpoint("new", channel_type=channel_type), STRICT)

    assert admission.error == "Exceeded maximum endpoint per user count: 15"


@pytest.mark.parametrize(
    "channel_type", ["ADM", "GCM", "APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "BAIDU"]
)
def test_strictly_the_oldest_push_endpoint_leaves_for_a_new_one(channel_type):
    present = [
        *fifteen(channel_type="GCM")[:14],
        endpoint("mail", channel_type="EMAIL", effective_date="2025"),
    ]

    admission = admit(present, endpoint("new", channel_type=channel_type), STRICT)

    assert admission.retired is present[13]


def test_strictly_push_is_refused_when_the_user_has_none():
    admission = admit(fifteen(channel_type="EMAIL"), endpoint("new", channel_type="GCM"), STRICT)

    assert admission.error == "Exceeded maximum endpoint per user count: 15"


def test_by_default_the_least_recently_used_inactive_endpoint_leaves():
    present = [
        endpoint("active", effective_date="2025-01-01"),
        endpoint("used", endpoint_status="INACTIVE", effective_date="2025-01-01", last_activity="2026-01-01"),
        endpoint("idle", endpoint_status="INACTIVE", effective_date="2025-06-01"),
    ]

    assert admit(present, endpoint("new"), UserLimits(endpoints=3)).retired is present[2]


def test_by_default_a_user_of_active_endpoints_gets_no_more():
    admission = admit([endpoint("a"), endpoint("b")], endpoint("new"), UserLimits(endpoints=2))

    assert admission.error == "Exceeded maximum endpoint per user count: 2"
