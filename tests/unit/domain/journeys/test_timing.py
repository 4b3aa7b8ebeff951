"""How a journey's instants and durations are read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pinwheel.domain.errors import Invalid
from pinwheel.domain.journeys.durations import parse_duration
from pinwheel.domain.journeys.timing import TIMEZONES, normal_schedule


@pytest.mark.parametrize(
    ("given", "spelt"),
    [
        ("2026-11-03T00:00:00Z", "2026-11-03T00:00:00.000Z"),
        ("2026-11-03T09:00:00+09:00", "2026-11-03T00:00:00.000Z"),
        ("2026-11-03T00:00:00", "2026-11-03T00:00:00.000Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
    ],
)
def test_instants_of_a_schedule_are_spelt_in_utc_whatever_its_time_zone_says(given, spelt):
    schedule = normal_schedule({"StartTime": given, "Timezone": "UTC+09"})
    assert schedule == {"StartTime": spelt, "Timezone": "UTC+09"}
    assert normal_schedule(schedule) == schedule


def test_journeys_know_37_time_zones():
    assert len(TIMEZONES) == 37


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("PT1H", timedelta(hours=1)),
        ("P2DT12H", timedelta(days=2, hours=12)),
        ("P1W", timedelta(days=7)),
        ("PT90M30S", timedelta(minutes=90, seconds=30)),
        ("PT0S", timedelta()),
        ("P1W2DT3H4M5S", timedelta(weeks=1, days=2, hours=3, minutes=4, seconds=5)),
    ],
)
def test_a_duration_is_the_sum_of_its_parts(text, length):
    assert parse_duration(text, member="WaitFor") == length


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1DT", "P1M", "P1Y", "1H", "PT-1H", "PT1.5H", "PT1H ", "PT٣H"]
)
def test_what_has_no_fixed_length_is_no_duration(text):
    with pytest.raises(Invalid, match="ISO 8601 duration"):
        parse_duration(text, member="WaitFor")
