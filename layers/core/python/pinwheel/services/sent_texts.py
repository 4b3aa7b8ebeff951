"""What texts were sent for, remembered for some days: to join what a carrier reports and what people answer.

`LAST` says which text a phone got last from a number (`previousPublishedMessageId`). `SENT` is kept where the
carrier takes no context with a message, as SNS does. Best effort: the texts are out already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.errors import PinwheelError
from pinwheel.domain.message_context import pack
from pinwheel.domain.sms import OutgoingSms
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Change, Documents, Put
from pinwheel.services.sender_numbers import number_of

REMEMBERED = timedelta(days=14)
"""How long a text can be answered with its campaign known."""
REPORTED = timedelta(days=4)
"""Carriers report for 72 hours."""
MOST_CHANGES = 50


def remember(
    sent: Sequence[tuple[OutgoingSms, str]], *, with_context: bool, documents: Documents, clock: Clock
) -> None:
    """Remember texts that were sent, with the carrier's message IDs; what cannot be written is forgotten."""
    changes: dict[Any, Change] = {}
    now = clock.real_now()
    for message, message_id in sent:
        entries = pack(message.tags, message.context)
        body = {"MessageId": message_id, "Entries": entries}
        last = keys.last_text(message.to_number, number_of(message) or keys.ANY_NUMBER)
        changes[last] = Put(last, body, expires_at=int((now + REMEMBERED).timestamp()))
        if with_context:
            key = keys.sent_text(message.to_number, message_id)
            kept = {**body, "From": message.sender.origination_number or message.sender.sender_id or ""}
            changes[key] = Put(key, kept, expires_at=int((now + REPORTED).timestamp()))
    pending = list(changes.values())
    for start in range(0, len(pending), MOST_CHANGES):
        _write(pending[start : start + MOST_CHANGES], documents)


def _write(changes: list[Change], documents: Documents) -> None:
    try:
        documents.write(changes)
    except PinwheelError:
        # Another text to the same phone at the same moment; each by itself gets through.
        for change in changes if len(changes) > 1 else ():
            _write([change], documents)


def last_text(phone: str, number: str, *, documents: Documents) -> tuple[str, Mapping[str, str]]:
    """Tell the last text that a phone got from a number: its message ID and entries, empty when unknown."""
    named, chosen = keys.last_text(phone, number), keys.last_text(phone, keys.ANY_NUMBER)
    found = documents.get_many([named, chosen])
    document = found.get(named) or found.get(chosen)
    return ("", {}) if document is None else (document.body["MessageId"], document.body["Entries"])


def sent_texts(
    texts: Sequence[tuple[str, str]], *, documents: Documents
) -> Mapping[tuple[str, str], Mapping[str, Any]]:
    """Tell what texts were sent for, by phone and message ID; unknown ones are left out."""
    by_key = {keys.sent_text(phone, message_id): (phone, message_id) for phone, message_id in texts}
    return {by_key[key]: document.body for key, document in documents.get_many(list(by_key)).items()}
