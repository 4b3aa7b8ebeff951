"""The shared memory of send rates: one bucket per channel and account, one per campaign with its own rate."""

from __future__ import annotations

from typing import Protocol

from pinwheel.domain.governor import Busy, Pace, Slot


class Governor(Protocol):
    """Hands out slots; the answers are those of `domain.governor.reserve`, one at a time."""

    def reserve(self, bucket: str, *, now: float, spacing: float, patience: float) -> Slot | Busy:
        """Reserve the bucket's next slot when it comes within `patience` seconds (real time)."""
        ...

    def reserve_first(
        self, bucket: str, count: int, *, own: Pace, now: float, patience: float
    ) -> Slot | Busy:
        """Reserve room for direct messages ahead of campaigns, as `domain.governor.reserve_first` decides."""
        ...

    def taken(self, bucket: str, slot: Slot) -> int:
        """Tell how many messages of a booked slot direct messages have taken."""
        ...

    def hold(self, bucket: str, until: float) -> None:
        """Let nobody send before an instant: the provider asked to slow down."""
        ...
