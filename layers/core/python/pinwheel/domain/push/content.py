"""What a push notification says: put together from templates, channel messages and defaults.

Whoever stands higher wins member by member; what it leaves out is taken from the next (spec 04, section 3).
Raw content is used where nothing above it has a text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

JsonObject = Mapping[str, Any]

APPLE = ("APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX")
FCM, ADM, BAIDU = "GCM", "ADM", "BAIDU"
PUSH_CHANNELS = (*APPLE, FCM, ADM, BAIDU)
"""Channel types of endpoints that get push notifications."""

MESSAGES = {
    **dict.fromkeys(APPLE, "APNSMessage"),
    FCM: "GCMMessage",
    ADM: "ADMMessage",
    BAIDU: "BaiduMessage",
}
"""The member of a message configuration by channel type."""
TEMPLATE_PARTS = {**dict.fromkeys(APPLE, "APNS"), FCM: "GCM", ADM: "ADM", BAIDU: "Baidu"}
"""The part of a push template by channel type."""

OPEN_APP, DEEP_LINK, URL = "OPEN_APP", "DEEP_LINK", "URL"
TEXTS = ("title", "body", "url", "media_url", "image_url", "icon_url", "small_icon_url", "json_body", "raw")
"""Members that may hold message variables; so may the values of `data`."""


class PushContent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A notification for one channel type, as it was written or rendered.

    `required` names the members that come from a template: without a value for each of their variables
    nothing is sent (spec 04, section 8). `data` and `json_body` are the payload of silent notifications.
    """

    title: str | None = None
    body: str | None = None
    action: str = OPEN_APP
    url: str | None = None
    media_url: str | None = None
    image_url: str | None = None
    icon_url: str | None = None
    small_icon_url: str | None = None
    icon: str | None = None
    sound: str | None = None
    badge: int | None = None
    category: str | None = None
    thread_id: str | None = None
    data: dict[str, str] = {}
    json_body: str | None = None
    raw: str | None = None
    silent: bool = False
    time_to_live: int | None = None
    priority: str | None = None
    collapse: str | None = None
    package: str | None = None
    push_type: str | None = None
    expires_after: str | None = None
    md5: str | None = None
    authentication: str | None = None
    substitutions: dict[str, list[str]] = {}
    defaults: dict[str, Any] = {}
    required: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell that there is nothing to send."""
        return not (self.raw or self.title or self.body or self.silent or self.data or self.json_body)


MEMBERS = {
    "Title": "title",
    "Body": "body",
    "Action": "action",
    "Url": "url",
    "MediaUrl": "media_url",
    "ImageUrl": "image_url",
    "ImageIconUrl": "icon_url",
    "SmallImageIconUrl": "small_icon_url",
    "ImageSmallIconUrl": "small_icon_url",
    "IconReference": "icon",
    "Sound": "sound",
    "Badge": "badge",
    "Category": "category",
    "ThreadId": "thread_id",
    "Data": "data",
    "JsonBody": "json_body",
    "RawContent": "raw",
    "SilentPush": "silent",
    "TimeToLive": "time_to_live",
    "Priority": "priority",
    "CollapseId": "collapse",
    "CollapseKey": "collapse",
    "ConsolidationKey": "collapse",
    "RestrictedPackageName": "package",
    "APNSPushType": "push_type",
    "ExpiresAfter": "expires_after",
    "MD5": "md5",
    "PreferredAuthenticationMethod": "authentication",
}
"""Pinpoint's names, those of direct messages, campaigns and templates alike."""


def push_content(
    messages: Sequence[JsonObject | None],
    *,
    template: JsonObject | None = None,
    channel_type: str,
    defaults: Mapping[str, Any] | None = None,
) -> PushContent | None:
    """Put a notification together; None when there is nothing to send.

    Args:
        messages: what a request or campaign says, highest first.
        template: a push template's content, which stands above all messages.
        channel_type: which part of the template overrides its `Default`.
        defaults: the template's default substitutions.
    """
    parts = () if template is None else (template.get(TEMPLATE_PARTS[channel_type]), template.get("Default"))
    merged: dict[str, Any] = {}
    for part in parts:
        _add(merged, part)
    required = tuple(sorted(merged))
    for message in messages:
        _add(merged, message)
    content = PushContent(
        **merged,
        substitutions=_substitutions(messages),
        defaults=dict(defaults or {}),
        required=required,
    )
    return None if content.is_empty else content


def _add(merged: dict[str, Any], message: JsonObject | None) -> None:
    """Fill in what is still missing."""
    has_text = "title" in merged or "body" in merged
    for name, member in MEMBERS.items():
        value = (message or {}).get(name)
        if value is None or value in ("", {}) or member in merged:
            continue
        if member == "raw" and has_text:
            continue
        merged[member] = value


def _substitutions(messages: Sequence[JsonObject | None]) -> dict[str, list[str]]:
    merged: dict[str, list[str]] = {}
    for message in reversed(messages):
        merged |= (message or {}).get("Substitutions") or {}
    return merged


def overridden(content: PushContent | None, recipient: JsonObject) -> PushContent | None:
    """Apply a recipient's `RawContent`, else its `TitleOverride` and `BodyOverride` (spec 04, section 3)."""
    raw, title, body = (recipient.get(name) for name in ("RawContent", "TitleOverride", "BodyOverride"))
    if not (raw or title or body):
        return content
    given = content or PushContent()
    changes: dict[str, Any] = {"raw": raw}
    if not raw:
        changes = {"raw": None} | {name: text for name, text in (("title", title), ("body", body)) if text}
    required = tuple(name for name in given.required if name not in changes)
    return msgspec.structs.replace(given, **changes, required=required)
