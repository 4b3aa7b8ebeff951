"""Waves of a run in local time: whose clocks show the time of day at the same instant (spec 03, section 3.2).

A wave is named by its instant, in epoch seconds of the clock that schedules go by. Its chunks are made in the
same pass over the audience as all others, and wait. How many there are and are done is counted with the run,
under names that no treatment has; which zones they serve is kept beside.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

MADE = "CHUNKS"
DONE = "DONE"
_PREFIX = "wave:"


class Wave(msgspec.Struct, frozen=True):
    """How a wave stands."""

    due: int
    made: int
    done: int

    @property
    def is_done(self) -> bool:
        """Tell whether all chunks that were made are done."""
        return self.done == self.made


def counter(due: int, name: str) -> str:
    """Name a counter of a wave."""
    return f"{_PREFIX}{due}/{name}"


def waves_of(counters: Mapping[str, int]) -> list[Wave]:
    """Read the waves from a run's counters, in order."""
    named = (name.removeprefix(_PREFIX) for name in counters if name.startswith(_PREFIX))
    dues = {int(name.partition("/")[0]) for name in named}
    return [
        Wave(due, counters.get(counter(due, MADE), 0), counters.get(counter(due, DONE), 0))
        for due in sorted(dues)
    ]
