"""How fast may be sent: slots in time, handed out one after another (a leaky bucket that reserves ahead).

A rate of R messages a second becomes bursts of n messages (at most 50, one call of the provider), k of them
a second with n * k <= R, each at least (1 + SLACK) / k seconds after the one before. A burst that is sent
within SLACK of its slot can then never share a one-second window with k others, so the rate holds in *every*
window, not only on average. Who comes later than SLACK gives the slot up and asks for another.

    slots      |----|----|----|----|----|        k in any window of one second
    sent within [slot, slot + SLACK)

A slot is paid whole, also when fewer messages are left than it has room for. All of it runs on real time.
"""

from __future__ import annotations

import msgspec

MOST_IN_BURST = 50
SLACK = 0.03
"""Seconds that a burst may come late; costs three per cent of the rate."""
FEWEST_BURSTS = 4
"""Bursts a second that slow rates are cut into, so that few messages need not wait for whole seconds."""
GOOD_USE = 0.98
"""Share of the rate that the cut into bursts must keep; bursts of one message keep all of it."""


class Pace(msgspec.Struct, frozen=True):
    """A rate as bursts: at most `burst` messages every `spacing` seconds."""

    burst: int
    spacing: float


class Slot(msgspec.Struct, frozen=True):
    """A reserved moment: send at `at` (epoch seconds of real time), not after `until`."""

    at: float
    until: float


class Busy(msgspec.Struct, frozen=True):
    """Nothing is free soon enough; ask again at `at`."""

    at: float


def pace(per_second: float) -> Pace:
    """Cut a rate into bursts, as many messages to a burst as uses the rate well."""
    whole = int(per_second)
    if whole < 1:
        return Pace(1, (1 + SLACK) / max(per_second, 1e-6))
    fewest = max(min(FEWEST_BURSTS, whole), -(-whole // MOST_IN_BURST))
    choices = range(fewest, whole + 1)
    bursts = next(k for k in choices if k * (whole // k) >= GOOD_USE * whole)
    return Pace(whole // bursts, (1 + SLACK) / bursts)


def reserve(free_at: float, *, now: float, spacing: float, patience: float) -> tuple[Slot | Busy, float]:
    """Take the next slot if it comes within `patience` seconds; answers it and when the next one is free.

    `free_at` is when the bucket's next slot is free, as stored.
    """
    at = max(free_at, now)
    if at > now + patience:
        return Busy(at), free_at
    return Slot(at, at + SLACK), at + spacing
