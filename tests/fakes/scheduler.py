"""Timers in memory."""

from __future__ import annotations

from pinwheel.domain.errors import Unavailable


class MemoryScheduler:
    """`schedules` maps names to (instant, body); `failing = True` refuses."""

    def __init__(self):
        self.schedules = {}
        self.failing = False

    def schedule_once(self, name, at, body):
        if self.failing:
            raise Unavailable("The scheduler did not answer.")
        self.schedules[name] = (at, body)

    def cancel(self, name):
        self.schedules.pop(name, None)
