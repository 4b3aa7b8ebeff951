"""Send rates: what the account and a campaign may send, and waiting for one's turn (domain/governor.py).

The account's rate holds in every one-second window. A campaign's own `MessagesPerSecond` decides when a
burst may go at the earliest; while several campaigns queue for the account, bursts of one can move closer
together again. Direct messages go ahead of all campaigns (`send_directly`).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pinwheel.domain.errors import Unavailable
from pinwheel.domain.governor import HORIZON, Busy, Pace, Slot, pace
from pinwheel.domain.messages import DeliveryStatus, SendResult
from pinwheel.domain.runs import families
from pinwheel.domain.runs.plan import RunPlan
from pinwheel.ports.clock import Clock
from pinwheel.ports.email import EmailQuota
from pinwheel.ports.governor import Governor

M = TypeVar("M")

QUOTA_SECONDS = 60.0
PATIENCE = 15.0
"""Seconds ahead that a sender reserves."""
LEAD = 0.02
"""Seconds kept free before a slot for the entry in the ledger."""
LONGEST_LEAD = 1.0
"""Seconds that a direct message asks ahead at most, where answers of the governor take long."""
RETRY_WITHIN = 0.2
"""Seconds within which a direct message asks again where many others ask at the same moment."""
DIRECT_PATIENCE = 4.0
"""Seconds that a caller of the API waits for room at most."""
PAUSE_AFTER_THROTTLE = 1.0
EXHAUSTED_SECONDS = 900.0
"""When to ask again after the account's 24-hour quota is used up."""


def _is_used_up(quota: EmailQuota) -> bool:
    return 0 < quota.per_24_hours <= quota.sent_last_24_hours


def send_directly(
    messages: Sequence[M], send_batch: Callable[[Sequence[M]], Sequence[SendResult]], *, rates: SendRates
) -> list[SendResult]:
    """Send direct messages at the account's rate, ahead of campaigns; one result each, in order.

    Those for which no room comes in time are THROTTLED: the caller may send them again.
    """
    results: list[SendResult] = []
    burst = rates.direct_burst()
    for start in range(0, len(messages), burst):
        part = messages[start : start + burst]
        wait = rates.take_now(len(part))
        if wait is not None:
            throttled = SendResult(
                status=DeliveryStatus.THROTTLED, status_code=429, detail="The send rate is used up."
            )
            return results + [throttled] * (len(messages) - start)
        answers = send_batch(part)
        if any(answer.status is DeliveryStatus.THROTTLED for answer in answers):
            rates.slow_down()
        results += answers
    return results


def steady(per_second: float) -> Callable[[], EmailQuota]:
    """Give the quota of an account that a deployment names itself."""
    return lambda: EmailQuota(per_second=per_second, per_24_hours=0.0, sent_last_24_hours=0.0)


@dataclass(slots=True, kw_only=True)
class SendRates:
    """The rates of one family of channels, kept in mind for a minute; one object per function instance."""

    governor: Governor
    quota: Callable[[], EmailQuota]
    """Tells what the account may send."""
    family: str = families.EMAIL
    clock: Clock
    sleep: Callable[[float], None]
    chance: Callable[[], float] = random.random
    """Gives a number from 0 to 1."""
    _quota: EmailQuota | None = field(default=None, init=False)
    _asked: float = field(default=0.0, init=False)

    def pace(self, plan: RunPlan) -> Pace:
        """Give the pace of a run: the account's, or the campaign's own where that is slower."""
        rate = self._account().per_second
        own = plan.messages_per_second
        return pace(rate if own is None else min(rate, own))

    def take_slot(
        self, plan: RunPlan, own: Pace, count: int, *, until: float, prepare: Callable[[int], None]
    ) -> float | None:
        """Wait for a slot and call `prepare` shortly before it; None means: send now.

        `prepare` hears how many messages may go, at most `count`: fewer, where direct messages came first.
        Otherwise answers in how many seconds to ask again, because no slot comes before `until`; `prepare`
        may have been called then.
        """
        quota = self._account()
        if _is_used_up(quota):
            return EXHAUSTED_SECONDS
        account = pace(quota.per_second)
        if plan.messages_per_second is not None and plan.messages_per_second < quota.per_second:
            slot = self._reserve(f"CAMPAIGN#{plan.campaign_id}", own, until)
            if isinstance(slot, Busy):
                return max(slot.at - self._now(), 0.0)
            self._wait(slot.at - LEAD)
        prepared = 0
        while True:
            asked = self._now()
            slot = self._reserve(self.family, account, until, lead=0.0 if prepared else LEAD)
            if isinstance(slot, Busy):
                return max(slot.at - self._now(), 0.0)
            room = self._room(slot, account, asked)
            if room < max(prepared, 1):
                continue
            if not prepared:
                self._wait(slot.at - LEAD)
                prepared = min(count, room)
                prepare(prepared)
            self._wait(slot.at)
            if self._now() <= slot.until:
                return None

    def _room(self, slot: Slot, account: Pace, asked: float) -> int:
        """Tell how many messages a slot is good for: one that was booked far ahead is looked at again."""
        if slot.room is not None:
            return slot.room
        if slot.at - asked <= HORIZON:
            return account.burst
        self._wait(slot.at - HORIZON)
        return account.burst - self.governor.taken(self.family, slot)

    def take_now(self, count: int, *, patience: float = DIRECT_PATIENCE) -> float | None:
        """Wait for room for direct messages, ahead of all campaigns; None means: send now.

        `count` is at most `direct_burst()`. Otherwise answers in how many seconds to ask again.
        """
        quota = self._account()
        if _is_used_up(quota):
            return EXHAUSTED_SECONDS
        give_up, lead = self._now() + patience, LEAD
        while True:
            asked = self._now()
            slot = self._reserve_first(count, pace(quota.per_second), give_up, lead)
            if slot is None:
                continue
            if isinstance(slot, Busy):
                return max(slot.at - self._now(), 0.0)
            took = self._now() - asked
            self._wait(slot.at)
            if self._now() <= slot.until:
                return None
            # The slot was gone before the answer came: every further one like it would be wasted too.
            lead = min(max(2 * lead, took + LEAD), LONGEST_LEAD)

    def _reserve_first(self, count: int, own: Pace, give_up: float, lead: float) -> Slot | Busy | None:
        """Ask for room; None where others were faster all the time and it is worth asking again.

        Raises:
            Unavailable: the governor cannot be asked, and there is no patience left.
        """
        now = self._now() + lead
        try:
            return self.governor.reserve_first(
                self.family, count, own=own, now=now, patience=max(give_up - now, 0.0)
            )
        except Unavailable:
            if now >= give_up:
                raise
            # Apart from each other, or all of them would be in each other's way once more.
            self.sleep(self.chance() * RETRY_WITHIN)
            return None

    def direct_burst(self) -> int:
        """Tell how many direct messages go out at once at most."""
        return pace(self._account().per_second).burst

    def slow_down(self) -> None:
        """Let everybody pause for a moment: the provider throttles."""
        self.governor.hold(self.family, self._now() + PAUSE_AFTER_THROTTLE)

    def _reserve(self, bucket: str, own: Pace, until: float, *, lead: float = LEAD) -> Slot | Busy:
        now = self._now() + lead
        patience = max(min(PATIENCE, until - now), 0.0)
        return self.governor.reserve(bucket, now=now, spacing=own.spacing, patience=patience)

    def _wait(self, instant: float) -> None:
        seconds = instant - self._now()
        if seconds > 0:
            self.sleep(seconds)

    def _now(self) -> float:
        return self.clock.real_now().timestamp()

    def _account(self) -> EmailQuota:
        now = self._now()
        if self._quota is None or now - self._asked > QUOTA_SECONDS:
            self._quota = self.quota()
            self._asked = now
        return self._quota
