"""What becomes of calls, as event records: Pinpoint streams none, `_voice.*` is ours (spec 05, section 2).

    VOICE_INITIATED   _voice.initiated     VOICE_BUSY                      _voice.busy
    VOICE_ANSWERED    _voice.answered      VOICE_NO_ANSWER                 _voice.no_answer
    VOICE_COMPLETED   _voice.completed     VOICE_FAILED, VOICE_TTL_EXPIRED _voice.failed

That a phone rings is no event: it follows from what comes next.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from pinwheel.domain import message_tags
from pinwheel.domain.errors import Invalid
from pinwheel.domain.events import EventRecord
from pinwheel.domain.message_context import unpack
from pinwheel.domain.phones import country_of
from pinwheel.domain.ses_feedback import Feedback
from pinwheel.domain.sms_feedback import client_of, joined, millicents

EVENT_TYPES = {
    "VOICE_INITIATED": "_voice.initiated",
    "VOICE_ANSWERED": "_voice.answered",
    "VOICE_COMPLETED": "_voice.completed",
    "VOICE_BUSY": "_voice.busy",
    "VOICE_NO_ANSWER": "_voice.no_answer",
    "VOICE_FAILED": "_voice.failed",
    "VOICE_TTL_EXPIRED": "_voice.failed",
}
_METRICS = {
    "callDurationInSeconds": "call_duration_seconds",
    "totalDurationInMinutes": "billed_minutes",
}


def is_voice_event(event: Mapping[str, Any]) -> bool:
    """Tell whether this is an event of End User Messaging about a call."""
    return str(event.get("eventType") or "").startswith("VOICE_")


def read_voice_event(event: Mapping[str, Any], *, account_id: str) -> Feedback | None:
    """Read an event of End User Messaging; None where nothing follows, or for a call of no application.

    Raises:
        Invalid: it lacks what is needed.
    """
    kind = str(event["eventType"])
    tags, context = unpack(event.get("context") or {})
    application_id = tags.get(message_tags.APPLICATION)
    if kind not in EVENT_TYPES or not application_id:
        return None
    try:
        made = _record(event, kind, application_id, tags, context, account_id=account_id)
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid(f"A report on a call lacks what is needed: {error}.") from error
    return Feedback(application_id, events=[made])


def _record(
    event: Mapping[str, Any],
    kind: str,
    application_id: str,
    tags: Mapping[str, str],
    context: str,
    *,
    account_id: str,
) -> EventRecord:
    phone, message_id = str(event["destinationPhoneNumber"]), str(event["messageId"])
    metrics = {name: float(event[member]) for member, name in _METRICS.items() if event.get(member)}
    price = millicents(event.get("totalMessagePrice"))
    at_millis = int(event["eventTimestamp"])
    return EventRecord(
        event_type=EVENT_TYPES[kind],
        event_timestamp=at_millis,
        arrival_timestamp=at_millis,
        application={"app_id": application_id, "sdk": {}},
        client={"client_id": tags.get(message_tags.ENDPOINT) or client_of(phone)},
        device={"platform": {}},
        attributes={
            "sender_request_id": tags.get(message_tags.TRACE) or message_id,
            **joined(tags),
            "origination_phone_number": str(event.get("originationPhoneNumber") or ""),
            "destination_phone_number": phone,
            "record_status": kind.removeprefix("VOICE_"),
            "iso_country_code": str(event.get("isoCountryCode") or "") or country_of(phone),
            "message_id": message_id,
            "customer_context": context,
        },
        metrics={**metrics, **({} if not price else {"price_in_millicents_usd": price})},
        client_context={"custom": {"legacy_identifier": application_id}},
        awsAccountId=account_id,
        event_id=hashlib.blake2b(f"{message_id}\n{kind}".encode(), digest_size=16).hexdigest(),
        user_id=tags.get(message_tags.USER),
    )
