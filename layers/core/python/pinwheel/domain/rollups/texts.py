"""What reports of a text message add to the figures (spec 05, sections 3.5 and 5.3).

Several reports come of one text: accepted, delivered or failed, some of them twice. A text counts as sent
with its first report, as delivered with its first `_SMS.SUCCESS`, as failed with its first `_SMS.FAILURE`;
its parts and its price count once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from pinwheel.domain.events import EventRecord
from pinwheel.domain.rollups.amounts import amount

_ONE = Decimal(1)
_REPORTS = {"_SMS.BUFFERED": None, "_SMS.SUCCESS": "delivered", "_SMS.FAILURE": "failed"}
PRICE = "price_in_millicents_usd"
MOST_PARTS = 100


def text_marks(event: EventRecord) -> Mapping[str, str]:
    """Name what a report may count for, each with its mark."""
    if event.event_type not in _REPORTS:
        return {}
    message_id = event.attributes.get("message_id") or event.event_id
    ends = _REPORTS[event.event_type]
    names = ["sent", *([ends] if ends else []), *(["priced"] if PRICE in event.metrics else [])]
    return {name: f"_SMS/{name}/{message_id}" for name in names}


def text_additions(event: EventRecord, known: Collection[str]) -> dict[str, Decimal]:
    """Give the figures that a report raises, without what was counted before."""
    news = text_marks(event).keys() - set(known)
    figures: dict[str, Decimal] = {}
    parts = _parts(event)
    for name in ("sent", "delivered"):
        if name in news:
            figures[f"sms.{name}"] = _ONE
            figures[f"sms.{name}-parts"] = parts
    if "failed" in news:
        figures[f"sms.failed.{event.attributes.get('record_status', 'UNKNOWN')}"] = _ONE
    if "priced" in news:
        price = amount(event.metrics[PRICE])
        if price:
            figures["sms.price"] = price
            figures["sms.priced"] = _ONE
            figures["sms.priced-parts"] = parts
    return figures


def _parts(event: EventRecord) -> Decimal:
    text = event.attributes.get("number_of_message_parts", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(MOST_PARTS)) else 1
    return Decimal(min(max(number, 1), MOST_PARTS))
