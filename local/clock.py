"""The virtual clock: real time plus an offset that functions read from a file. Never behind real time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path


class ClockGoesForwardError(ValueError):
    """Somebody asked the clock to go back."""


class VirtualClock:
    """Holds the offset and writes it where the functions look."""

    def __init__(self, file: Path) -> None:
        """Start at real time; `resets` tells whoever moves it step by step that it was put back meanwhile."""
        self.resets = 0
        self._file = file
        self._offset = timedelta()
        self._write()

    def now(self) -> datetime:
        """Tell the virtual time."""
        return self.real_now() + self._offset

    def real_now(self) -> datetime:
        """Tell real time."""
        return datetime.now(UTC)

    def move_to(self, instant: datetime) -> None:
        """Move forward to an instant; an instant that has passed moves nothing."""
        self._offset = max(self._offset, instant - self.real_now())
        self._write()

    def reset(self) -> None:
        """Go back to real time: only a reset of everything may."""
        self.resets += 1
        self._offset = timedelta()
        self._write()

    def target(self, request: object) -> datetime:
        """Read where a request wants the clock: `AdvanceSeconds` or `Now`.

        Raises:
            ClockGoesForwardError: it is in the past.
            ValueError: it says neither, or not in a readable form.
        """
        if not isinstance(request, dict) or len(request.keys() & {"AdvanceSeconds", "Now"}) != 1:
            raise ValueError('Say either {"AdvanceSeconds": n} or {"Now": "<ISO 8601>"}.')
        now = self.now()
        if "Now" in request:
            target = parse_instant(request["Now"])
        else:
            target = now + timedelta(seconds=float(request["AdvanceSeconds"]))
        if target < now:
            raise ClockGoesForwardError(f"The clock stands at {iso(now)} and only goes forward.")
        return target

    def _write(self) -> None:
        # Written beside and renamed: a function never reads half a number.
        beside = self._file.with_suffix(".new")
        beside.write_text(f"{self._offset.total_seconds():.6f}\n", encoding="utf-8")
        beside.replace(self._file)


def parse_instant(text: object) -> datetime:
    """Read ISO 8601; without an offset it is UTC."""
    instant = datetime.fromisoformat(str(text))
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def iso(instant: datetime) -> str:
    """Write an instant as the API writes it."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
