"""EventBridge Scheduler's schedules: what the emulator keeps of one, and when it is due."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from local.schedules import cron

UNITS = {"minute": 60, "hour": 3_600, "day": 86_400}
RATE = re.compile(r"(\d+)\s+(minute|hour|day)s?")
FORM = re.compile(r"\s*(at|rate|cron)\((.*)\)\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Schedule:
    """One schedule."""

    name: str
    group: str
    arn: str
    expression: str
    zone: ZoneInfo
    start: datetime | None
    end: datetime | None
    enabled: bool
    delete_when_done: bool
    target: Mapping[str, Any]
    revision: str

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Schedule:
        """Read what the emulator keeps."""
        return cls(
            name=record["Name"],
            group=record["GroupName"],
            arn=record["Arn"],
            expression=record["ScheduleExpression"],
            zone=ZoneInfo(record.get("ScheduleExpressionTimezone") or "UTC"),
            start=_instant(record.get("StartDate")),
            end=_instant(record.get("EndDate")),
            enabled=record.get("State") == "ENABLED",
            delete_when_done=record.get("ActionAfterCompletion") == "DELETE",
            target=record.get("Target") or {},
            revision=str(record.get("LastModificationDate")),
        )

    @property
    def key(self) -> tuple[str, str]:
        """What its firings are remembered under: an update arms it again."""
        return self.arn, self.revision

    @property
    def is_one_time(self) -> bool:
        """Tell whether it fires once."""
        return self.expression.strip().startswith("at(")

    def due_after(self, fired: datetime | None, *, seen: datetime) -> datetime | None:
        """Tell when it fires next: after its last firing, or for the first time since it was seen.

        A one-time schedule in the past is due at once, as EventBridge does within its retry window.
        """
        form = FORM.fullmatch(self.expression)
        if form is None:
            return None
        match form.group(1):
            case "at":
                local = datetime.fromisoformat(form.group(2).strip()).replace(tzinfo=self.zone)
                return None if fired else local.astimezone(UTC)
            case "rate":
                return self._within(self._next_of_rate(form.group(2), fired, seen))
            case _:
                return self._within(self._next_of_cron(form.group(2), fired, seen))

    def _next_of_rate(self, text: str, fired: datetime | None, seen: datetime) -> datetime | None:
        match = RATE.fullmatch(text.strip())
        if match is None:
            return None
        every = timedelta(seconds=int(match.group(1)) * UNITS[match.group(2)])
        anchor = self.start or seen
        if fired:
            return fired + every
        if anchor >= seen:
            return anchor
        return anchor + every * -(-(seen - anchor) // every)

    def _next_of_cron(self, text: str, fired: datetime | None, seen: datetime) -> datetime | None:
        just_before = timedelta(microseconds=1)
        since = fired or seen - just_before
        if self.start:
            since = max(since, self.start - just_before)
        return next(cron.parse(text).after(since, self.zone), None)

    def _within(self, due: datetime | None) -> datetime | None:
        return None if due is None or (self.end is not None and due > self.end) else due


def _instant(value: Any) -> datetime | None:
    if value is None:
        return None
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC)
    instant = datetime.fromisoformat(str(value))
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
