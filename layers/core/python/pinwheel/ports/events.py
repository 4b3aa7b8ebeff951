"""The event stream, seen from those who put events into it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pinwheel.domain.events import EventRecord


class EventStream(Protocol):
    """Where all events of all applications go; consumers read it in the order of one partition key."""

    def publish(self, events: Sequence[EventRecord]) -> None:
        """Append events; those with a `batch_id` stay together, others are keyed by their endpoint.

        Raises:
            Unavailable: some events were not taken after retries; publishing all again is safe, because
                consumers drop what they have seen.
        """
        ...
