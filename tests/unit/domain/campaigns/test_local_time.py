"""When each zone is served by a local-time campaign."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinwheel.domain.campaigns.local_time import Sweep, known_zone, schedule_zone
from pinwheel.domain.errors import Invalid

ZONES = sorted(available_timezones() - {"Factory", "localtime"})
NEW_YORK = ZoneInfo("America/New_York")
TWO_PM_IN_NEW_YORK = datetime(2026, 11, 10, 19, 0, tzinfo=UTC)


def _served(sweep, zone):
    at = sweep.at(zone)
    assert at is not None
    return at


@pytest.mark.parametrize(
    ("zone", "instant"),
    [
        ("America/New_York", "2026-11-10T19:00:00+00:00"),
        ("America/Chicago", "2026-11-10T20:00:00+00:00"),
        ("Pacific/Honolulu", "2026-11-11T00:00:00+00:00"),
        ("Asia/Tokyo", "2026-11-11T05:00:00+00:00"),
        ("Europe/Berlin", "2026-11-11T13:00:00+00:00"),
        ("America/Sao_Paulo", "2026-11-11T17:00:00+00:00"),
        ("Asia/Kathmandu", "2026-11-11T08:15:00+00:00"),
    ],
)
def test_the_sweep_goes_west_and_comes_round_to_the_east(zone, instant):
    assert _served(Sweep(TWO_PM_IN_NEW_YORK, "UTC-05"), zone).isoformat() == instant


@pytest.mark.parametrize(
    "zone", [None, "", "Nowhere/Land", "../etc/passwd", "/etc/localtime", "America", "tzdata.zi", "UTC+05"]
)
def test_an_endpoint_without_a_valid_zone_is_not_served(zone):
    assert Sweep(TWO_PM_IN_NEW_YORK, "UTC-05").at(zone) is None
    assert known_zone(zone) is None


def test_a_time_that_clocks_jump_over_moves_forward_and_a_doubled_one_is_its_first():
    spring = Sweep(datetime(2027, 3, 13, 12, 30, tzinfo=UTC), "UTC+10")
    autumn = Sweep(datetime(2026, 11, 1, 0, 30, tzinfo=UTC), "UTC+01")

    assert _served(spring, "America/New_York").astimezone(NEW_YORK).isoformat() == (
        "2027-03-13T22:30:00-05:00"
    )
    gap = Sweep(datetime(2027, 3, 14, 2, 30, tzinfo=UTC), "UTC")
    assert _served(gap, "America/New_York").astimezone(NEW_YORK).isoformat() == ("2027-03-14T03:30:00-04:00")
    assert _served(autumn, "America/New_York").astimezone(NEW_YORK).isoformat() == (
        "2026-11-01T01:30:00-04:00"
    )


@given(
    start=st.integers(0, 3 * 365 * 24 * 60),
    offset=st.integers(-12, 14),
    zone=st.sampled_from(ZONES),
)
def test_every_zone_is_served_within_a_day_of_the_start_at_the_same_time_of_its_clocks(start, offset, zone):
    start = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=start)
    name = f"UTC{offset:+03d}"

    served = _served(Sweep(start, name), zone)

    assert start <= served < start + timedelta(hours=26)
    wanted = (start + timedelta(hours=offset)).time()
    local = served.astimezone(ZoneInfo(zone))
    exists = local.replace(tzinfo=None).time() == wanted
    day = local.replace(hour=12, minute=0, second=0, microsecond=0)
    # Clocks that jump on that day may show another time; on all other days it is exactly the wanted one.
    jumps = (day - timedelta(days=1)).utcoffset() != (day + timedelta(days=1)).utcoffset()
    assert exists or jumps


def test_the_end_is_read_on_the_clocks_of_each_zone():
    sweep = Sweep(TWO_PM_IN_NEW_YORK, "UTC-05", end=datetime(2026, 11, 10, 20, 0, tzinfo=UTC))

    assert not sweep.is_over("America/New_York")
    assert not sweep.is_over("America/Los_Angeles")
    assert sweep.is_over("Europe/Berlin")
    assert not sweep.is_over("nowhere")


@pytest.mark.parametrize(
    ("name", "hours"),
    [(None, 0), ("UTC", 0), ("UTC-4", -4), ("UTC-04", -4), ("UTC+05:30", 5.5), ("utc+0545", 5.75), ("+2", 2)],
)
def test_zones_of_schedules_are_read_leniently(name, hours):
    assert schedule_zone(name).utcoffset(None) == timedelta(hours=hours)


@pytest.mark.parametrize(
    "name", ["America/New_York", "UTC+15", "UTC+5:70", "noon", "UTC+", "UTC+\N{ARABIC-INDIC DIGIT FIVE}"]
)
def test_a_zone_that_is_no_offset_is_refused(name):
    with pytest.raises(Invalid, match=r"Schedule\.Timezone"):
        schedule_zone(name)
