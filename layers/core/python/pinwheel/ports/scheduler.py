"""Timers: something is put on a work queue at a later time (EventBridge Scheduler)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol


class Timers(Protocol):
    """Schedules that can be dropped."""

    def cancel(self, name: str) -> None:
        """Drop a schedule; one that is gone is no error."""
        ...


class Scheduler(Timers, Protocol):
    """Named one-time schedules whose target is the queue of campaign runs."""

    def schedule_once(self, name: str, at: datetime, body: dict[str, Any]) -> None:
        """Put `body` on the runs queue at an instant; replaces a schedule of the same name."""
        ...
