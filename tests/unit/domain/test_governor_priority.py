"""Campaigns and direct messages on one bucket: the rate holds in every second, is used, and direct ones go first."""

from __future__ import annotations

import heapq
import random

import pytest

from pinwheel.domain.governor import HORIZON, MARGIN, SLACK, Slot, pace
from tests.fakes.governor import MemoryGovernor

SECONDS = 40


class Hall:
    """Senders and callers on one bucket; `sent` holds (instant, messages), `waits` how long callers waited."""

    def __init__(self, rate, senders, *, every, seed):
        self.dice = random.Random(seed)
        self.governor = MemoryGovernor()
        self.pace = pace(rate)
        self.lateness = SLACK * 0.999 if senders > 2 else 0.0005
        self.every = every
        self.sent = []
        self.waits = []
        self.agenda = [(self.dice.random() * 0.01, number, "ask", None) for number in range(senders)]
        self.agenda.append((1.0, senders, "call", None))
        heapq.heapify(self.agenda)

    def play(self):
        while self.agenda:
            now, number, step, slot = heapq.heappop(self.agenda)
            if now <= SECONDS:
                getattr(self, step)(now, number, slot)

    def ask(self, now, number, _):
        slot = self.governor.reserve("x", now=now, spacing=self.pace.spacing, patience=15.0)
        if not isinstance(slot, Slot):
            self.after(slot.at - 14.0, number, "ask")
        elif slot.room is not None or slot.at - now <= HORIZON:
            self.send(slot.at, number, slot.room or self.pace.burst)
        else:
            self.after(slot.at - HORIZON, number, "look", slot)

    def look(self, now, number, slot):
        room = self.pace.burst - self.governor.taken("x", slot)
        if room > 0:
            self.send(slot.at, number, room)
        else:
            self.after(now, number, "ask")

    def send(self, at, number, size):
        moment = at + self.dice.random() * self.lateness
        self.note(moment, size)
        self.after(moment + self.dice.random() * 0.0002, number, "ask")

    def call(self, now, number, _):
        count = self.dice.randint(1, min(self.pace.burst, 5))
        # The call is under way for some milliseconds before it decides.
        slot = self.governor.reserve_first("x", count, own=self.pace, now=now - 0.02, patience=10.0)
        assert isinstance(slot, Slot)
        self.waits.append(slot.at - now)
        self.note(slot.at + self.dice.random() * self.lateness, count)
        self.after(now + self.dice.expovariate(1 / self.every), number, "call")

    def note(self, moment, size):
        if moment <= SECONDS:
            self.sent.append((moment, size))

    def after(self, moment, number, step, slot=None):
        heapq.heappush(self.agenda, (moment, number, step, slot))

    def most_in_a_second(self):
        most = total = start = 0
        self.sent.sort()
        for moment, size in self.sent:
            total += size
            while self.sent[start][0] <= moment - 1.0:
                total -= self.sent[start][1]
                start += 1
            most = max(most, total)
        return most


@pytest.mark.parametrize("rate", [14, 100, 1000, 5000])
@pytest.mark.parametrize("senders", [1, 2, 20, 200])
def test_direct_messages_and_campaigns_together_keep_the_rate_and_use_it(rate, senders):
    hall = Hall(rate, senders, every=2.0, seed=rate + senders)

    hall.play()

    assert hall.most_in_a_second() <= rate
    assert sum(size for _, size in hall.sent) >= 0.95 * rate * SECONDS


@pytest.mark.parametrize("senders", [20, 200])
def test_direct_messages_do_not_queue_behind_campaigns(senders):
    hall = Hall(100, senders, every=0.2, seed=senders)

    hall.play()

    # A quarter of the rate is direct; the queue of the campaigns is 15 seconds long.
    assert len(hall.waits) > 100
    assert max(hall.waits) < HORIZON + MARGIN + 1.0
    assert hall.most_in_a_second() <= 100


def test_direct_messages_and_campaigns_share_a_slot_that_one_of_them_booked():
    governor, own = MemoryGovernor(), pace(1000)

    first = governor.reserve_first("x", 20, own=own, now=10.0, patience=1.0)
    second = governor.reserve_first("x", 2, own=own, now=9.99, patience=1.0)
    rest = governor.reserve("x", now=9.99, spacing=own.spacing, patience=5.0)
    later = governor.reserve("x", now=9.99, spacing=own.spacing, patience=5.0)

    assert second == first
    assert (rest.at, rest.room) == (first.at, 28)
    assert (later.at, later.room) == (pytest.approx(10.0 + own.spacing, abs=1e-5), None)
