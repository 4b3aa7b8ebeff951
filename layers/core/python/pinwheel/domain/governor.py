"""How fast may be sent: slots in time, handed out one after another (a leaky bucket that reserves ahead).

A rate of R messages a second becomes bursts of n messages (at most 50, one call of the provider), k of them
a second with n * k <= R, each at least (1 + SLACK) / k seconds after the one before. A burst that is sent
within SLACK of its slot can then never share a one-second window with k others, so the rate holds in *every*
window, not only on average. Who comes later than SLACK gives the slot up and asks for another.

    slots      |----|----|----|----|----|        k in any window of one second
    sent within [slot, slot + SLACK)

A slot is paid whole, also when fewer messages are left than it has room for. All of it runs on real time.

Direct messages do not queue behind campaigns. They take room from slots that are booked for later than
HORIZON; who holds one of those looks again when it comes closer, and sends so many messages less.
"""

from __future__ import annotations

import msgspec

MOST_IN_BURST = 50
SLACK = 0.03
"""Seconds that a burst may come late; costs three per cent of the rate."""
FEWEST_BURSTS = 4
"""Bursts a second that slow rates are cut into, so that few messages need not wait for whole seconds."""
HORIZON = 1.0
"""Seconds before a slot from which on it is its holder's, whole."""
MARGIN = 0.2
"""Seconds that a call and the difference of two clocks may take at most."""
MICROS = 1_000_000
GOOD_USE = 0.98
"""Share of the rate that the cut into bursts must keep; bursts of one message keep all of it."""


class Pace(msgspec.Struct, frozen=True):
    """A rate as bursts: at most `burst` messages every `spacing` seconds."""

    burst: int
    spacing: float


class Slot(msgspec.Struct, frozen=True):
    """A reserved moment: send at `at` (epoch seconds of real time), not after `until`.

    `room` tells of a slot with less room than a burst: the rest of one that a direct message booked.
    """

    at: float
    until: float
    room: int | None = None


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


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """A bucket as direct messages see it; all instants in whole microseconds.

    `taken` tells how many messages of booked slots go to direct messages; `own` is the last slot that a
    direct message booked for itself, with room for `own_left` more.
    """

    free_at: int = 0
    taken: dict[int, int] = {}
    own: int = 0
    own_left: int = 0


def reserve_first(
    bucket: Bucket, count: int, *, own: Pace, now: float, patience: float
) -> tuple[Slot | Busy, Bucket]:
    """Find room for direct messages (at most one burst) ahead of the campaigns that queue.

    Where slots are booked for further than HORIZON, room is taken from those: their holders look again
    before they send. Otherwise a slot is booked; who asks next gets what is left of it.
    """
    start, cost = round(now * MICROS), round(own.spacing * MICROS)
    latest = start + round(patience * MICROS)
    kept = {at: number for at, number in bucket.taken.items() if at > start - MICROS}
    bucket = msgspec.structs.replace(bucket, taken=kept)
    if bucket.own >= start and bucket.own_left >= count:
        left = bucket.own_left - count
        return _slot(bucket.own), msgspec.structs.replace(bucket, own_left=left)
    stealable = start + round((HORIZON + MARGIN) * MICROS)
    at = bucket.free_at - max(bucket.free_at - stealable, 0) // cost * cost
    while at < bucket.free_at and own.burst - kept.get(at, 0) < count:
        at += cost
    at = max(at, start)
    if at > latest:
        return Busy(at / MICROS), bucket
    if at < bucket.free_at:
        taken = {**kept, at: kept.get(at, 0) + count}
        return _slot(at), msgspec.structs.replace(bucket, taken=taken)
    return _slot(at), msgspec.structs.replace(
        bucket, free_at=at + cost, taken={**kept, at: own.burst}, own=at, own_left=own.burst - count
    )


def _slot(micros: int) -> Slot:
    return Slot(micros / MICROS, micros / MICROS + SLACK)
