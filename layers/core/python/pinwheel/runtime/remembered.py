"""Answers that may be a few seconds old: looked up by ID, kept by this process for a moment."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")

MOST = 1000
"""Answers kept at once; one more empties the memory."""


class Remembered(Generic[Answer]):
    """Asks `load` at most once in `seconds` for the same ID; what it raises is not remembered."""

    def __init__(
        self,
        load: Callable[[str], Answer],
        *,
        seconds: float = 5.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the question; nothing is known yet."""
        self._load = load
        self._seconds = seconds
        self._monotonic = monotonic
        self._known: dict[str, tuple[float, Answer]] = {}

    def get(self, key: str) -> Answer:
        """Give the answer, from memory while it is fresh."""
        now = self._monotonic()
        known = self._known.get(key)
        if known is not None and now < known[0]:
            return known[1]
        answer = self._load(key)
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[key] = (now + self._seconds, answer)
        return answer

    def forget(self, key: str) -> None:
        """Ask anew the next time."""
        self._known.pop(key, None)
