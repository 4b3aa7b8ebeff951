"""Fires schedules by the virtual clock, in order. The emulator's own sweep, by real time only, is off."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from local.schedules.model import Schedule


@dataclass(frozen=True, slots=True)
class Firing:
    """One schedule that is due."""

    schedule: Schedule
    at: datetime

    @property
    def input(self) -> str:
        """What the target gets: the schedule's input, its context attributes filled in as AWS does."""
        text = str(self.schedule.target.get("Input") or "{}")
        instant = self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        attributes = {
            "schedule-arn": self.schedule.arn,
            "scheduled-time": instant,
            "execution-id": secrets.token_hex(8),
            "attempt-number": "1",
        }
        for name, value in attributes.items():
            text = text.replace(f"<aws.scheduler.{name}>", value)
        return text


class Targets(Protocol):
    """Where firings go."""

    def schedules(self) -> Sequence[Schedule]:
        """List all schedules."""
        ...

    def deliver(self, firing: Firing) -> None:
        """Hand the input to the schedule's target."""
        ...

    def remove(self, schedule: Schedule) -> None:
        """Delete a schedule that is done; one that is gone already is no error."""
        ...


class ScheduleRunner:
    """Remembers what fired, so that nothing fires twice for one occurrence."""

    def __init__(self, targets: Targets) -> None:
        """Keep the collaborator."""
        self._targets = targets
        self._seen: dict[tuple[str, str], datetime] = {}
        self._fired: dict[tuple[str, str], datetime] = {}

    def notice(self, now: datetime) -> list[Firing]:
        """List what comes next of each schedule; a schedule counts from when it was first noticed."""
        schedules = [schedule for schedule in self._targets.schedules() if schedule.enabled]
        known = {schedule.key for schedule in schedules}
        self._seen = {key: at for key, at in self._seen.items() if key in known}
        self._fired = {key: at for key, at in self._fired.items() if key in known}
        upcoming = []
        for schedule in schedules:
            seen = self._seen.setdefault(schedule.key, now)
            at = schedule.due_after(self._fired.get(schedule.key), seen=seen)
            if at is not None:
                upcoming.append(Firing(schedule, at))
        return sorted(upcoming, key=lambda firing: (firing.at, firing.schedule.arn))

    def next_before(self, now: datetime, until: datetime) -> datetime | None:
        """Tell when the next schedule is due, if it is by then."""
        upcoming = self.notice(now)
        return upcoming[0].at if upcoming and upcoming[0].at <= until else None

    def fire_due(self, now: datetime) -> int:
        """Fire what is due, in order; tell how many."""
        due = [firing for firing in self.notice(now) if firing.at <= now]
        for firing in due:
            self._fired[firing.schedule.key] = firing.at
            self._targets.deliver(firing)
            if firing.schedule.is_one_time:
                self._targets.remove(firing.schedule)
        return len(due)

    def clear(self) -> None:
        """Forget everything."""
        self._seen.clear()
        self._fired.clear()
