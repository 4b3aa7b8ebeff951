"""Tells when the system is at rest: no call under way, nothing queued, streams read, no function running."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from local.emulator.client import Activity

POLL_SECONDS = 0.05
QUIET_LOOKS = 2
"""Work may be between two places at one look (handed from a queue to a function); not at two in a row."""


class Idleness:
    """Watches the emulator, the front's own calls and whatever else is told."""

    def __init__(
        self,
        *,
        activity: Callable[[], Activity],
        calls: Callable[[], int],
        before_look: Callable[[], Awaitable[None]],
    ) -> None:
        """Keep the collaborators; `before_look` fires what is due, so that it counts as work."""
        self._activity = activity
        self._calls = calls
        self._before_look = before_look

    async def reached(self, timeout_seconds: float) -> bool:
        """Wait until all is quiet, or say that it was not in time."""
        deadline = time.monotonic() + timeout_seconds
        quiet = 0
        while True:
            await self._before_look()
            activity = await asyncio.to_thread(self._activity)
            quiet = quiet + 1 if activity.is_idle and not self._calls() else 0
            if quiet >= QUIET_LOOKS:
                return True
            if time.monotonic() >= deadline:
                return False
            await asyncio.sleep(POLL_SECONDS)
