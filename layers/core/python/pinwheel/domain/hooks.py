"""What a campaign's hook is told, and what its answer means (spec 03, section 7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Invalid

MOST_ENDPOINTS = 50
"""Endpoints of one call."""
OVERRIDES = ("TitleOverride", "BodyOverride")
OVERRIDDEN = frozenset(
    {"ADM", "APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "BAIDU", "GCM", "SMS"}
)
"""Channels on which a hook's words replace title and body; e-mail is not one of them."""
DELIVERY = "DELIVERY"

_PUSH = ("APNSMessage", "GCMMessage", "ADMMessage", "BaiduMessage")
_OF_DEFAULT_PUSH = ("Action", "Body", "SilentPush", "Title", "Url")
_KEPT = (
    "Address",
    "Attributes",
    "ChannelType",
    "CohortId",
    "CreationDate",
    "Demographic",
    "EffectiveDate",
    "EndpointStatus",
    "Location",
    "Metrics",
    "OptOut",
    "RequestId",
)

Json = Mapping[str, Any]


class _Changes(msgspec.Struct, rename="pascal"):
    """What a hook may change of an endpoint, for this message only."""

    attributes: dict[str, list[str]] | None = None
    metrics: dict[str, float] | None = None
    demographic: dict[str, str] | None = None
    location: dict[str, Any] | None = None
    user: dict[str, Any] | None = None


class _UserChanges(msgspec.Struct, rename="pascal"):
    user_attributes: dict[str, list[str]] | None = None


def endpoint_definition(endpoint: Endpoint) -> dict[str, Any]:
    """Write an endpoint as functions and URLs get it, its user nested."""
    document = msgspec.to_builtins(endpoint)
    defaults = {"EndpointStatus": endpoint.endpoint_status, "OptOut": endpoint.opt_out}
    shown = {name: document[name] for name in _KEPT if name in document} | defaults
    user = {name: document[name] for name in ("UserId", "UserAttributes") if name in document}
    return {**shown, "User": user} if user else shown


def direct_configuration(messages: Json) -> dict[str, Any]:
    """Write a campaign's `MessageConfiguration` in the form of direct messages."""
    found = {name: dict(messages[name]) for name in _PUSH if messages.get(name)}
    default = messages.get("DefaultMessage") or {}
    if default:
        found["DefaultMessage"] = {name: default[name] for name in ("Body",) if name in default}
        push = {name: default[name] for name in _OF_DEFAULT_PUSH if name in default}
        found["DefaultPushNotificationMessage"] = push
    if messages.get("SMSMessage"):
        found["SMSMessage"] = dict(messages["SMSMessage"])
    if messages.get("EmailMessage"):
        found["EmailMessage"] = _direct_email(messages["EmailMessage"])
    return found


def _direct_email(email: Json) -> dict[str, Any]:
    parts = {"Subject": "Title", "HtmlPart": "HtmlBody", "TextPart": "Body"}
    simple: dict[str, Any] = {part: {"Data": email[name]} for part, name in parts.items() if email.get(name)}
    if email.get("Headers"):
        simple["Headers"] = email["Headers"]
    sender = {"FromAddress": email["FromAddress"]} if email.get("FromAddress") else {}
    return {**sender, "SimpleEmail": simple}


def read_answer(
    answer: bytes, asked: Iterable[Endpoint]
) -> tuple[dict[str, Endpoint], dict[str, dict[str, str]]]:
    """Read a hook's answer: the endpoints that stay, with its changes, and its words for them.

    Raises:
        Invalid: it is no JSON object of endpoints.
    """
    try:
        said = msgspec.json.decode(answer, type=dict[str, dict[str, Any] | None])
        kept, overrides = {}, {}
        for endpoint in asked:
            changes = said.get(endpoint.id)
            if changes is None:
                continue
            kept[endpoint.id] = _changed(endpoint, changes)
            words = {name: str(changes[name]) for name in OVERRIDES if changes.get(name)}
            if words and endpoint.channel_type in OVERRIDDEN:
                overrides[endpoint.id] = words
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise Invalid(f"The hook's answer cannot be read: {error}") from error
    return kept, overrides


def _changed(endpoint: Endpoint, said: Json) -> Endpoint:
    """Take over what may be changed; who gets the message, and on which channel, may not."""
    changes = msgspec.convert(said, _Changes, strict=False)
    user = msgspec.convert(changes.user or {}, _UserChanges, strict=False)
    new = {
        "attributes": changes.attributes,
        "metrics": changes.metrics,
        "demographic": changes.demographic,
        "location": changes.location,
        "user_attributes": user.user_attributes,
    }
    given = {name: value for name, value in new.items() if value is not None}
    return msgspec.structs.replace(endpoint, **given)
