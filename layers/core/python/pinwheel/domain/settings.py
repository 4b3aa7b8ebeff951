"""Settings of an application: defaults for its campaigns (spec 03, section 5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pinwheel.domain.errors import Invalid

BLOCKS = ("CampaignHook", "Limits", "QuietTime", "JourneyLimits")
"""The blocks that a settings answer always holds, empty when nothing is set (spec 09)."""

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_RANGES = {
    "Daily": (0, 100),
    "Total": (0, 100),
    "Session": (0, None),
    "MessagesPerSecond": (1, 20_000),
    "MaximumDuration": (60, None),
}


def without_unset(block: Mapping[str, Any]) -> dict[str, Any]:
    """Drop what means "not set": absent members, zeros and empty strings, which Terraform sends (spec 09)."""
    return {name: value for name, value in block.items() if value not in (None, 0, "", {}, [])}


def validate_limits(limits: Mapping[str, Any], *, member: str = "Limits") -> None:
    """Check campaign limits; zero and absent members are not set.

    Raises:
        Invalid: a limit is out of its range; names it and the range.
    """
    for name, value in without_unset(limits).items():
        low, high = _RANGES.get(name, (None, None))
        if low is not None and (value < low or (high is not None and value > high)):
            span = f"at least {low}" if high is None else f"between {low} and {high}"
            raise Invalid(f"{member}.{name} must be {span}, got {value}.", member=f"{member}.{name}")


def validate_quiet_time(quiet_time: Mapping[str, Any], *, member: str = "QuietTime") -> None:
    """Check the two ends of a quiet time: `HH:MM`, both or none (spec 03, section 4).

    Raises:
        Invalid: an end is missing or not `HH:MM`; names it.
    """
    given = without_unset(quiet_time)
    for name in ("Start", "End"):
        if given and not _CLOCK.fullmatch(str(given.get(name, ""))):
            raise Invalid(
                f"{member}.{name} must be a time in the form HH:MM, got '{given.get(name, '')}'.",
                member=f"{member}.{name}",
            )


def merge_settings(stored: Mapping[str, Any], request: Mapping[str, Any]) -> dict[str, Any]:
    """Apply a settings request: a block that is given replaces the stored one, others stay.

    Raises:
        Invalid: a limit or a quiet time breaks its rule.
    """
    validate_limits(request.get("Limits") or {})
    validate_quiet_time(request.get("QuietTime") or {})
    merged = dict(stored)
    for block in BLOCKS:
        if request.get(block) is not None:
            merged[block] = without_unset(request[block])
    for switch in ("CloudWatchMetricsEnabled", "EventTaggingEnabled"):
        if request.get(switch) is not None:
            merged[switch] = request[switch]
    return merged
