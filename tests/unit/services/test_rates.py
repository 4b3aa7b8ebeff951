"""Direct messages wait for room in the send rate, also where many others want it at the same moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pinwheel.domain.errors import Unavailable
from pinwheel.domain.messages import DeliveryStatus, SendResult
from pinwheel.services.rates import DIRECT_PATIENCE, SendRates, send_directly, steady
from tests.fakes.governor import MemoryGovernor

SENT = SendResult(status=DeliveryStatus.SUCCESSFUL, message_id="m")
"""A provider that answers what it is given answers this for itself."""


class Crowded(MemoryGovernor):
    """A bucket that others change all the time: the first so many requests find no room."""

    def __init__(self, refusals):
        super().__init__()
        self.refusals = refusals

    def reserve_first(self, bucket, count, *, own, now, patience):
        if self.refusals:
            self.refusals -= 1
            raise Unavailable("The send rate is fought over; try again.")
        return super().reserve_first(bucket, count, own=own, now=now, patience=patience)


class Slow(MemoryGovernor):
    """A bucket behind a slow line: by the time that the answer comes, a slot of now is over."""

    def __init__(self, time, seconds):
        super().__init__()
        self.time, self.seconds, self.asked = time, seconds, 0

    def reserve_first(self, bucket, count, *, own, now, patience):
        self.asked += 1
        answer = super().reserve_first(bucket, count, own=own, now=now, patience=patience)
        self.time.sleep(self.seconds)
        return answer


class Time:
    def __init__(self):
        self.at = datetime(2026, 11, 2, 12, tzinfo=UTC)

    def now(self):
        return self.at

    def real_now(self):
        return self.at

    def sleep(self, seconds):
        self.at += timedelta(seconds=seconds)


def rates(refusals, *, chance=0.5):
    time = Time()
    made = SendRates(
        governor=Crowded(refusals), quota=steady(14), clock=time, sleep=time.sleep, chance=lambda: chance
    )
    return made, time


def test_a_direct_message_asks_again_where_others_were_faster():
    crowded, _ = rates(12)

    assert send_directly([SENT], list, rates=crowded) == [SENT]


def test_a_direct_message_does_not_ask_for_ever():
    crowded, time = rates(10_000)
    began = time.at

    with pytest.raises(Unavailable):
        send_directly([SENT], list, rates=crowded)
    assert DIRECT_PATIENCE <= (time.at - began).total_seconds() < DIRECT_PATIENCE + 1


@pytest.mark.parametrize("seconds", [0.01, 0.06, 0.4])
def test_where_answers_take_long_a_direct_message_asks_for_a_later_slot(seconds):
    time = Time()
    governor = Slow(time, seconds)
    slow = SendRates(governor=governor, quota=steady(1000), clock=time, sleep=time.sleep)

    assert send_directly([SENT], list, rates=slow) == [SENT]
    assert governor.asked <= 2
