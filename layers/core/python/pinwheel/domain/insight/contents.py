"""Which channels a treatment has something to say on, from its configuration alone (spec 03, section 9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_APNS = ("APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX")
_PUSH = (*_APNS, "GCM", "ADM", "BAIDU")
_BY_MESSAGE = {
    "EmailMessage": ("EMAIL",),
    "SMSMessage": ("SMS",),
    "APNSMessage": _APNS,
    "GCMMessage": ("GCM",),
    "ADMMessage": ("ADM",),
    "BaiduMessage": ("BAIDU",),
    "DefaultMessage": (*_PUSH, "SMS"),
}
_BY_TEMPLATE = {
    "EmailTemplate": ("EMAIL",),
    "SMSTemplate": ("SMS",),
    "PushTemplate": _PUSH,
    "VoiceTemplate": ("VOICE",),
}
CUSTOM = "CUSTOM"


def configured_channels(treatment: Mapping[str, Any]) -> frozenset[str]:
    """Name the endpoint channel types that a treatment sends to."""
    messages: Mapping[str, Any] = treatment.get("MessageConfiguration") or {}
    templates: Mapping[str, Any] = treatment.get("TemplateConfiguration") or {}
    found = {
        channel
        for known, given in ((_BY_MESSAGE, messages), (_BY_TEMPLATE, templates))
        for member, channels in known.items()
        if given.get(member)
        for channel in channels
    }
    if messages.get("CustomMessage") or treatment.get("CustomDeliveryConfiguration"):
        delivery: Mapping[str, Any] = treatment.get("CustomDeliveryConfiguration") or {}
        found |= set(delivery.get("EndpointTypes") or [CUSTOM])
    return frozenset(found)
