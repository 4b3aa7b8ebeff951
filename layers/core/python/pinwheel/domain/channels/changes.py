"""What an update of a channel asks for, and what the channel is after it (spec 07, section 1; spec 09)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pinwheel.domain.channels.credentials import MISSING, read_sets
from pinwheel.domain.channels.kinds import ChannelKind
from pinwheel.domain.channels.options import check_lengths
from pinwheel.domain.errors import Invalid
from pinwheel.domain.settings import without_unset

LISTED = (
    "ApplicationId",
    "CreationDate",
    "Enabled",
    "HasCredential",
    "Id",
    "IsArchived",
    "LastModifiedBy",
    "LastModifiedDate",
    "Version",
)
"""What a list of channels tells of each: not the platform, which is its key there."""


@dataclass(frozen=True, slots=True)
class ChannelChange:
    """A valid request: options and credentials are apart from here on, so that no answer can mix them up."""

    enabled: bool | None
    options: Mapping[str, str]
    credentials: Mapping[str, Mapping[str, str]]
    """Complete sets by name; those that are not here stay as they are stored."""


def read_change(kind: ChannelKind, request: Mapping[str, Any]) -> ChannelChange:
    """Read an update; empty strings are not set (spec 09).

    Raises:
        Invalid: an option or a set of credentials breaks its rule, or needed credentials are missing.
    """
    options = without_unset({member: request.get(member) for member in kind.options})
    check_lengths(options)
    kind.check(options)
    given = without_unset({member: request.get(member) for member in kind.secret_members})
    sets = read_sets(kind.credentials, given)
    if kind.requires_credentials and not sets:
        raise Invalid(MISSING)
    return ChannelChange(request.get("Enabled"), options, sets)


def changed_channel(
    kind: ChannelKind,
    change: ChannelChange,
    stored: Mapping[str, Any] | None,
    stored_sets: Collection[str],
    *,
    application_id: str,
    caller: str,
    now: str,
) -> dict[str, Any]:
    """Say what a channel is after an update.

    An update replaces all options. One without credentials, where some are stored, only turns the switch: it
    keeps the options that it does not give, as it keeps the credentials.

    Raises:
        Invalid: there are credentials neither in the update nor in the store.
    """
    sets = {*stored_sets, *change.credentials}
    if kind.credentials and not sets:
        raise Invalid(MISSING)
    before = stored or {}
    is_switch = bool(kind.credentials) and not change.credentials
    kept = {member: before[member] for member in kind.options if is_switch and member in before}
    return {
        "ApplicationId": application_id,
        "CreationDate": before.get("CreationDate", now),
        "Enabled": before.get("Enabled", True) if change.enabled is None else change.enabled,
        "Id": kind.type.lower(),
        "IsArchived": False,
        "LastModifiedBy": caller,
        "LastModifiedDate": now,
        "Platform": kind.type,
        "Version": before.get("Version", 0) + 1,
        **kind.shown(sets),
        **_identifier(kind, change, before),
        **kept,
        **change.options,
    }


def _identifier(kind: ChannelKind, change: ChannelChange, before: Mapping[str, Any]) -> dict[str, str]:
    """Tell whose API key this is, where Pinpoint shows that; one that is not replaced stays shown."""
    if kind.identifier is None:
        return {}
    given = {member: value for members in change.credentials.values() for member, value in members.items()}
    shown = kind.identifier(given) if "ApiKey" in given else before.get("Credential")
    return {"Credential": shown} if shown else {}


def listed_channel(channel: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a list of channels tells of one."""
    return {member: channel[member] for member in LISTED if member in channel}
