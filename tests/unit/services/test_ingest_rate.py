"""An application that sends too much waits; others do not notice, and the usual request asks nobody."""

from __future__ import annotations

import pytest

from pinwheel.domain.errors import LimitExceeded, Unavailable
from pinwheel.services.ingest_rate import IngestRate
from tests.fakes.governor import MemoryGovernor
from tests.fakes.system import FrozenClock


class Counting(MemoryGovernor):
    def __init__(self):
        super().__init__()
        self.asked, self.failing = 0, False

    def reserve(self, *bucket, **options):
        self.asked += 1
        if self.failing:
            raise Unavailable("no answer")
        return super().reserve(*bucket, **options)


@pytest.fixture
def governor():
    return Counting()


@pytest.fixture
def clock():
    return FrozenClock()


@pytest.fixture
def rate(governor, clock):
    return IngestRate(per_second=1000, governor=governor, clock=clock)


def admitted(rates, application, most=100_000, step=10):
    """Count what passes at one instant, through several function instances in turn."""
    passed = 0
    try:
        while passed < most:
            for each in rates:
                each.admit(application, step)
                passed += step
    except LimitExceeded:
        pass
    return passed


def test_a_trickle_costs_no_call(rate, governor, clock):
    for _ in range(20):
        rate.admit("app", 20)
        clock.advance(seconds=1)
    assert governor.asked == 0


def test_instances_share_the_rate_and_what_is_too_much_waits_a_second(governor, clock):
    rates = [IngestRate(per_second=1000, governor=governor, clock=clock) for _ in range(4)]
    total = 0
    for _ in range(10):
        total += admitted(rates, "app")
        clock.advance(seconds=1)
    # At most: what is borrowed of the next second, what instances let pass on their own, and a block begun by each.
    assert 8_500 <= total <= 10_000 + 1000 + 10 * 4 * 20 + 10 * 4 * 100


def test_one_application_that_floods_leaves_others_alone(rate):
    admitted([rate], "flood")
    with pytest.raises(LimitExceeded):
        rate.admit("flood", 10)
    rate.admit("calm", 10)


def test_no_limit_admits_everything(governor, clock):
    assert admitted([IngestRate(per_second=0, governor=governor, clock=clock)], "app") == 100_000


def test_an_application_whose_events_the_stream_refused_waits_a_moment(rate, clock):
    rate.hold("app")
    with pytest.raises(LimitExceeded):
        rate.admit("app", 1)
    rate.admit("other", 1)
    clock.advance(seconds=1.1)
    rate.admit("app", 1)


def test_events_are_not_lost_when_the_shared_memory_does_not_answer(rate, governor):
    governor.failing = True
    rate.admit("app", 100)
    assert governor.asked == 1
