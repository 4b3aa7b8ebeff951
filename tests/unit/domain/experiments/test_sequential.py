"""Looking as often as one likes: seldom a verdict where nothing differs, soon one where much does."""

from __future__ import annotations

import math
import random

import pytest

from pinwheel.domain.experiments.sequential import (
    LEVEL,
    Verdict,
    sequential_means,
    sequential_rates,
)
from pinwheel.domain.experiments.statistics import Hits, Sums, compare_rates

TRIALS = 400


def known(found):
    assert found is not None
    return found


def peeked_rates(random_, share, odds, acts=1500, size=20_000):
    """Give the verdicts after every act; `odds` is how likely an act falls to the group."""
    group_size = int(size * share)
    hits = 0
    for done in range(1, acts + 1):
        hits += random_.random() < odds
        yield sequential_rates(Hits(hits, group_size), Hits(done - hits, size - group_size))


@pytest.mark.parametrize("share", [0.5, 0.9, 0.1])
def test_looking_after_every_act_finds_a_difference_that_is_not_there_in_at_most_5_percent(share):
    random_ = random.Random(7)

    wrong = sum(
        any(each.verdict is not Verdict.UNDECIDED for each in peeked_rates(random_, share, share, acts=400))
        for _ in range(TRIALS)
    )

    # Two standard errors of the share itself; the usual test does this in every third experiment.
    assert wrong / TRIALS <= LEVEL + 2 * math.sqrt(LEVEL * (1 - LEVEL) / TRIALS)


def test_the_usual_p_value_would_be_fooled_by_the_same_looks():
    random_, fooled = random.Random(7), 0
    for _ in range(150):
        hits, is_fooled = 0, False
        for done in range(1, 401):
            hits += random_.random() < 0.5
            if done >= 20:
                is_fooled |= (
                    known(compare_rates(Hits(hits, 10_000), Hits(done - hits, 10_000))).p_value <= LEVEL
                )
        fooled += is_fooled

    assert fooled / 150 > 3 * LEVEL


@pytest.mark.parametrize(("odds", "verdict"), [(0.62, Verdict.HIGHER), (0.38, Verdict.LOWER)])
def test_a_difference_that_is_there_is_found(odds, verdict):
    *_, last = peeked_rates(random.Random(3), 0.5, odds)

    assert last.verdict is verdict
    assert (last.lift.low > 0) is (verdict is Verdict.HIGHER)


def test_means_that_do_not_differ_are_seldom_told_apart():
    random_, wrong = random.Random(11), 0
    for _ in range(TRIALS):
        total, squares, mine, is_wrong = [0.0, 0.0], [0.0, 0.0], 0.5, False
        for act in range(1, 301):
            arm, value = int(random_.random() < mine), random_.lognormvariate(3, 0.8)
            total[arm] += value
            squares[arm] += value * value
            if act >= 2:
                judged = sequential_means(Sums(5000, total[1], squares[1]), Sums(5000, total[0], squares[0]))
                is_wrong |= known(judged).verdict is not Verdict.UNDECIDED
        wrong += is_wrong

    assert wrong / TRIALS <= LEVEL + 2 * math.sqrt(LEVEL * (1 - LEVEL) / TRIALS)


def test_the_interval_of_every_look_holds_the_true_lift_at_once():
    random_, missed, lift = random.Random(5), 0, 0.2
    odds = (1 + lift) / (2 + lift)
    for _ in range(200):
        missed += any(
            not each.lift.low <= lift <= each.lift.high
            for each in list(peeked_rates(random_, 0.5, odds, acts=600))[50::25]
            if each.lift is not None
        )

    assert missed / 200 <= LEVEL + 2 * math.sqrt(LEVEL * (1 - LEVEL) / 200)


def test_the_unit_of_a_metric_does_not_matter():
    euros = known(sequential_means(Sums(100, 500.0, 9000.0), Sums(100, 300.0, 4000.0)))
    cents = known(sequential_means(Sums(100, 50_000.0, 9e7), Sums(100, 30_000.0, 4e7)))

    assert cents.p_value == pytest.approx(euros.p_value)
    assert known(cents.lift).low == pytest.approx(known(euros.lift).low)


def test_nothing_is_said_of_empty_groups():
    assert sequential_rates(Hits(0, 0), Hits(1, 5)) is None
    assert sequential_means(Sums(1, 1.0, 1.0), Sums(10, 5.0, 5.0)) is None
    assert known(sequential_rates(Hits(0, 10), Hits(0, 10))).verdict is Verdict.UNDECIDED
