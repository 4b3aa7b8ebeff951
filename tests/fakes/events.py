"""An event stream in memory."""

from __future__ import annotations

from pinwheel.domain.errors import Unavailable


class MemoryEventStream:
    """`published` holds the events in order; `failing = True` refuses them."""

    def __init__(self):
        self.published = []
        self.failing = False

    def publish(self, events):
        if self.failing:
            raise Unavailable("The event stream did not take the events.")
        self.published.extend(events)
