"""Quiet time by the recipient's clock, both ends included, over midnight too."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pinwheel.domain.quiet_time import QuietTime, quiet_time

NIGHT, NOON = QuietTime("21:00", "08:00"), QuietTime("12:00", "13:00")


def at(clock, day=2):
    hour, minute, second = (int(part) for part in clock.split(":"))
    return datetime(2026, 11, day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "clock", "holds"),
    [
        (NOON, "11:59:59", False),
        (NOON, "12:00:00", True),
        (NOON, "13:00:59", True),
        (NOON, "13:01:00", False),
        (NIGHT, "20:59:59", False),
        (NIGHT, "21:00:00", True),
        (NIGHT, "00:00:00", True),
        (NIGHT, "08:00:30", True),
        (NIGHT, "08:01:00", False),
        (QuietTime("09:00", "09:00"), "09:00:10", True),
    ],
)
def test_both_ends_belong_to_it(quiet, clock, holds):
    assert quiet.holds("Etc/UTC", at(clock)) is holds


@pytest.mark.parametrize(
    ("zone", "holds"),
    [
        ("America/New_York", True),
        ("Asia/Tokyo", True),
        ("Europe/Berlin", False),
        ("Nowhere/Land", False),
        ("", False),
        (None, False),
    ],
)
def test_the_recipients_own_clock_decides_and_without_a_zone_it_is_never_quiet(zone, holds):
    # 12:30 UTC: 07:30 in New York, 21:30 in Tokyo, 13:30 in Berlin.
    assert NIGHT.holds(zone, at("12:30:00")) is holds


def test_a_campaigns_own_quiet_time_wins_over_its_applications():
    own, other = {"Start": "21:00", "End": "08:00"}, {"Start": "12:00", "End": "13:00"}

    assert quiet_time(own, other) == NIGHT
    assert quiet_time({}, other) == NOON
    assert quiet_time(None, {"Start": "", "End": ""}) is None
