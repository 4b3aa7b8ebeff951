"""What a push message must keep to (spec 04, section 4); the same for direct messages and campaigns."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from pinwheel.domain.errors import Invalid
from pinwheel.domain.push.content import ADM, BAIDU, DEEP_LINK, FCM, MESSAGES, OPEN_APP, URL

LONGEST_COLLAPSE_ID = 64
LONGEST_TTL = {FCM: 2_419_200, BAIDU: 604_800}
"""Seconds by channel type."""
LONGEST_ADM_SECONDS = 2_678_400
"""ADM keeps a message 31 days at most."""
NORMAL, HIGH = "normal", "high"
PRIORITIES = {"5": NORMAL, "10": HIGH, NORMAL: NORMAL, HIGH: HIGH}
"""Apple's and Google's words for the same two priorities (spec 04, section 4)."""
PUSH_TYPES = ("alert", "background", "complication", "fileprovider", "mdm", "voip")
AUTHENTICATIONS = {"APNSMessage": ("CERTIFICATE", "TOKEN", "KEY"), "GCMMessage": ("KEY", "TOKEN")}

JsonObject = Mapping[str, Any]


def check_push_messages(configuration: JsonObject) -> None:
    """Check all push messages of a message configuration, its defaults too.

    Raises:
        Invalid: a member breaks a rule; names message and member.
    """
    for name in ("DefaultMessage", "DefaultPushNotificationMessage"):
        _check(name, configuration.get(name) or {}, longest=None)
    for channel_type, name in MESSAGES.items():
        _check(name, configuration.get(name) or {}, longest=LONGEST_TTL.get(channel_type))


def _check(name: str, message: JsonObject, *, longest: int | None) -> None:
    if message.get("Action") and message["Action"] not in (OPEN_APP, DEEP_LINK, URL):
        raise _invalid(name, "Action", f"must be {OPEN_APP}, {DEEP_LINK} or {URL}")
    if message.get("Action") in (DEEP_LINK, URL) and not message.get("Url") and not message.get("RawContent"):
        raise _invalid(name, "Url", f"is required for the action {message['Action']}")
    _check_time_to_live(name, message.get("TimeToLive"), longest)
    if message.get("Priority") and str(message["Priority"]).lower() not in PRIORITIES:
        raise _invalid(name, "Priority", f"must be one of {', '.join(PRIORITIES)}")
    if len((message.get("CollapseId") or "").encode()) > LONGEST_COLLAPSE_ID:
        raise _invalid(name, "CollapseId", f"must have at most {LONGEST_COLLAPSE_ID} bytes")
    if message.get("APNSPushType") and message["APNSPushType"] not in PUSH_TYPES:
        raise _invalid(name, "APNSPushType", f"must be one of {', '.join(PUSH_TYPES)}")
    method = message.get("PreferredAuthenticationMethod")
    if method and method.upper() not in AUTHENTICATIONS.get(name, ()):
        words = " or ".join(AUTHENTICATIONS.get(name, ())[:2])
        raise _invalid(name, "PreferredAuthenticationMethod", f"must be {words}")
    if (message.get("Badge") or 0) < 0:
        raise _invalid(name, "Badge", "must not be negative")
    if name == MESSAGES[ADM]:
        _check_adm(name, message)


def _check_time_to_live(name: str, seconds: int | None, longest: int | None) -> None:
    if seconds is None:
        return
    if seconds < 0 or (longest is not None and seconds > longest):
        bound = "not be negative" if longest is None else f"be 0 to {longest:,} seconds"
        raise _invalid(name, "TimeToLive", f"must {bound}")


def _check_adm(name: str, message: JsonObject) -> None:
    seconds = message.get("ExpiresAfter")
    if seconds and not (seconds.isascii() and seconds.isdigit() and 1 <= int(seconds) <= LONGEST_ADM_SECONDS):
        raise _invalid(name, "ExpiresAfter", f"must be 1 to {LONGEST_ADM_SECONDS:,} seconds in digits")
    if message.get("MD5") and not _is_md5(message["MD5"]):
        raise _invalid(name, "MD5", "must be the base64 form of an MD5 checksum")


def _is_md5(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == 16
    except (binascii.Error, ValueError):
        return False


def _invalid(name: str, member: str, rule: str) -> Invalid:
    return Invalid(f"{name}.{member} {rule}.", member=f"{name}.{member}")
