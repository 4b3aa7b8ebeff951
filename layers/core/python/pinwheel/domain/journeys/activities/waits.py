"""Waiting: an activity of its own, or before a split decides (spec 06, sections 4.3 and 4.4)."""

from __future__ import annotations

from datetime import timedelta

from pinwheel.domain.errors import Invalid
from pinwheel.domain.journeys.durations import parse_duration
from pinwheel.domain.journeys.model import Definition, Json
from pinwheel.domain.times import parse_iso

SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=365)


def check_wait(activity: Json, definition: Definition) -> None:
    """Check a wait: 1 hour to 365 days, or until an instant before the journey's end.

    Raises:
        Invalid: it says neither or both, or breaks a bound.
    """
    wait = activity.get("WaitTime") or {}
    definition.need(_given(wait), "WaitTime must have WaitFor or WaitUntil", "WaitTime")
    _check_time(wait, "WaitTime", definition, shortest=SHORTEST)


def check_evaluation(activity: Json, definition: Definition) -> None:
    """Check how long a split waits before it decides; it may decide at once.

    Raises:
        Invalid: the time says both kinds, or breaks a bound.
    """
    wait = activity.get("EvaluationWaitTime") or {}
    _check_time(wait, "EvaluationWaitTime", definition, shortest=timedelta())


def _given(wait: Json) -> list[str]:
    return [name for name in ("WaitFor", "WaitUntil") if wait.get(name)]


def _check_time(wait: Json, member: str, definition: Definition, *, shortest: timedelta) -> None:
    if len(_given(wait)) > 1:
        raise Invalid(f"{member} must have WaitFor or WaitUntil, not both", member=member)
    if text := wait.get("WaitFor"):
        length = parse_duration(text, member=f"{member}.WaitFor")
        if not shortest <= length <= LONGEST:
            span = f"between 1 hour and {LONGEST.days} days" if shortest else f"at most {LONGEST.days} days"
            raise Invalid(f"{member}.WaitFor must be {span}, got '{text}'", member=f"{member}.WaitFor")
    if text := wait.get("WaitUntil"):
        until = parse_iso(text, member=f"{member}.WaitUntil")
        end = definition.schedule.get("EndTime")
        if end and until >= parse_iso(end, member="Schedule.EndTime"):
            raise Invalid(
                f"{member}.WaitUntil must be before the journey's end", member=f"{member}.WaitUntil"
            )
