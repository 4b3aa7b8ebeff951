"""Work for later: queues with at-least-once delivery, any order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Protocol


class WorkQueue(Protocol):
    """One queue. A body is JSON-like and at most 256 KiB."""

    def send(self, bodies: Sequence[dict[str, Any]], *, delay: timedelta = timedelta()) -> None:
        """Add all bodies, or raise; a retry may add some twice.

        Raises:
            Unavailable: not every body was taken after retries.
        """
        ...
