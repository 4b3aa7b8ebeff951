"""A run by a virtual clock: rates, days, quiet time, waves and ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from pinwheel.domain.insight.forecast import Batch, Rate, curve, forecast
from pinwheel.domain.quiet_time import QuietTime

START = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def loud(_treatment, _zone, _instant):
    return False


def run(*batches, rate=None, quiet=loud):
    rates = {"EMAIL": rate or Rate(10.0), "SMS": Rate(1.0)}
    return forecast(batches, rates=rates, family_of=lambda _, channel: channel, is_quiet=quiet)


def batch(count, *, channel="EMAIL", zone="", due=START, until=None, treatment="0"):
    return Batch(treatment, channel, zone, due, count, until)


def test_messages_leave_at_the_rate():
    found = run(batch(54_000))

    assert found.end == START + timedelta(seconds=5_400)
    assert curve(found.hours) == [(START, 36_000), (START + timedelta(hours=1), 18_000)]


def test_families_do_not_wait_for_each_other():
    found = run(batch(600), batch(60, channel="SMS"))

    assert found.end == START + timedelta(seconds=60)
    assert found.sent == {("0", "EMAIL"): 600, ("0", "SMS"): 60}


def test_a_used_up_day_goes_on_tomorrow():
    found = run(batch(1_500), rate=Rate(10.0, per_day=1_000, today=400))

    assert sum(count for hour, count in curve(found.hours) if hour < START + timedelta(hours=23)) == 400
    assert found.sent == {("0", "EMAIL"): 1_500}
    assert START + timedelta(hours=48) < found.end < START + timedelta(hours=49)


def test_what_comes_too_late_expires():
    found = run(batch(1_000, until=START + timedelta(seconds=60)))

    assert found.sent[("0", "EMAIL")] + found.expired["0"] == 1_000
    assert 600 <= found.sent[("0", "EMAIL")] <= 1_200


def test_quiet_time_suppresses_by_zone():
    def quiet(_treatment, zone, instant):
        return QuietTime("21:00", "08:00").holds(zone or None, instant)

    found = run(
        batch(50, zone="Europe/Berlin"), batch(30, zone="Asia/Tokyo"), batch(20, zone=""), quiet=quiet
    )

    assert found.sent == {("0", "EMAIL"): 70}
    assert found.quiet == {"0": 30}


def test_quiet_time_that_begins_on_the_way_takes_the_rest():
    def quiet(_treatment, _zone, instant):
        return instant >= START + timedelta(minutes=10)

    found = run(batch(12_000, zone="UTC"), quiet=quiet)

    assert found.sent == {("0", "EMAIL"): 6_000}
    assert found.quiet == {"0": 6_000}


def test_waves_go_out_when_they_are_due():
    later = START + timedelta(hours=5)

    found = run(batch(10), batch(10, due=later))

    assert curve(found.hours) == [(START, 10), (later, 10)]
    assert found.end == later + timedelta(seconds=1)


@given(
    counts=st.lists(st.integers(0, 5_000), min_size=1, max_size=6),
    rate=st.floats(0.5, 500),
    minutes=st.one_of(st.none(), st.integers(0, 300)),
    quiet_from=st.integers(0, 300),
)
@settings(max_examples=60)
def test_everybody_gets_exactly_one_outcome(counts, rate, minutes, quiet_from):
    until = None if minutes is None else START + timedelta(minutes=minutes)
    batches = [
        batch(
            count, zone=f"z{at % 2}", due=START + timedelta(minutes=17 * at), until=until, treatment=str(at)
        )
        for at, count in enumerate(counts)
    ]

    def quiet(_treatment, zone, instant):
        return zone == "z1" and instant >= START + timedelta(minutes=quiet_from)

    found = run(*batches, rate=Rate(rate), quiet=quiet)

    for at, count in enumerate(counts):
        outcomes = found.sent["" + str(at), "EMAIL"], found.quiet[str(at)], found.expired[str(at)]
        assert sum(outcomes) == count
        assert min(outcomes) >= 0
    told = sum(count for _, count in curve(found.hours))
    assert abs(told - found.sent.total()) <= len(counts)
