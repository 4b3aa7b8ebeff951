"""What the members of an endpoint may hold: channels, limits and normal forms (spec 01, sections 2, 3 and 7).

Each function takes one member as it came in and gives it back as it is stored, or raises `Invalid` with a
sentence that names the member and the rule.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from pinwheel.domain.errors import Invalid

DEVICE_PUSH_TYPES = frozenset(
    {"ADM", "APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "BAIDU", "GCM"}
)
"""Channels that deliver to one app on one device; one family where addresses are compared."""

CHANNEL_TYPES = DEVICE_PUSH_TYPES | {"CUSTOM", "EMAIL", "IN_APP", "PUSH", "SMS", "VOICE"}

NAME_LENGTH = 50
VALUE_LENGTH = 100
VALUES = 50
NAMES = 250
"""Most names of `Attributes`, `Metrics` and `UserAttributes` together."""
SIZE = 15 * 1024
ID_BYTES = 1000
"""Longest endpoint or user ID: a DynamoDB sort key takes 1,024 bytes."""

DEMOGRAPHIC_LENGTHS = {
    "AppVersion": 50,
    "Locale": VALUE_LENGTH,
    "Make": 50,
    "Model": 100,
    "ModelVersion": 50,
    "Platform": 50,
    "PlatformVersion": 50,
    "Timezone": VALUE_LENGTH,
}
LOCATION_LENGTHS = {"City": 75, "Country": VALUE_LENGTH, "PostalCode": VALUE_LENGTH, "Region": 75}
COORDINATE_BOUNDS = {"Latitude": 90.0, "Longitude": 180.0}

RENAMED_ZONES = {
    "Canada/East-Saskatchewan": "America/Managua",
    "US/Pacific-New": "America/Los_Angeles",
}
"""Zone names that the service maps on entry (spec 01, section 2)."""

FORBIDDEN_IN_IDS = frozenset("${}")
LARGEST_METRIC = 1e125
SMALLEST_METRIC = 1e-129
"""DynamoDB stores magnitudes from 1e-130 to 9.9e125."""


def family_of(channel_type: str) -> str:
    """Name the family in which equal addresses mean the same destination (spec 01, section 4)."""
    return "PUSH" if channel_type in DEVICE_PUSH_TYPES else channel_type


def check_id(text: str, *, member: str) -> None:
    """Refuse an endpoint or user ID that cannot be stored.

    Raises:
        Invalid: it is empty, too long or holds one of `$ { }`.
    """
    if not text:
        raise Invalid(f"{member} must not be empty.", member=member)
    if not FORBIDDEN_IN_IDS.isdisjoint(text):
        raise Invalid(f"{member} must not contain any of the characters $ {{ }}.", member=member)
    if len(text) * 4 > ID_BYTES and len(text.encode()) > ID_BYTES:
        raise Invalid(f"{member} must have at most {ID_BYTES} bytes.", member=member)


def channel_type(value: Any) -> str:
    """Accept a channel of spec 01, section 3."""
    if isinstance(value, str) and value in CHANNEL_TYPES:
        return value
    choices = ", ".join(sorted(CHANNEL_TYPES))
    raise Invalid(f"ChannelType must be one of {choices}; got '{value}'.", member="ChannelType")


def choice(value: Any, *, member: str, choices: tuple[str, ...]) -> str:
    """Accept one of a few words."""
    if value in choices:
        return str(value)
    raise Invalid(f"{member} must be {' or '.join(choices)}; got '{value}'.", member=member)


def text(value: Any, *, member: str, longest: int | None = None) -> str:
    """Accept a string of limited length."""
    if not isinstance(value, str):
        raise Invalid(f"{member} must be a string.", member=member)
    if longest is not None and len(value) > longest:
        raise Invalid(f"{member} must have at most {longest} characters.", member=member)
    return value


def attribute(name: str, value: Any, *, member: str) -> list[str]:
    """Accept the values of one attribute; a plain string counts as a list of one (spec 01, section 7)."""
    _check_name(name, member=member)
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list | tuple):
        raise Invalid(f"{member}.{name} must be a list of strings.", member=member)
    if len(values) > VALUES:
        raise Invalid(f"{member}.{name} must have at most {VALUES} values.", member=member)
    for item in values:
        if not isinstance(item, str):
            raise Invalid(f"{member}.{name} must be a list of strings.", member=member)
        if len(item) > VALUE_LENGTH:
            raise Invalid(
                f"Each value of {member}.{name} must have at most {VALUE_LENGTH} characters.", member=member
            )
    return list(values)


def metric(name: str, value: Any) -> float:
    """Accept one metric."""
    _check_name(name, member="Metrics")
    number = _number(value, member=f"Metrics.{name}")
    if number and not SMALLEST_METRIC <= abs(number) <= LARGEST_METRIC:
        raise Invalid(f"Metrics.{name} is out of range.", member="Metrics")
    return number


def demographic(value: Any) -> dict[str, str]:
    """Accept the members of `Demographic` that were given."""
    given = structure(value, member="Demographic")
    found: dict[str, str] = {}
    for name, longest in DEMOGRAPHIC_LENGTHS.items():
        if given.get(name) is not None:
            found[name] = text(given[name], member=f"Demographic.{name}", longest=longest)
    if "Timezone" in found:
        found["Timezone"] = RENAMED_ZONES.get(found["Timezone"], found["Timezone"])
    return found


def location(value: Any) -> dict[str, Any]:
    """Accept the members of `Location` that were given; coordinates keep one decimal place."""
    given = structure(value, member="Location")
    found: dict[str, Any] = {}
    for name, longest in LOCATION_LENGTHS.items():
        if given.get(name) is not None:
            found[name] = text(given[name], member=f"Location.{name}", longest=longest)
    coordinates = [name for name in COORDINATE_BOUNDS if given.get(name) is not None]
    if len(coordinates) == 1:
        raise Invalid("Location.Latitude and Location.Longitude must be given together.", member="Location")
    for name in coordinates:
        found[name] = _coordinate(name, given[name])
    return found


def structure(value: Any, *, member: str) -> Mapping[str, Any]:
    """Accept a JSON object."""
    if isinstance(value, Mapping):
        return value
    raise Invalid(f"{member} must be an object.", member=member)


def _check_name(name: str, *, member: str) -> None:
    if not name:
        raise Invalid(f"A name in {member} must not be empty.", member=member)
    if len(name) > NAME_LENGTH:
        raise Invalid(
            f"A name in {member} must have at most {NAME_LENGTH} characters: '{name[:NAME_LENGTH]}...'.",
            member=member,
        )


def _coordinate(name: str, value: Any) -> float:
    member, bound = f"Location.{name}", COORDINATE_BOUNDS[name]
    number = _number(value, member=member)
    if abs(number) > bound:
        raise Invalid(f"{member} must be between -{bound:.0f} and {bound:.0f}.", member=member)
    # Adding zero turns -0.0 into 0.0, which every JSON reader shows alike.
    return round(number, 1) + 0.0


def _number(value: Any, *, member: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Invalid(f"{member} must be a number.", member=member)
    return float(value)
