"""Caps of a journey (spec 06, section 6)."""

from __future__ import annotations

from pinwheel.domain.errors import Invalid
from pinwheel.domain.journeys.durations import parse_duration
from pinwheel.domain.journeys.model import Json

MOST_MESSAGES_PER_SECOND = 20_000
_HIGHEST = {
    "DailyCap": 100,
    "TotalCap": 100,
    "EndpointReentryCap": 100,
    "MessagesPerSecond": MOST_MESSAGES_PER_SECOND,
}
_HIGHEST_OF_TIMEFRAME = {"Cap": 100, "Days": 30}


def check_limits(limits: Json) -> None:
    """Check the caps of a journey; zero means no cap.

    Raises:
        Invalid: one is out of its range; names it and the range.
    """
    _check(limits, _HIGHEST, "Limits")
    _check(limits.get("TimeframeCap") or {}, _HIGHEST_OF_TIMEFRAME, "Limits.TimeframeCap")
    if interval := limits.get("EndpointReentryInterval"):
        parse_duration(interval, member="Limits.EndpointReentryInterval")


def _check(block: Json, highest: dict[str, int], where: str) -> None:
    for name, high in highest.items():
        value = block.get(name) or 0
        if not 0 <= value <= high:
            member = f"{where}.{name}"
            raise Invalid(f"{member} must be between 0 and {high}, got {value}", member=member)
