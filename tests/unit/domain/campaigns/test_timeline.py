"""When the runs of a schedule begin, over months and changes of clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinwheel.domain.campaigns.local_time import Sweep
from pinwheel.domain.campaigns.timeline import Timeline, next_run

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def _runs(schedule, count, *, anchor=NOW):
    timeline = Timeline.of(schedule, anchor=anchor)
    found: list[datetime] = []
    at = timeline.after(timeline.first - timedelta(seconds=1))
    while at is not None and len(found) < count:
        found.append(at)
        at = timeline.after(at)
    return found


def _days(runs):
    return [f"{run:%m-%d %H:%M}" for run in runs]


@pytest.mark.parametrize(
    ("start", "days"),
    [
        ("2027-01-31T09:00:00Z", ["01-31", "02-28", "03-31", "04-30", "05-31", "06-30", "07-31"]),
        ("2027-01-30T09:00:00Z", ["01-30", "02-28", "03-30", "04-30", "05-30", "06-30", "07-30"]),
        ("2027-11-29T09:00:00Z", ["11-29", "12-29", "01-29", "02-29", "03-29", "04-29", "05-29"]),
        ("2027-01-15T09:00:00Z", ["01-15", "02-15", "03-15", "04-15", "05-15", "06-15", "07-15"]),
    ],
)
def test_months_keep_their_day_and_come_back_to_it_after_a_short_one(start, days):
    runs = _runs({"StartTime": start, "Frequency": "MONTHLY"}, 7)

    assert _days(runs) == [f"{day} 09:00" for day in days]


def test_the_day_of_a_month_is_counted_where_the_start_was_written():
    by_offset = {"StartTime": "2027-01-31T23:00:00-05:00", "Frequency": "MONTHLY"}
    by_zone = {
        "StartTime": "2027-02-01T04:00:00Z",
        "Frequency": "MONTHLY",
        "IsLocalTime": True,
        "Timezone": "UTC-05",
    }

    wanted = ["02-01 04:00", "03-01 04:00", "04-01 04:00", "05-01 04:00"]
    assert _days(_runs(by_offset, 4)) == _days(_runs(by_zone, 4)) == wanted


def test_days_and_weeks_are_instants_whatever_clocks_do():
    daily = _runs({"StartTime": "2027-03-26T09:00:00Z", "Frequency": "DAILY"}, 10)
    weekly = _runs({"StartTime": "2026-10-20T09:00:00Z", "Frequency": "WEEKLY"}, 4)

    assert {run.hour for run in (*daily, *weekly)} == {9}
    assert _days(weekly) == ["10-20 09:00", "10-27 09:00", "11-03 09:00", "11-10 09:00"]


@pytest.mark.parametrize("frequency", ["HOURLY", "DAILY", "WEEKLY", "MONTHLY"])
def test_an_immediate_start_counts_from_its_anchor_and_the_end_is_included(frequency):
    end = NOW + timedelta(hours=1)
    runs = _runs({"StartTime": "IMMEDIATE", "Frequency": frequency, "EndTime": end.isoformat()}, 5)

    assert runs == ([NOW, end] if frequency == "HOURLY" else [NOW])


def test_one_run_is_followed_by_none():
    schedule = {"StartTime": "2026-12-01T00:00:00Z"}

    assert next_run(schedule, NOW, anchor=NOW) == datetime(2026, 12, 1, tzinfo=UTC)
    assert next_run(schedule, datetime(2026, 12, 1, tzinfo=UTC), anchor=NOW) is None


@given(
    frequency=st.sampled_from(["HOURLY", "DAILY", "WEEKLY", "MONTHLY"]),
    start=st.integers(0, 800 * 24),
    later=st.integers(-1000, 200_000),
)
def test_after_and_latest_agree_from_everywhere(frequency, start, later):
    first = NOW + timedelta(hours=start)
    timeline = Timeline.of({"StartTime": first.isoformat(), "Frequency": frequency}, anchor=NOW)
    instant = first + timedelta(minutes=later)

    following, before = timeline.after(instant), timeline.latest(instant)

    assert following is not None
    assert following > instant
    if before is None:
        assert instant < first == following
    else:
        assert before <= instant
        assert timeline.after(before) == following
        assert timeline.latest(following) == following
        assert following - before <= timedelta(days=31, hours=0)


@pytest.mark.parametrize(
    ("zone", "timezone"),
    [
        ("America/New_York", "UTC"),
        ("America/New_York", "UTC-05"),
        ("Europe/Berlin", "UTC+01"),
        ("Europe/Berlin", "UTC-05"),
        ("Australia/Lord_Howe", "UTC+10:30"),
        ("Asia/Tokyo", "UTC-08"),
        ("America/Los_Angeles", "UTC+13"),
    ],
)
@pytest.mark.parametrize("start", ["2026-10-20T14:00:00Z", "2027-03-01T14:00:00Z"])
def test_weeks_of_daily_local_time_reach_everybody_at_the_same_hour_at_most_once_a_day(zone, timezone, start):
    schedule = {"StartTime": start, "Frequency": "DAILY", "IsLocalTime": True, "Timezone": timezone}
    runs = _runs(schedule, 42)
    served = []
    for run, following in pairwise(runs):
        sweep = Sweep(run, timezone, next_start=following)
        if not sweep.is_over(zone):
            served.append(sweep.at(zone))

    local = [instant.astimezone(ZoneInfo(zone)) for instant in served if instant is not None]
    assert len({instant.time() for instant in local}) == 1
    days = [instant.date() for instant in local]
    assert len(set(days)) == len(days)
    # Where clocks are put forward, the day on which a zone changes sides of the start has no message.
    assert len(days) >= (days[-1] - days[0]).days
