"""How much the account may send: a rate per second and an amount per 24 hours, both by real time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Admission:
    """How many of the asked recipients may go, and why not more."""

    admitted: int
    reason: str


class SendingQuota:
    """A token bucket that holds one second, and a sliding day."""

    def __init__(self, *, per_second: float, per_day: float, monotonic: Callable[[], float]) -> None:
        """Start with a full bucket and an unused day."""
        self.per_second = per_second
        self.per_day = per_day
        self._monotonic = monotonic
        self.reset()

    def reset(self) -> None:
        """Forget what was sent."""
        self._tokens = self.per_second
        self._at = self._monotonic()
        self._sent: deque[tuple[float, int]] = deque()
        self._sent_in_day = 0

    def sent_in_last_day(self) -> int:
        """Count the recipients of the last 24 hours."""
        limit = self._monotonic() - DAY_SECONDS
        while self._sent and self._sent[0][0] < limit:
            self._sent_in_day -= self._sent.popleft()[1]
        return self._sent_in_day

    def admit(self, recipients: int) -> Admission:
        """Take permits for as many of the recipients as rate and day allow."""
        now = self._monotonic()
        self._tokens = min(self.per_second, self._tokens + (now - self._at) * self.per_second)
        self._at = now
        left_today = self.per_day - self.sent_in_last_day()
        admitted = max(0, min(recipients, int(self._tokens), int(left_today)))
        self._tokens -= admitted
        if admitted:
            self._sent.append((now, admitted))
            self._sent_in_day += admitted
        return Admission(admitted, "DAILY" if left_today < recipients else "RATE")
