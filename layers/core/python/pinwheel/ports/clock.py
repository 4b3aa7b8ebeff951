"""The time. Everything gets it from here, so that tests and the local runtime can move it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """A source of instants."""

    def now(self) -> datetime:
        """Tell the product's time: aware, UTC; may run ahead of real time in the local runtime."""
        ...

    def real_now(self) -> datetime:
        """Tell real time: for signatures, leases and provider rates, which no virtual clock may move."""
        ...
