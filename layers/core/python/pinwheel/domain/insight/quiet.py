"""Quiet time on a recipient's own clock (spec 03, section 4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pinwheel.domain.campaigns.local_time import known_zone


def is_quiet(quiet: Mapping[str, str], zone: str | None, instant: datetime) -> bool:
    """Tell whether a message is suppressed: the zone's clocks show a time within, ends included."""
    start, end = quiet.get("Start"), quiet.get("End")
    known = known_zone(zone)
    if not start or not end or known is None:
        return False
    shown = instant.astimezone(known).strftime("%H:%M")
    return start <= shown <= end if start <= end else shown >= start or shown <= end
