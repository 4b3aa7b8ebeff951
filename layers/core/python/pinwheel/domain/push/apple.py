"""APNs: the payload that iOS SDKs of Pinpoint read, and the headers as SNS's attributes."""

from __future__ import annotations

import json
from typing import Any

from pinwheel.domain.push.content import DEEP_LINK, URL, PushContent
from pinwheel.domain.push.marks import Marks
from pinwheel.domain.push.rules import NORMAL, PRIORITIES

BACKGROUND, ALERT, VOIP = "background", "alert", "voip"
LOW_PRIORITY, HIGH_PRIORITY = "5", "10"
_PREFIX = "AWS.SNS.MOBILE.APNS."


def document(content: PushContent, marks: Marks) -> dict[str, Any]:
    """Write the payload: `aps` for the system, `data` for the SDK."""
    data: dict[str, Any] = {"pinpoint": _pinpoint(content, marks)}
    if content.media_url and not content.silent:
        data["media-url"] = content.media_url
    return {"aps": _aps(content), "data": data}


def _aps(content: PushContent) -> dict[str, Any]:
    if content.silent:
        return {"content-available": 1}
    alert = {"title": content.title, "body": content.body}
    given = {
        "alert": {name: text for name, text in alert.items() if text} or None,
        "badge": content.badge,
        "sound": content.sound,
        "category": content.category,
        "thread-id": content.thread_id,
        "mutable-content": 1 if content.media_url else None,
    }
    return {name: value for name, value in given.items() if value is not None}


def _pinpoint(content: PushContent, marks: Marks) -> dict[str, Any]:
    """Write `data.pinpoint`; what the context says never replaces a marker."""
    given: dict[str, Any] = {
        "campaign": dict(marks.campaign) or None,
        "journey": dict(marks.journey) or None,
        "deeplink": content.url if content.action in (DEEP_LINK, URL) and not content.silent else None,
        "jsonBody": json_body(content),
    }
    return {**marks.context, **{name: value for name, value in given.items() if value is not None}}


def json_body(content: PushContent) -> Any:
    """Give the payload of a silent push as JSON; text that is none stays text."""
    if content.data:
        return content.data
    if content.json_body is None:
        return None
    try:
        return json.loads(content.json_body)
    except (ValueError, RecursionError):
        return content.json_body


def headers(content: PushContent, payload: dict[str, Any], channel_type: str) -> dict[str, str]:
    """Give `apns-push-type`, `apns-priority` and `apns-collapse-id` (spec 04, section 4)."""
    push_type = content.push_type or _push_type(payload, channel_type)
    priority = HIGH_PRIORITY
    # Apple refuses a background notification of high priority.
    if push_type == BACKGROUND or PRIORITIES.get((content.priority or "").lower()) == NORMAL:
        priority = LOW_PRIORITY
    found = {f"{_PREFIX}PUSH_TYPE": push_type, f"{_PREFIX}PRIORITY": priority}
    if content.collapse:
        found[f"{_PREFIX}COLLAPSE_ID"] = content.collapse
    return found


def _push_type(payload: dict[str, Any], channel_type: str) -> str:
    if "VOIP" in channel_type:
        return VOIP
    aps = payload.get("aps")
    is_silent = isinstance(aps, dict) and aps.get("content-available") == 1
    return BACKGROUND if is_silent else ALERT
