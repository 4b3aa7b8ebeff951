"""What each push service gets, from rendered content (spec 04, sections 4 and 4.1; spec 07, section 5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from pinwheel.domain.push import apple, google
from pinwheel.domain.push.content import ADM, APPLE, BAIDU, FCM, PushContent
from pinwheel.domain.push.marks import Marks
from pinwheel.domain.push.message import Payload
from pinwheel.domain.push.raw import parsed_raw
from pinwheel.domain.push.rules import LONGEST_TTL
from pinwheel.domain.templates.errors import RenderingFailed

LARGEST = {**dict.fromkeys(APPLE, 4096), FCM: 4096, BAIDU: 4096, ADM: 6144}
"""Bytes by channel type (spec 04, section 4.1)."""
_TTL_NAMES = {FCM: "FCM"}
_NO_TTL = (ADM,)
"""ADM has a member of its own in the payload."""

Attributes = dict[str, str]


def payload(content: PushContent, channel_type: str, marks: Marks) -> Payload:
    """Write a notification as its service takes it.

    Raises:
        RenderingFailed: raw content is no JSON object or breaks the service's rule, or it is all too big.
    """
    raw = None if content.raw is None else parsed_raw(content.raw, channel_type)
    body, size, attributes = _written(content, channel_type, marks, raw)
    if size > LARGEST[channel_type]:
        raise RenderingFailed(
            f"The payload has {size:,} bytes; {channel_type} takes at most {LARGEST[channel_type]:,}."
        )
    return Payload(body, tuple(sorted((attributes | _time_to_live(content, channel_type)).items())))


def _written(
    content: PushContent, channel_type: str, marks: Marks, raw: dict[str, Any] | None
) -> tuple[str, int, Attributes]:
    """Give the JSON, how much of it counts, and the attributes."""
    attributes: Attributes = {}
    if channel_type in APPLE:
        document = apple.document(content, marks) if raw is None else raw
        attributes = apple.headers(content, document, channel_type)
    elif raw is not None:
        document = raw
    elif channel_type == FCM:
        document = google.fcm_document(content, marks)
    elif channel_type == ADM:
        document = google.adm_document(content, marks)
    else:
        document = google.baidu_document(content, marks)
    if channel_type == BAIDU:
        attributes = google.baidu_attributes(content)
    text = msgspec.json.encode(document)
    return text.decode(), _counted(document, text), attributes


def _counted(document: Mapping[str, Any], text: bytes) -> int:
    """Count what the service counts: the wrapper that SNS takes off does not."""
    wrapped = document.get("fcmV1Message")
    if isinstance(wrapped, dict) and isinstance(wrapped.get("message"), dict):
        return len(msgspec.json.encode(wrapped["message"]))
    return len(text)


def _time_to_live(content: PushContent, channel_type: str) -> Attributes:
    if content.time_to_live is None or channel_type in _NO_TTL:
        return {}
    seconds = min(content.time_to_live, LONGEST_TTL.get(channel_type, content.time_to_live))
    return {f"AWS.SNS.MOBILE.{_TTL_NAMES.get(channel_type, channel_type)}.TTL": str(seconds)}
