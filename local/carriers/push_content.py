"""What a push payload shows on a device, as the outbox tells it."""

from __future__ import annotations

import json
from typing import Any

APPLE = "APNS"


def shown(payload: str, platform: str) -> dict[str, Any]:
    """Read title, body and data out of what a push service gets; `RawContent` is all of it."""
    document = _object(payload)
    data = _data(document, platform)
    title, body = _apple_texts(document) if platform.startswith(APPLE) else _android_texts(document, data)
    return {"Title": title, "Body": body, "Data": data, "RawContent": payload, "Platform": platform}


def campaign_members(payload: str) -> dict[str, str | None]:
    """Read whose push it is from the markers that the client SDKs read."""
    document = _object(payload)
    pinpoint = (
        (document.get("data") or {}).get("pinpoint") if isinstance(document.get("data"), dict) else None
    )
    marks: dict[str, Any] = {}
    if isinstance(pinpoint, dict):
        marks = {**(pinpoint.get("campaign") or {}), **(pinpoint.get("journey") or {})}
    else:
        flat = _data(document, "") or {}
        journey = _object(str(flat.get("pinpoint") or "{}")).get("journey") or {}
        marks = {
            name.removeprefix("pinpoint.campaign."): value
            for name, value in flat.items()
            if name.startswith("pinpoint.campaign.")
        } | journey
    campaign_id = marks.get("campaign_id")
    return {
        "CampaignId": None if campaign_id == "_DIRECT" else campaign_id,
        "TreatmentId": marks.get("treatment_id"),
        "JourneyId": marks.get("journey_id"),
        "ActivityId": marks.get("campaign_activity_id") or marks.get("journey_activity_id"),
    }


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _data(document: dict[str, Any], platform: str) -> dict[str, Any] | None:
    """Find what the app gets: in FCM's message, Baidu's custom content, or `data` as it is."""
    message = (document.get("fcmV1Message") or {}).get("message") if "fcmV1Message" in document else document
    if not isinstance(message, dict):
        return None
    data = message.get("custom_content") if "custom_content" in message else message.get("data")
    if platform.startswith(APPLE) and data is None:
        return None
    return data if isinstance(data, dict) else None


def _apple_texts(document: dict[str, Any]) -> tuple[str | None, str | None]:
    aps = document.get("aps")
    alert = aps.get("alert") if isinstance(aps, dict) else None
    if isinstance(alert, dict):
        return alert.get("title"), alert.get("body")
    return None, alert if isinstance(alert, str) else None


def _android_texts(document: dict[str, Any], data: dict[str, Any] | None) -> tuple[str | None, str | None]:
    message = (document.get("fcmV1Message") or {}).get("message") or document
    notification = message.get("notification") if isinstance(message, dict) else None
    texts = notification if isinstance(notification, dict) else {}
    title = (data or {}).get("pinpoint.notification.title") or texts.get("title") or document.get("title")
    body = (data or {}).get("pinpoint.notification.body") or texts.get("body") or document.get("description")
    return title, body
