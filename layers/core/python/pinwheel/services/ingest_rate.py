"""How many events a second an application may send: 429 for the one that sends more, not collapse for all.

A function instance lets a small part of the rate pass on its own, so that the usual request costs nothing.
Above that it leases blocks of the application's rate from a bucket that all instances share. When the
stream itself is full, the application that filled it is held for a moment.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pinwheel.domain.errors import LimitExceeded, Unavailable
from pinwheel.domain.governor import Busy
from pinwheel.ports.clock import Clock
from pinwheel.ports.governor import Governor

FREE_PART = 50
"""One fiftieth of the rate passes without asking, per instance and second."""
BLOCKS_PER_SECOND = 10
PATIENCE_SECONDS = 1.0
"""What may be borrowed from the seconds to come."""
HOLD_SECONDS = 1.0
MOST_APPLICATIONS = 1000


@dataclass(slots=True)
class _Second:
    """What one instance let pass in one second of an application."""

    number: int
    passed: int = 0
    leased: int = 0


@dataclass(slots=True, kw_only=True)
class IngestRate:
    """Admits events; `per_second` is an application's rate, 0 for no limit."""

    per_second: int
    governor: Governor
    clock: Clock
    _seconds: dict[str, _Second] = field(default_factory=dict, init=False)
    _held: dict[str, float] = field(default_factory=dict, init=False)

    def admit(self, application_id: str, events: int) -> None:
        """Let some events pass.

        Raises:
            LimitExceeded: the application's rate is used up; the same request may pass in a second.
        """
        now = self.clock.real_now().timestamp()
        if self._held.get(application_id, 0.0) > now:
            raise _too_many()
        if not self.per_second:
            return
        second = self._second(application_id, int(now))
        second.passed += events
        free = max(self.per_second // FREE_PART, 1)
        while second.passed > free + second.leased:
            second.leased += self._lease(application_id, now)

    def hold(self, application_id: str) -> None:
        """Let an application wait for a moment: the stream did not take its events."""
        if len(self._held) >= MOST_APPLICATIONS:
            self._held.clear()
        self._held[application_id] = self.clock.real_now().timestamp() + HOLD_SECONDS

    def _second(self, application_id: str, number: int) -> _Second:
        known = self._seconds.get(application_id)
        if known is None or known.number != number:
            if len(self._seconds) >= MOST_APPLICATIONS:
                self._seconds.clear()
            known = self._seconds[application_id] = _Second(number)
        return known

    def _lease(self, application_id: str, now: float) -> int:
        block = max(self.per_second // BLOCKS_PER_SECOND, 1)
        try:
            slot = self.governor.reserve(
                f"EVENTS#{application_id}",
                now=now,
                spacing=block / self.per_second,
                patience=PATIENCE_SECONDS,
            )
        except Unavailable:
            # The limit protects the stream; a hiccup of its bucket is no reason to lose events.
            return block
        if isinstance(slot, Busy):
            raise _too_many()
        return block


def _too_many() -> LimitExceeded:
    return LimitExceeded("The application sends more events than it may. Send them again in a second.")
