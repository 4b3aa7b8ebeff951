"""Intervals of estimates: they hold the truth as often as they say, and close when all was read."""

from __future__ import annotations

import random

import pytest

from pinwheel.domain.endpoints import BUCKETS, bucket_of
from pinwheel.domain.insight.sampling import interval, scaled
from pinwheel.services.insight.estimates import drawn_order


def test_what_was_read_whole_is_exact():
    found = interval(17, 1.0)

    assert (found.estimate, found.low, found.high) == (17, 17, 17)


def test_nothing_found_does_not_mean_nobody():
    found = interval(0, 0.25)

    assert (found.estimate, found.low) == (0, 0)
    assert 15 <= found.high <= 25


def test_bounds_never_fall_below_what_was_seen():
    assert interval(3, 0.9).low >= 3


@pytest.mark.parametrize("share", [1 / 256, 8 / 256, 0.25, 0.9])
@pytest.mark.parametrize("members", [5, 400, 50_000])
def test_intervals_hold_the_truth_as_often_as_they_say(share, members):
    choice = random.Random(f"{share}/{members}")
    rounds, held = 400, 0
    for _ in range(rounds):
        seen = (
            choice.binomialvariate(members, share)
            if hasattr(choice, "binomialvariate")
            else round(
                min(max(choice.gauss(members * share, (members * share * (1 - share)) ** 0.5), 0), members)
            )
        )
        found = interval(seen, share)
        held += found.low <= members <= found.high

    assert held / rounds > 0.97


def test_buckets_are_a_fair_sample_whatever_the_ids_look_like():
    ids = [f"customer-{number:08d}" for number in range(60_000)]
    members = {each for number, each in enumerate(ids) if number % 3 == 0}
    for seed in range(20):
        chosen = set(drawn_order(str(seed))[:32])
        seen = sum(bucket_of(each) in chosen for each in members)
        found = interval(seen, 32 / BUCKETS)
        assert found.low <= len(members) <= found.high


def test_an_order_names_every_bucket_once_and_stays():
    assert sorted(drawn_order("s")) == list(range(BUCKETS))
    assert drawn_order("s") == drawn_order("s") != drawn_order("t")


def test_channels_are_scaled_up():
    assert scaled([("SMS", 2), ("EMAIL", 10)], 0.5) == {"EMAIL": 20, "SMS": 4}
