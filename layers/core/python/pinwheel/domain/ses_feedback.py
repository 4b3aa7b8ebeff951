"""What SES reports about a message, as event records (spec 05, section 3.4; spec 07, section 2.1).

    Send                _email.send               Complaint           _email.complaint
    Delivery            _email.delivered          Open                _email.open
    Reject              _email.rejected           Click               _email.click
    Bounce, Permanent   _email.hardbounce           unsubscribe link  _email.unsubscribe beside it
    Bounce, other       _email.softbounce         Rendering Failure   _email.rendering_failure

A delayed delivery is no event yet: SES reports a bounce when it gives up. The message's tags say whose it is.
Event IDs are made from the report itself, so that one which is delivered twice is the same event.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pinwheel.domain import message_tags
from pinwheel.domain.automated_mail import AUTOMATED, REASON, why_automated
from pinwheel.domain.errors import Invalid
from pinwheel.domain.events import EventRecord
from pinwheel.domain.message_tags import decode_tag_value
from pinwheel.domain.times import epoch_millis, parse_iso

Json = Mapping[str, Any]

_HARD_BOUNCE, _COMPLAINT, _CLICK = "_email.hardbounce", "_email.complaint", "_email.click"
_OPEN = "_email.open"
_SEND, _UNSUBSCRIBE, _SOFT_BOUNCE = "_email.send", "_email.unsubscribe", "_email.softbounce"
_KINDS = {
    "Send": ("send", _SEND),
    "Delivery": ("delivery", "_email.delivered"),
    "Reject": ("reject", "_email.rejected"),
    "Bounce": ("bounce", _SOFT_BOUNCE),
    "Complaint": ("complaint", _COMPLAINT),
    "Open": ("open", _OPEN),
    "Click": ("click", _CLICK),
    "Rendering Failure": ("failure", "_email.rendering_failure"),
}
_FEEDBACK = {_SEND: "received", _OPEN: "opened"}
_UNSUBSCRIBE_TAG = "unsubscribeLinkTag"


@dataclass(frozen=True, slots=True)
class Feedback:
    """What follows from a report: events, addresses to suppress with the reason, endpoints that opted out."""

    application_id: str
    events: list[EventRecord] = field(default_factory=list)
    suppressed: list[tuple[str, str]] = field(default_factory=list)
    opted_out: list[str] = field(default_factory=list)


def read_feedback(report: Json) -> Feedback | None:
    """Read a report; None for a message that is not of any application.

    Raises:
        Invalid: this is no report of SES.
    """
    try:
        kind, mail = report.get("eventType") or report["notificationType"], report["mail"]
        tags = _tags(mail)
        application_id = tags.get(message_tags.APPLICATION)
        if not application_id:
            return None
        if kind == "Subscription":
            return Feedback(application_id, opted_out=_opted_out(report, tags))
        if kind not in _KINDS:
            return Feedback(application_id)
        return _feedback(application_id, kind, report, mail, tags)
    except (KeyError, TypeError, AttributeError) as error:
        raise Invalid(f"A report of SES lacks what is needed: {error}.") from error


def _feedback(application_id: str, kind: str, report: Json, mail: Json, tags: Mapping[str, str]) -> Feedback:
    member, event_type = _KINDS[kind]
    details: Json = report.get(member) or {}
    if kind == "Bounce" and details["bounceType"] == "Permanent":
        event_type = _HARD_BOUNCE
    types = [event_type]
    if event_type == _CLICK and _UNSUBSCRIBE_TAG in (details.get("linkTags") or {}):
        types.append(_UNSUBSCRIBE)
    recipients = list(_recipients(details, mail))
    reason = {_HARD_BOUNCE: "BOUNCE", _COMPLAINT: "COMPLAINT"}.get(event_type)
    return Feedback(
        application_id,
        events=[
            _record(application_id, each, address, (member, details), mail, tags)
            for each in types
            for address in recipients
        ],
        suppressed=[(address, reason) for address in recipients] if reason else [],
    )


def _record(
    application_id: str,
    event_type: str,
    address: str,
    what: tuple[str, Json],
    mail: Json,
    tags: Mapping[str, str],
) -> EventRecord:
    member, details = what
    sent = epoch_millis(parse_iso(mail["timestamp"]))
    happened = details.get("timestamp")
    return EventRecord(
        event_type=event_type,
        event_timestamp=sent,
        arrival_timestamp=epoch_millis(parse_iso(happened)) if happened else sent,
        application={"app_id": application_id, "sdk": {}},
        client={"client_id": tags.get(message_tags.ENDPOINT) or client_of(address)},
        device={"platform": {}},
        attributes=_attributes(event_type, details, tags) | _origin(event_type, details, mail),
        client_context={"custom": {"legacy_identifier": application_id}},
        facets={"email_channel": {"mail_event": _mail_event(event_type, member, details, mail, tags)}},
        awsAccountId=mail.get("sendingAccountId", ""),
        event_id=_event_id(event_type, address, details, mail),
        user_id=tags.get(message_tags.USER),
    )


def _origin(event_type: str, details: Json, mail: Json) -> dict[str, str]:
    """Mark an open or a click that no person made; all others look as Pinpoint's do."""
    if event_type not in {_OPEN, _CLICK}:
        return {}
    happened = details.get("timestamp")
    reason = why_automated(
        is_click=event_type == _CLICK,
        user_agent=details.get("userAgent") or "",
        sent=parse_iso(mail["timestamp"]),
        happened=parse_iso(happened) if happened else None,
    )
    return {} if reason is None else {AUTOMATED: "true", REASON: reason}


def _tags(mail: Json) -> dict[str, str]:
    """Read the join keys; SES gives each tag as a list."""
    tags: Mapping[str, list[str]] = mail.get("tags") or {}
    return {name: decode_tag_value(values[0]) for name, values in tags.items() if values}


def _recipients(details: Json, mail: Json) -> Iterator[str]:
    named = details.get("bouncedRecipients") or details.get("complainedRecipients")
    if named:
        yield from (each["emailAddress"] for each in named)
    else:
        yield from details.get("recipients") or mail["destination"]


def _opted_out(report: Json, tags: Mapping[str, str]) -> list[str]:
    preferences = report["subscription"].get("newTopicPreferences") or {}
    endpoint_id = tags.get(message_tags.ENDPOINT)
    return [endpoint_id] if endpoint_id and preferences.get("unsubscribeAll") else []


def client_of(address: str) -> str:
    """Name who has no endpoint: the same address is the same client."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"mailto:{address.lower()}"))


def _event_id(event_type: str, address: str, details: Json, mail: Json) -> str:
    parts = (mail["messageId"], event_type, address, details.get("timestamp", ""), details.get("link", ""))
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


_JOIN = {
    message_tags.CAMPAIGN: "campaign_id",
    message_tags.ACTIVITY: "campaign_activity_id",
    message_tags.JOURNEY: "journey_id",
}


def _attributes(event_type: str, details: Json, tags: Mapping[str, str]) -> dict[str, str]:
    feedback = details.get("link", "") if event_type == _CLICK else _FEEDBACK.get(event_type)
    joined = {name: tags[tag] for tag, name in _JOIN.items() if tag in tags}
    if message_tags.JOURNEY in tags and "campaign_activity_id" in joined:
        joined["journey_activity_id"] = joined.pop("campaign_activity_id")
    return {
        "feedback": event_type.removeprefix("_email.") if feedback is None else feedback,
        **joined,
        "treatment_id": tags.get(message_tags.TREATMENT, "0"),
    }


def _mail_event(
    event_type: str, member: str, details: Json, mail: Json, tags: Mapping[str, str]
) -> dict[str, Any]:
    # The Subject is missing in the send records of campaigns (spec 05, section 3.4).
    without_subject = event_type == _SEND and message_tags.CAMPAIGN in tags
    common: Json = mail.get("commonHeaders") or {}
    shared = {"from": ", ".join(common.get("from", ())), "to": list(common.get("to", ()))}
    shared |= {name: common[name] for name in ("subject", "date") if name in common}
    headers = list(mail.get("headers") or ())
    if without_subject:
        shared.pop("subject", None)
        headers = [header for header in headers if header["name"].lower() != "subject"]
    return {
        "mail": {
            "message_id": mail["messageId"],
            "message_send_timestamp": epoch_millis(parse_iso(mail["timestamp"])),
            "from_address": mail.get("source", ""),
            "destination": list(mail["destination"]),
            "headers_truncated": bool(mail.get("headersTruncated")),
            "headers": headers,
            "common_headers": shared,
        },
        member: _snake_case({name: value for name, value in details.items() if name != "timestamp"}),
    }


_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def _snake_case(value: Any) -> Any:
    match value:
        case Mapping():
            return {_WORD.sub("_", name).lower(): _snake_case(item) for name, item in value.items()}
        case list():
            return [_snake_case(item) for item in value]
        case _:
            return value
