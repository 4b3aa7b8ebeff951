"""The shared memory of send rates: one bucket per channel and account, one per campaign with its own rate."""

from __future__ import annotations

from typing import Protocol

from pinwheel.domain.governor import Busy, Slot


class Governor(Protocol):
    """Hands out slots; the answers are those of `domain.governor.reserve`, one at a time."""

    def reserve(self, bucket: str, *, now: float, spacing: float, patience: float) -> Slot | Busy:
        """Reserve the bucket's next slot when it comes within `patience` seconds (real time)."""
        ...

    def hold(self, bucket: str, until: float) -> None:
        """Let nobody send before an instant: the provider asked to slow down."""
        ...
