"""What becomes of text messages, as event records (spec 05, section 3.5; spec 07, section 3.1).

    End User Messaging                         our event         record_status
    TEXT_QUEUED, TEXT_PENDING                  _SMS.BUFFERED     PENDING
    TEXT_SUCCESSFUL, not final / final         _SMS.BUFFERED /
                                               _SMS.SUCCESS      SUCCESSFUL
    TEXT_DELIVERED                             _SMS.SUCCESS      DELIVERED
    TEXT_PROTECT_BLOCKED                       _SMS.FAILURE      BLOCKED
    TEXT_<other>                               _SMS.FAILURE      <other>

MEDIA_ and RCS_ events mean the same. SNS has a delivery log instead: SUCCESS and FAILURE with the carrier's
sentence. An event's ID is made from message, type and status, so that a report told twice is one event.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pinwheel.domain import message_tags
from pinwheel.domain.errors import Invalid
from pinwheel.domain.events import EventRecord
from pinwheel.domain.message_context import customer_context, unpack
from pinwheel.domain.phones import country_of, normalised_number
from pinwheel.domain.ses_feedback import Feedback
from pinwheel.domain.sms import OutgoingSms
from pinwheel.domain.sms_parts import encoding_of
from pinwheel.domain.times import epoch_millis, parse_iso

BUFFERED, SUCCESS, FAILURE = "_SMS.BUFFERED", "_SMS.SUCCESS", "_SMS.FAILURE"
OPTED_OUT, RECEIVED = "_SMS.OPTOUT", "_SMS.RECEIVED"
PROMOTIONAL = "PROMOTIONAL"
"""What a message is that says nothing, unless the account is set up otherwise."""
MILLICENTS_PER_DOLLAR = 100_000.0
MOST_DOLLARS = 20.0
"""A message never costs more; a greater number is thousandths of a cent already (spec 07, section 3.1)."""

Json = Mapping[str, Any]
Tags = Mapping[str, str]

_PENDING = {"QUEUED": "PENDING", "PENDING": "PENDING", "SENT": "PENDING"}
_PREFIXES = ("TEXT_", "MEDIA_", "RCS_")
_BLOCKED = {"PROTECT_BLOCKED": "BLOCKED", "FAILED": "UNKNOWN"}
_JOINED = {
    message_tags.CAMPAIGN: "campaign_id",
    message_tags.ACTIVITY: "campaign_activity_id",
    message_tags.JOURNEY: "journey_id",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One thing that happened to one text, whoever told it."""

    event_type: str
    status: str
    message_id: str
    phone: str
    number: str = ""
    at_millis: int
    parts: str = "1"
    message_type: str = "Promotional"
    country: str = ""
    price: float | None = None
    """Thousandths of a US cent; None where it is not known yet."""
    tags: Tags
    context: str = "{}"
    extra: Tags | None = None


def record(report: Report, *, account_id: str) -> EventRecord | None:
    """Write a report as an event; None for a text that is of no application."""
    application_id = report.tags.get(message_tags.APPLICATION)
    if not application_id:
        return None
    return EventRecord(
        event_type=report.event_type,
        event_timestamp=report.at_millis,
        arrival_timestamp=report.at_millis,
        application={"app_id": application_id, "sdk": {}},
        client={"client_id": report.tags.get(message_tags.ENDPOINT) or client_of(report.phone)},
        device={"platform": {}},
        attributes=_attributes(report),
        metrics={} if report.price is None else {"price_in_millicents_usd": report.price},
        client_context={"custom": {"legacy_identifier": application_id}},
        awsAccountId=account_id,
        event_id=_event_id(report),
        user_id=report.tags.get(message_tags.USER),
    )


def joined(tags: Tags) -> dict[str, str]:
    """Name whose message it was; `treatment_id` is `0` for a direct one."""
    found = {name: tags[tag] for tag, name in _JOINED.items() if tag in tags}
    if message_tags.JOURNEY in tags and "campaign_activity_id" in found:
        found["journey_activity_id"] = found.pop("campaign_activity_id")
    return {**found, "treatment_id": tags.get(message_tags.TREATMENT) or "0"}


def client_of(phone: str) -> str:
    """Name who has no endpoint: the same phone is the same client."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"tel:{phone}"))


def _attributes(report: Report) -> dict[str, str]:
    return {
        "sender_request_id": report.tags.get(message_tags.TRACE) or report.message_id,
        **joined(report.tags),
        "origination_phone_number": report.number,
        "destination_phone_number": report.phone,
        "record_status": report.status,
        "iso_country_code": report.country or country_of(report.phone),
        "number_of_message_parts": report.parts,
        "message_id": report.message_id,
        "message_type": report.message_type,
        "customer_context": report.context,
        **(report.extra or {}),
    }


def _event_id(report: Report) -> str:
    parts = (report.message_id, report.event_type, report.status, report.tags[message_tags.APPLICATION])
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def is_text_event(event: Json) -> bool:
    """Tell whether this is an event of End User Messaging about a text."""
    return str(event.get("eventType") or "").startswith(_PREFIXES)


def read_text_event(event: Json, *, account_id: str) -> Feedback | None:
    """Read an event of End User Messaging; None for a text that is of no application.

    Raises:
        Invalid: it lacks what is needed.
    """
    try:
        event_type, status = _meaning(str(event["eventType"]), is_final=bool(event.get("isFinal", True)))
        tags, context = unpack(event.get("context") or {})
        made = record(
            Report(
                event_type=event_type,
                status=status,
                message_id=str(event["messageId"]),
                phone=str(event["destinationPhoneNumber"]),
                number=str(event.get("originationPhoneNumber") or ""),
                at_millis=int(event["eventTimestamp"]),
                parts=str(event.get("totalMessageParts") or 1),
                message_type=str(event.get("messageType") or "").capitalize() or "Promotional",
                country=str(event.get("isoCountryCode") or ""),
                price=None if event_type == BUFFERED else millicents(event.get("totalMessagePrice")),
                tags=tags,
                context=context,
            ),
            account_id=account_id,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid(f"A report on a text lacks what is needed: {error}.") from error
    return None if made is None else Feedback(made.application_id, events=[made])


def _meaning(kind: str, *, is_final: bool) -> tuple[str, str]:
    _, _, status = kind.partition("_")
    if status in _PENDING:
        return BUFFERED, _PENDING[status]
    if status == "SUCCESSFUL":
        return (SUCCESS if is_final else BUFFERED), status
    if status in ("DELIVERED", "READ"):
        return SUCCESS, "DELIVERED"
    return FAILURE, _BLOCKED.get(status, status)


def millicents(price: Any) -> float | None:
    """Give a price in thousandths of a US cent; AWS's pages call it that, its samples are dollars."""
    if price is None:
        return None
    amount = float(price)
    return amount if amount > MOST_DOLLARS else round(amount * MILLICENTS_PER_DOLLAR, 3)


def is_delivery_log(entry: Json) -> bool:
    """Tell whether this is a line of SNS's delivery log about a text."""
    delivery = entry.get("delivery")
    return isinstance(delivery, Mapping) and "notification" in entry and "destination" in delivery


def log_key(entry: Json) -> tuple[str, str]:
    """Name the text that a line of SNS's delivery log is about: phone and message ID."""
    return str(entry["delivery"]["destination"]), str(entry["notification"].get("messageId") or "")


_REASONS = (
    ("opted out", "OPTED_OUT"),
    ("blocked as spam", "SPAM"),
    ("spam", "SPAM"),
    ("blocked by carrier", "CARRIER_BLOCKED"),
    ("blocked", "BLOCKED"),
    ("max price", "MAX_PRICE_EXCEEDED"),
    ("no quota", "NO_QUOTA_LEFT_ON_ACCOUNT"),
    ("quota", "NO_QUOTA_LEFT_ON_ACCOUNT"),
    ("rate exceeded", "RATE_EXCEEDED"),
    ("carrier is currently unreachable", "CARRIER_UNREACHABLE"),
    ("carrier unreachable", "CARRIER_UNREACHABLE"),
    ("unreachable", "UNREACHABLE"),
    ("unavailable", "UNREACHABLE"),
    ("message body is invalid", "INVALID_MESSAGE"),
    ("invalid phone number", "INVALID_PHONE_NUMBER"),
    ("phone number is invalid", "INVALID_PHONE_NUMBER"),
    ("invalid", "INVALID"),
    ("expired", "TTL_EXPIRED"),
)
"""Words of the carriers' sentences, the telling ones first; SNS has no codes."""


def read_delivery_log(entry: Json, remembered: Json, *, account_id: str) -> Feedback | None:
    """Read a line of SNS's delivery log, given what is remembered of the text.

    Raises:
        Invalid: it lacks what is needed.
    """
    try:
        delivery, notification = entry["delivery"], entry["notification"]
        tags, context = unpack(remembered.get("Entries") or {})
        is_success = entry["status"] == "SUCCESS"
        response = str(delivery.get("providerResponse") or "").lower()
        reason = next((status for words, status in _REASONS if words in response), "UNKNOWN")
        made = record(
            Report(
                event_type=SUCCESS if is_success else FAILURE,
                status="DELIVERED" if is_success else reason,
                message_id=str(notification["messageId"]),
                phone=normalised_number(str(delivery["destination"])) or str(delivery["destination"]),
                number=str(remembered.get("From") or ""),
                at_millis=_log_millis(str(notification["timestamp"])),
                parts=str(delivery.get("numberOfMessageParts") or 1),
                message_type=str(delivery.get("smsType") or "Promotional"),
                price=millicents(delivery.get("priceInUSD")),
                tags=tags,
                context=context,
            ),
            account_id=account_id,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Invalid(f"A line of the delivery log lacks what is needed: {error}.") from error
    return None if made is None else Feedback(made.application_id, events=[made])


def _log_millis(timestamp: str) -> int:
    """Read `2016-06-28 00:40:34.558`, which is UTC."""
    return epoch_millis(parse_iso(f"{timestamp.strip().replace(' ', 'T').removesuffix('Z')}Z"))


def handed_over(
    message: OutgoingSms, message_id: str, *, at_millis: int, account_id: str
) -> EventRecord | None:
    """Tell that a carrier that reports nothing of it took a text."""
    return record(
        _of_sent(message, BUFFERED, "PENDING", message_id=message_id, at_millis=at_millis),
        account_id=account_id,
    )


def refused_as_opted_out(
    message: OutgoingSms, attempt_id: str, *, at_millis: int, account_id: str
) -> EventRecord | None:
    """Tell that a text was not sent because the phone opted out of the number."""
    return record(
        _of_sent(message, FAILURE, "OPTED_OUT", message_id=attempt_id, at_millis=at_millis),
        account_id=account_id,
    )


def _of_sent(
    message: OutgoingSms, event_type: str, status: str, *, message_id: str, at_millis: int
) -> Report:
    return Report(
        event_type=event_type,
        status=status,
        message_id=message_id,
        phone=message.to_number,
        number=message.sender.origination_number or message.sender.sender_id or "",
        at_millis=at_millis,
        parts=str(encoding_of(message.body).parts),
        message_type=(message.message_type or PROMOTIONAL).capitalize(),
        tags={name: value for name, value in message.tags if value},
        context=customer_context(message.context),
    )
