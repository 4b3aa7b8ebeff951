"""Families of channels: each has a work queue, a function that empties it, and a send rate of its own."""

from __future__ import annotations

EMAIL = "EMAIL"
SMS = "SMS"
PUSH = "PUSH"
VOICE = "VOICE"
CUSTOM = "CUSTOM"

FAMILIES: dict[str, frozenset[str]] = {
    EMAIL: frozenset({"EMAIL"}),
    SMS: frozenset({"SMS"}),
    PUSH: frozenset(
        {"PUSH", "APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "GCM", "ADM", "BAIDU"}
    ),
    VOICE: frozenset({"VOICE"}),
    CUSTOM: frozenset({"CUSTOM"}),
}
"""The endpoint channel types that each family serves by itself; custom delivery may be given any."""

_FAMILY = {channel: family for family, channels in FAMILIES.items() for channel in channels}


def family_of(channel_type: str) -> str | None:
    """Name the family of a channel type; None for one that nothing is sent to, as IN_APP."""
    return _FAMILY.get(channel_type)
