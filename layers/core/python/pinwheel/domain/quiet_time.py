"""Quiet time: when recipients want to be left alone, by their own clocks (spec 03, section 4)."""

from __future__ import annotations

from datetime import datetime

import msgspec

from pinwheel.domain.campaigns.local_time import known_zone


class QuietTime(msgspec.Struct, frozen=True):
    """From `start` to `end`, `HH:MM`, both inclusive to the minute; over midnight when start is later."""

    start: str
    end: str

    def holds(self, zone: str | None, now: datetime) -> bool:
        """Tell whether it is quiet now for somebody in a zone of the tz database.

        Without a valid zone it never is: such an endpoint gets its message.
        """
        known = known_zone(zone)
        if known is None:
            return False
        local = f"{now.astimezone(known):%H:%M}"
        if self.start <= self.end:
            return self.start <= local <= self.end
        return local >= self.start or local <= self.end


def quiet_time(*blocks: dict[str, str] | None) -> QuietTime | None:
    """Read the first block that says something: a campaign's, then what it took over from its application."""
    found = next((block for block in blocks if block and block.get("Start") and block.get("End")), None)
    return None if found is None else QuietTime(found["Start"], found["End"])
