"""Rates hold in every one-second window and are used."""

from __future__ import annotations

import heapq
import random

import pytest

from pinwheel.domain.governor import MOST_IN_BURST, SLACK, Slot, pace, reserve

RATES = [1, 2, 3, 7, 14, 23, 50, 51, 53, 97, 101, 200, 333, 500, 1000, 1999, 5000]


def _simulate(rate, senders, *, seconds, seed):
    """Let senders work for a while; answers the instants and sizes of their bursts."""
    dice = random.Random(seed)
    chosen = pace(rate)
    # One sender alone cannot be both late and fast: its next burst waits for its last.
    lateness = SLACK * 0.999 if senders > 1 else 0.0005
    free_at, sent = 0.0, []
    agenda = [(dice.random() * 0.01, number) for number in range(senders)]
    heapq.heapify(agenda)
    while agenda:
        now, number = heapq.heappop(agenda)
        if now > seconds:
            continue
        answer, free_at = reserve(free_at, now=now, spacing=chosen.spacing, patience=5.0)
        if not isinstance(answer, Slot):
            heapq.heappush(agenda, (answer.at - 4.0, number))
            continue
        moment = answer.at + dice.random() * lateness
        if moment <= seconds:
            sent.append((moment, chosen.burst))
        heapq.heappush(agenda, (moment + dice.random() * 0.0002, number))
    return sorted(sent)


def _most_in_a_window(sent):
    most = total = start = 0
    for at, (moment, size) in enumerate(sent):
        total += size
        while sent[start][0] <= moment - 1.0:
            total -= sent[start][1]
            start += 1
        most = max(most, total)
        assert at >= start
    return most


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("senders", [1, 7, 200])
def test_the_rate_is_never_exceeded_in_any_second_and_at_least_95_percent_used(rate, senders):
    seconds = 60

    sent = _simulate(rate, senders, seconds=seconds, seed=rate * 1000 + senders)

    assert _most_in_a_window(sent) <= rate
    # The first slot comes at once; what is left of the last spacing at the end is nobody's fault.
    used = sum(size for _, size in sent) / (rate * seconds)
    assert used >= 0.95


@pytest.mark.parametrize("rate", [*range(1, 400), 0.1, 0.5, 1.5, 777.7])
def test_a_pace_never_promises_more_than_the_rate(rate):
    chosen = pace(rate)

    assert 1 <= chosen.burst <= MOST_IN_BURST
    assert chosen.burst / chosen.spacing <= rate


def test_slow_rates_are_cut_finely_so_that_few_messages_need_not_wait_long():
    assert pace(14).spacing < 0.3
    assert pace(1000) == pace(1000.9)
    assert pace(1000).burst == 50
