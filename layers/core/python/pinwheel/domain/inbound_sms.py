"""A text from a phone, as End User Messaging publishes it (spec 07, section 3.2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from pinwheel.domain.errors import Invalid
from pinwheel.domain.numbers import spelled_number
from pinwheel.domain.phones import normalised_number

LONGEST_ID = 256


class InboundText(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What a person wrote: from their phone (`origination_number`) to our number (`destination_number`)."""

    origination_number: str
    destination_number: str
    message_keyword: str = ""
    message_body: str = ""
    inbound_message_id: str
    previous_published_message_id: str | None = None


def open_text(body: Mapping[str, Any]) -> InboundText | None:
    """Read the text in an SNS notification, or a bare one; None for a notification that is none.

    Raises:
        Invalid: this is no text from a phone.
    """
    message = body.get("Message") if "originationNumber" not in body else body
    if isinstance(message, str):
        if not message.lstrip().startswith("{"):
            # The carrier greets a topic with a sentence when it is connected.
            return None
        try:
            message = json.loads(message)
        except ValueError as error:
            raise Invalid("An inbound text holds no JSON.") from error
    return _read(message)


def _read(message: Any) -> InboundText:
    try:
        found = msgspec.convert(message, InboundText)
    except msgspec.ValidationError as error:
        raise Invalid(f"An inbound text lacks what is needed: {error}") from error
    phone = normalised_number(found.origination_number) or normalised_number(f"+{found.origination_number}")
    if not 0 < len(found.inbound_message_id) <= LONGEST_ID:
        raise Invalid("An inbound text has an ID of 1 to 256 characters.")
    return msgspec.structs.replace(
        found,
        # A short code may write to us too; it stays as it is.
        origination_number=phone or found.origination_number,
        destination_number=spelled_number(found.destination_number),
    )


def forwarded(text: InboundText, *, keyword: str, previous: str) -> str:
    """Write the text for the customer's topic, with the members that End User Messaging has."""
    members = msgspec.to_builtins(text)
    return json.dumps(
        {
            **members,
            "messageKeyword": text.message_keyword or keyword,
            "previousPublishedMessageId": text.previous_published_message_id or previous or "",
        },
        ensure_ascii=False,
    )
