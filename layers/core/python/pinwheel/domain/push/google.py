"""FCM, ADM and Baidu: the flat keys that Android SDKs of Pinpoint read, in each service's envelope.

Texts travel as data, never as the service's own notification: only then is the SDK called, shows them and
reports opens.
"""

from __future__ import annotations

from typing import Any

import msgspec

from pinwheel.domain.push.content import DEEP_LINK, FCM, URL, PushContent
from pinwheel.domain.push.marks import Marks
from pinwheel.domain.push.rules import LONGEST_TTL, PRIORITIES

BAIDU_MESSAGE, BAIDU_NOTIFICATION = "0", "1"
"""Baidu's message types: for the app alone, or shown by the system."""


def flat_data(content: PushContent, marks: Marks) -> dict[str, str]:
    """Write what the SDK reads: strings under keys that begin with `pinpoint`."""
    data = {f"pinpoint.{name}": text for name, text in marks.context.items()}
    nested: dict[str, Any] = {**marks.context, **({"journey": marks.journey} if marks.journey else {})}
    if nested:
        data["pinpoint"] = msgspec.json.encode(nested).decode()
    data |= {f"pinpoint.campaign.{name}": text for name, text in marks.campaign.items()}
    data["pinpoint.notification.silentPush"] = "1" if content.silent else "0"
    if not content.silent:
        data |= _shown(content)
        data |= _action(content)
    if content.data or content.json_body is not None:
        body = msgspec.json.encode(content.data).decode() if content.data else content.json_body or ""
        data["pinpoint.jsonBody"] = body
    return data


def _shown(content: PushContent) -> dict[str, str]:
    given = {
        "title": content.title,
        "body": content.body,
        "imageUrl": content.image_url or content.media_url,
        "imageIconUrl": content.icon_url,
        "imageSmallIconUrl": content.small_icon_url,
        "icon": content.icon,
        "sound": content.sound,
    }
    return {f"pinpoint.notification.{name}": text for name, text in given.items() if text}


def _action(content: PushContent) -> dict[str, str]:
    if content.action == URL and content.url:
        return {"pinpoint.url": content.url}
    if content.action == DEEP_LINK and content.url:
        return {"pinpoint.deeplink": content.url}
    return {"pinpoint.openApp": "true"}


def fcm_document(content: PushContent, marks: Marks) -> dict[str, Any]:
    """Write a message of FCM's v1 API, as SNS takes it."""
    seconds = content.time_to_live
    android = {
        "priority": PRIORITIES.get((content.priority or "").lower()),
        "ttl": None if seconds is None else f"{min(seconds, LONGEST_TTL[FCM])}s",
        "collapse_key": content.collapse,
        "restricted_package_name": content.package,
    }
    message: dict[str, Any] = {"data": flat_data(content, marks)}
    if given := {name: value for name, value in android.items() if value is not None}:
        message["android"] = given
    return {"fcmV1Message": {"message": message}}


def adm_document(content: PushContent, marks: Marks) -> dict[str, Any]:
    """Write a message of Amazon Device Messaging."""
    given = {
        "consolidationKey": content.collapse,
        "expiresAfter": int(content.expires_after) if content.expires_after else None,
        "md5": content.md5,
    }
    return {
        "data": flat_data(content, marks),
        **{name: value for name, value in given.items() if value is not None},
    }


def baidu_document(content: PushContent, marks: Marks) -> dict[str, Any]:
    """Write a message of Baidu Cloud Push; what the SDK reads is its custom content."""
    given = {
        "title": None if content.silent else content.title,
        "description": None if content.silent else content.body,
        "custom_content": flat_data(content, marks),
    }
    return {name: value for name, value in given.items() if value is not None}


def baidu_attributes(content: PushContent) -> dict[str, str]:
    """Tell Baidu who shows the message, and which one it replaces."""
    kind = BAIDU_MESSAGE if content.silent else BAIDU_NOTIFICATION
    found = {"AWS.SNS.MOBILE.BAIDU.MessageType": kind}
    if content.collapse:
        found["AWS.SNS.MOBILE.BAIDU.MessageKey"] = content.collapse
    return found
