"""Send rates: what the account and a campaign may send, and waiting for one's turn (domain/governor.py).

The account's rate holds in every one-second window. A campaign's own `MessagesPerSecond` decides when a
burst may go at the earliest; while several campaigns queue for the account, bursts of one can move closer
together again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pinwheel.domain.governor import Busy, Pace, Slot, pace
from pinwheel.domain.runs import families
from pinwheel.domain.runs.plan import RunPlan
from pinwheel.ports.clock import Clock
from pinwheel.ports.email import EmailQuota
from pinwheel.ports.governor import Governor

QUOTA_SECONDS = 60.0
PATIENCE = 15.0
"""Seconds ahead that a sender reserves."""
LEAD = 0.02
"""Seconds kept free before a slot for the entry in the ledger."""
PAUSE_AFTER_THROTTLE = 1.0
EXHAUSTED_SECONDS = 900.0
"""When to ask again after the account's 24-hour quota is used up."""


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
    _quota: EmailQuota | None = field(default=None, init=False)
    _asked: float = field(default=0.0, init=False)

    def pace(self, plan: RunPlan) -> Pace:
        """Give the pace of a run: the account's, or the campaign's own where that is slower."""
        rate = self._account().per_second
        own = plan.messages_per_second
        return pace(rate if own is None else min(rate, own))

    def take_slot(
        self, plan: RunPlan, own: Pace, *, until: float, prepare: Callable[[], None]
    ) -> float | None:
        """Wait for a slot and call `prepare` shortly before it; None means: send now.

        Otherwise answers in how many seconds to ask again, because no slot comes before `until`; `prepare`
        may have been called then.
        """
        quota = self._account()
        if 0 < quota.per_24_hours <= quota.sent_last_24_hours:
            return EXHAUSTED_SECONDS
        account = pace(quota.per_second)
        if plan.messages_per_second is not None and plan.messages_per_second < quota.per_second:
            slot = self._reserve(f"{self.family}#{plan.campaign_id}", own, until)
            if isinstance(slot, Busy):
                return max(slot.at - self._now(), 0.0)
            self._wait(slot.at - LEAD)
        is_prepared = False
        while True:
            slot = self._reserve(self.family, account, until, lead=0.0 if is_prepared else LEAD)
            if isinstance(slot, Busy):
                return max(slot.at - self._now(), 0.0)
            if not is_prepared:
                self._wait(slot.at - LEAD)
                prepare()
                is_prepared = True
            self._wait(slot.at)
            if self._now() <= slot.until:
                return None

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
